import type { INodeProperties } from 'n8n-workflow';

const docs = 'https://github.com/n8n-nodes-support-triage/n8n-nodes-support-triage/blob/main/docs/nodes';

/** The line at the top of a node's panel: what it is for, and where its page is. */
export function introduction(sentence: string, page: string): INodeProperties {
	return {
		displayName: `${sentence}. <a href="${docs}/${page}.md" target="_blank">How it works</a>`,
		name: 'introduction',
		type: 'callout',
		default: '',
	};
}

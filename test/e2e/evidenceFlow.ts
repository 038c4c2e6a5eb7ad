/** A node of a workflow that a test makes. */
export interface NodeDraft {
	type: string;
	typeVersion?: number;
	parameters?: object;
	credentials?: object;
}

const ours = 'n8n-nodes-support-triage.';
export const webhook = (path: string): NodeDraft => ({
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	parameters: { path, httpMethod: 'POST', responseMode: 'responseNode', options: {} },
});
const manualTrigger: NodeDraft = { type: 'n8n-nodes-base.manualTrigger' };
export const respond = (parameters: object): NodeDraft => ({
	type: 'n8n-nodes-base.respondToWebhook',
	typeVersion: 1.1,
	parameters: { options: {}, ...parameters },
});
const evidence = (parameters: object, more: Partial<NodeDraft> = {}): NodeDraft => ({
	type: `${ours}auditEvidence`,
	parameters,
	...more,
});

/** A workflow as n8n's interface takes it. Edges are written 'From:output -> To'. */
export function workflowOf(name: string, drafts: Record<string, NodeDraft>, edges: readonly string[]) {
	const connections: Record<string, { main: { node: string; type: string; index: number }[][] }> = {};
	for (const edge of edges) {
		const [, from = '', output = '0', to = ''] = /^(.+?)(?::(\d))? -> (.+)$/.exec(edge) ?? [];
		const { main } = (connections[from] ??= { main: [] });
		while (main.length <= Number(output)) main.push([]);
		main[Number(output)]!.push({ node: to, type: 'main', index: 0 });
	}
	const nodes = Object.entries(drafts).map(([node, draft], index) => ({
		id: `node-${index}`,
		name: node,
		typeVersion: 1,
		parameters: {},
		position: [(index % 3) * 320, Math.floor(index / 3) * 200],
		...draft,
	}));
	return { name, nodes, connections, settings: { executionOrder: 'v1' } };
}

const checkpoint = (signingKeyId: string) =>
	evidence({ operation: 'checkpoint' }, { credentials: { triageSigningKeyApi: { id: signingKeyId, name: 'key' } } });

/** Signs the log and makes a file of all of it. */
export const handOverFlow = (signingKeyId: string) =>
	workflowOf(
		'Evidence for the auditor',
		{
			Start: manualTrigger,
			Sign: checkpoint(signingKeyId),
			Export: evidence({ operation: 'export', export: 'full', options: { recipientRole: 'External-Auditor' } }),
		},
		['Start -> Sign', 'Sign -> Export'],
	);

/** Signs the log, and exports from it, when asked to over HTTP. */
export const evidenceFlow = (signingKeyId: string) =>
	workflowOf(
		'Evidence on request',
		{
			'Asked to sign': webhook('sign'),
			Sign: checkpoint(signingKeyId),
			'Say signed': respond({ respondWith: 'json', responseBody: '={{ $json.triage.checkpoint }}' }),
			'Asked to export': webhook('export'),
			Export: evidence({
				operation: 'export',
				export: '={{ $json.body.kind }}',
				caseId: '={{ $json.body.case_id ?? "none" }}',
				from: '2000-01-01',
				withhold: '={{ $json.body.withhold }}',
			}),
			'Send the file': respond({ respondWith: 'binary' }),
			'Say why not': respond({
				respondWith: 'json',
				responseBody: '={{ $json.triage }}',
				options: { responseCode: 404 },
			}),
			'Say why not signed': respond({
				respondWith: 'json',
				responseBody: '={{ $json.triage.checkpoint }}',
				options: { responseCode: 409 },
			}),
		},
		[
			'Asked to sign -> Sign',
			'Sign -> Say signed',
			'Sign:1 -> Say why not signed',
			'Asked to export -> Export',
			'Export -> Send the file',
			'Export:1 -> Say why not',
		],
	);

/** Each operation of Audit Evidence as it comes from the nodes panel. */
export const operations: Record<string, { parameters: { operation: string; export?: string }; outputs: string[] }> = {
	Capture: { parameters: { operation: 'capture' }, outputs: ['Recorded', 'Not Recorded'] },
	Checkpoint: { parameters: { operation: 'checkpoint' }, outputs: ['Signed', 'Not Signed', 'Not Due'] },
	Export: { parameters: { operation: 'export' }, outputs: ['Exported', 'Not Exported'] },
	'Export period': { parameters: { operation: 'export', export: 'period' }, outputs: ['Exported', 'Not Exported'] },
	'Get Many': { parameters: { operation: 'getMany' }, outputs: ['Entry', 'Not Found'] },
	Prove: { parameters: { operation: 'prove' }, outputs: ['Proved', 'Not Proved', 'Pending'] },
	Redact: { parameters: { operation: 'redact' }, outputs: ['Redacted', 'Not Redacted'] },
	Verify: { parameters: { operation: 'verify' }, outputs: ['Intact', 'Broken', 'Inconclusive'] },
};

export const operationsFlow = () =>
	workflowOf(
		'Every operation',
		{
			Start: manualTrigger,
			...Object.fromEntries(Object.entries(operations).map(([name, { parameters }]) => [name, evidence(parameters)])),
		},
		Object.keys(operations).map((name) => `Start -> ${name}`),
	);

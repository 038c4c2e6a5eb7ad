import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	disabled?: boolean;
	parameters: Record<string, unknown>;
	[more: string]: unknown;
}

/** A workflow of the pack, as its file has it. */
export interface Template {
	/** Name by which other templates refer to it; in n8n it gets another. */
	id: string;
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings: Record<string, unknown>;
}

/** The workflows that come with the pack: beside the compiled code, or in a checkout beside the source. */
export function readTemplates(folder = join(__dirname, '..', 'workflows')): Template[] {
	const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
	return files.sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Template);
}

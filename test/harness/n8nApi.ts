import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Workflow {
	id: string;
	name: string;
	active: boolean;
	nodes: Array<{ type: string; disabled?: boolean; parameters: Record<string, unknown> }>;
	connections: object;
	settings: Record<string, unknown>;
	tags: Array<{ id: string; name: string }>;
}

interface Table {
	id: string;
	name: string;
	rows: Array<Record<string, unknown>>;
}

interface Filter {
	filter: { filters: Array<{ columnName: string; value: unknown }> };
	data: Record<string, unknown>;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const text = Buffer.concat(chunks).toString();
	return text === '' ? undefined : JSON.parse(text);
}

/** As much of n8n's public API as setup uses, with the refusals of the real one. */
export class N8nApiServer {
	workflows: Workflow[] = [];
	tags: Array<{ id: string; name: string }> = [];
	tables: Table[] = [];
	/** What was asked, as `POST /workflows`. */
	readonly asked: string[] = [];
	/** Answers everything so, where it is set. */
	refusal: { status: number; message: string } | null = null;
	/** Names of workflows whose webhook another one has. */
	readonly conflicting = new Set<string>();
	#count = 0;
	readonly #server: Server = createServer((request, response) => {
		void this.#answer(request).then(([status, body]) => {
			response.writeHead(status, { 'content-type': 'application/json' });
			response.end(body === undefined ? '' : JSON.stringify(body));
		});
	});

	/** Its address, once it was started. */
	get url() {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async start() {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
	}

	async stop() {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#nextId = () => `n8n${(this.#count += 1)}`;

	async #answer(request: IncomingMessage): Promise<[status: number, body?: unknown]> {
		const path = new URL(request.url!, 'http://n8n').pathname.replace('/api/v1', '');
		const body = await readJson(request);
		if (request.method !== 'GET') this.asked.push(`${request.method} ${path}`);
		if (this.refusal) return [this.refusal.status, { message: this.refusal.message }];
		const [, kind = '', id = '', action = ''] = path.split('/');
		if (kind === 'workflows') return this.#workflow(request.method!, id, action, body);
		if (kind === 'tags') return this.#tag(request.method!, body as { name: string });
		return this.#table(request.method!, id, action, body);
	}

	#workflow(method: string, id: string, action: string, body: unknown): [number, unknown] {
		if (method === 'GET') return [200, { data: this.workflows, nextCursor: null }];
		const found = this.workflows.find((workflow) => workflow.id === id);
		if (id === '') {
			const made = { ...(body as Workflow), id: this.#nextId(), active: false, tags: [] };
			this.workflows.push(made);
			return [200, made];
		}
		if (!found) return [404, { message: 'Not Found' }];
		if (action === 'activate') return this.#activate(found);
		if (action === 'deactivate') found.active = false;
		if (method === 'DELETE') this.workflows = this.workflows.filter((workflow) => workflow !== found);
		if (action === 'tags') found.tags = this.tags.filter((tag) => (body as Array<{ id: string }>)[0]!.id === tag.id);
		else if (method === 'PUT') Object.assign(found, body);
		return [200, found];
	}

	#activate(workflow: Workflow): [number, unknown] {
		if (this.conflicting.has(workflow.name)) {
			return [409, { message: 'There is a conflict with one of the webhooks.' }];
		}
		const called = workflow.nodes.flatMap(({ type, parameters }) =>
			type === 'n8n-nodes-base.executeWorkflow' ? [(parameters.workflowId as { value: string }).value] : [],
		);
		const missing = called.find((id) => !this.workflows.some((one) => one.id === id && one.active));
		if (missing !== undefined) return [400, { message: `Workflow references ${missing} which is not published` }];
		workflow.active = true;
		return [200, workflow];
	}

	#tag(method: string, body: { name: string }): [number, unknown] {
		if (method === 'GET') return [200, { data: this.tags, nextCursor: null }];
		const tag = { id: this.#nextId(), name: body.name };
		this.tags.push(tag);
		return [201, tag];
	}

	#table(method: string, id: string, action: string, body: unknown): [number, unknown?] {
		if (method === 'GET') return [200, { data: this.tables, nextCursor: null }];
		if (method === 'DELETE') {
			this.tables = this.tables.filter((table) => table.id !== id);
			return [204];
		}
		if (action === '') {
			const table = { id: this.#nextId(), name: (body as Table).name, rows: [] };
			this.tables.push(table);
			return [201, table];
		}
		const { rows } = this.tables.find((table) => table.id === id)!;
		const { filter, data } = body as Filter;
		const found = rows.find((row) => filter.filters.every(({ columnName, value }) => row[columnName] === value));
		if (found) Object.assign(found, data);
		else rows.push({ ...data });
		return [200, true];
	}
}

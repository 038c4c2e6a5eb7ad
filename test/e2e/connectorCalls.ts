import { connectors } from '../../scripts/connectors/connectors';
import type { OwnN8n } from './ownN8n';

/** What a connector answers. */
export interface Answer {
	ok: boolean;
	status: number | null;
	retryable: boolean;
	record: Record<string, unknown> | null;
	request: { operation: string; key: string; data: Record<string, unknown> };
	response: { message: string };
	vendor: string;
	took_ms: number;
}

interface Call {
	operation: string;
	key: string;
	data?: Record<string, unknown>;
	case_id?: string;
}

/** A workflow that hands what is posted to it to a connector, as any workflow of a user would. */
const callerOf = (name: string, id: string) => ({
	name: `Call ${name}`,
	nodes: [
		{
			id: 'a1',
			name: 'Receive calls',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			position: [0, 0],
			parameters: {
				httpMethod: 'POST',
				path: `call-${name}`,
				responseMode: 'lastNode',
				responseData: 'allEntries',
				options: {},
			},
			webhookId: `call-${name}`,
		},
		{
			id: 'a2',
			name: 'Split calls',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			position: [220, 0],
			parameters: { fieldToSplitOut: 'body.calls', options: {} },
		},
		{
			id: 'a3',
			name: 'Call the connector',
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.2,
			position: [440, 0],
			parameters: {
				workflowId: { __rl: true, mode: 'id', value: id },
				workflowInputs: {
					mappingMode: 'defineBelow',
					value: Object.fromEntries(
						['operation', 'case_id', 'key', 'data'].map((field) => [field, `={{ $json.${field} }}`]),
					),
					matchingColumns: [],
					schema: [],
				},
				mode: 'once',
				options: { waitForSubWorkflow: true },
			},
		},
	],
	connections: {
		'Receive calls': { main: [[{ node: 'Split calls', type: 'main', index: 0 }]] },
		'Split calls': { main: [[{ node: 'Call the connector', type: 'main', index: 0 }]] },
	},
	settings: { executionOrder: 'v1' },
});

const headers = { 'content-type': 'application/json' };

/** The connectors of an n8n behind webhooks, and the tables of the demo. */
export class ConnectorCalls {
	readonly #tableIds = new Map<string, string>();
	#caseId = '';

	constructor(private readonly own: OwnN8n) {}

	/** The case that the calls are made for. */
	get caseId(): string {
		return this.#caseId;
	}

	get tables(): string[] {
		return [...this.#tableIds.keys()];
	}

	/** Publishes a caller for each connector, and opens a case. */
	async begin(): Promise<void> {
		for (const { name, id } of connectors) {
			const { id: callerId } = (await this.#api('POST', '/workflows', callerOf(name, id))) as { id: string };
			await this.own.n8n.client.publish(callerId);
		}
		await this.readTables();
		const body = JSON.stringify({
			ticket_id: 'T-1001',
			subject: 'No billing data',
			type: 'campaign-error',
			customer: { id: 'CUS-204', email: 'ada@example.com' },
		});
		const response = await fetch(`${this.own.baseUrl}/webhook/tickets`, { method: 'POST', headers, body });
		({ case_id: this.#caseId } = (await response.json()) as { case_id: string });
	}

	async callAll(connector: string, calls: Call[]): Promise<Answer[]> {
		const body = JSON.stringify({ calls: calls.map((call) => ({ case_id: this.#caseId, data: {}, ...call })) });
		const response = await fetch(`${this.own.baseUrl}/webhook/call-${connector}`, { method: 'POST', headers, body });
		expect(response.status).toBe(200);
		return (await response.json()) as Answer[];
	}

	async call(
		connector: string,
		operation: string,
		key: string,
		data: Record<string, unknown>,
		more: Partial<Call> = {},
	): Promise<Answer> {
		const [answer, ...others] = await this.callAll(connector, [{ operation, key, data, ...more }]);
		expect(others).toEqual([]);
		return answer!;
	}

	/** Learns which tables there are. */
	async readTables(): Promise<void> {
		const { data } = (await this.#api('GET', '/data-tables?limit=100')) as {
			data: Array<{ id: string; name: string }>;
		};
		for (const { id, name } of data) this.#tableIds.set(name, id);
	}

	/** Rows of a table, without what n8n adds to them. */
	async rowsOf(table: string): Promise<Array<Record<string, unknown>>> {
		const { data } = (await this.#api('GET', `${this.#path(table)}/rows?limit=100`)) as {
			data: Array<Record<string, unknown>>;
		};
		return data.map(({ id: _, createdAt: _created, updatedAt: _updated, ...row }) => row);
	}

	async dropTable(table: string): Promise<void> {
		await this.#api('DELETE', this.#path(table));
	}

	async addFault(connector: string, key: string, kind: string): Promise<void> {
		const fault = { data: [{ connector, key, kind, struck: 0 }], returnType: 'all' };
		await this.#api('POST', `${this.#path('triage_demo_faults')}/rows`, fault);
	}

	async removeFaults(): Promise<void> {
		const all = { type: 'and', filters: [{ columnName: 'kind', condition: 'neq', value: '' }] };
		const filter = encodeURIComponent(JSON.stringify(all));
		await this.#api('DELETE', `${this.#path('triage_demo_faults')}/rows/delete?filter=${filter}`);
	}

	#path(table: string) {
		return `/data-tables/${this.#tableIds.get(table)}`;
	}

	async #api(method: string, path: string, body?: unknown): Promise<unknown> {
		return await this.own.n8n.client.api(method, path, body);
	}
}

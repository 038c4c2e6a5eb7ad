import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import type { TriageStore } from '../../../storage';
import { flow, runWorkflow } from '../../harness/runWorkflow';
import { useOwnStore } from '../../harness/ownStore';

const fields = {
	values: [
		{ path: 'lead_id', type: 'text', required: true },
		{ path: 'amount', type: 'number', required: false },
	],
};
const gate = (parameters: object = {}, more: Partial<INode> = {}) => ({
	type: 'schemaGate',
	parameters: {
		contractSource: 'fields',
		fields,
		duplicateCheck: 'forever',
		duplicateKey: '={{ $json.lead_id }}',
		source: 'lead-form',
		...parameters,
	} as INode['parameters'],
	...more,
});

const gateOf = (item: INodeExecutionData) =>
	(item.json.triage as IDataObject).gate as IDataObject & { problems: IDataObject[] };

describe('the duplicate check of Schema Gate', () => {
	let store: TriageStore;
	useOwnStore((own) => {
		store = own;
	});

	const start = { type: 'n8n-nodes-base.manualTrigger' };
	const run = async (input: IDataObject[], parameters: object = {}, more: Partial<INode> = {}) => {
		const ran = await runWorkflow(flow({ Start: start, Gate: gate(parameters, more) }, ['Start -> Gate']), { input });
		return { ran, outputs: [0, 1, 2, 3].map((output) => ran.items('Gate', output)) };
	};
	const open = {
		type: 'triageCase',
		parameters: {
			resource: 'case',
			operation: 'open',
			caseFields: {
				mappingMode: 'defineBelow',
				value: { source: 'lead-form', ticket_id: '={{ $json.lead_id }}', subject: 'A lead' },
			},
		} as INode['parameters'],
	};
	const openCases = async (input: IDataObject[], parameters: object = {}) =>
		await runWorkflow(flow({ Start: start, Gate: gate(parameters), Open: open }, ['Start -> Gate', 'Gate -> Open']), {
			input,
		});

	test('S6: the same item twice has one case, and the second one carries it', async () => {
		const lead = { lead_id: 'L-1', amount: 5 };
		const first = await openCases([lead]);
		expect(first.items('Open')[0]!.json.triage).toMatchObject({ case_id: 'C-0001', is_new: true });
		const second = await openCases([lead]);
		expect([0, 1, 2].map((output) => second.items('Gate', output).length)).toEqual([0, 0, 1]);
		const [duplicate] = second.items('Gate', 2);
		expect(duplicate).toMatchObject({
			pairedItem: { item: 0 },
			json: {
				...lead,
				triage: {
					case_id: 'C-0001',
					case: { case_id: 'C-0001', ticket_id: 'L-1' },
					gate: { passed: true, in_progress: false, duplicate_of: { case_id: 'C-0001' } },
				},
			},
		});
		expect((await store.getTrigger('lead-form', 'L-1'))?.duplicate_count).toBe(1);
		expect((await store.findCases({ order: 'oldest' })).cases).toHaveLength(1);
	});

	test('S7: the same key with other content is refused, and the first case stays as it is', async () => {
		await openCases([{ lead_id: 'L-1', amount: 5 }]);
		const before = await store.getCase('C-0001');
		const { outputs } = await run([{ lead_id: 'L-1', amount: 6 }]);
		expect(outputs.map(({ length }) => length)).toEqual([0, 1, 0, 0]);
		expect(gateOf(outputs[1]![0]!)).toMatchObject({
			passed: false,
			duplicate_of: { case_id: 'C-0001' },
			problems: [
				{
					label: 'idem.conflict',
					message: expect.stringMatching(
						/^The key was used before with other content, first at .* for case C-0001$/,
					) as string,
				},
			],
		});
		expect(await store.getCase('C-0001')).toEqual(before);
	});

	test('two in one run: the first passes, the second is said to be in progress', async () => {
		const { outputs, ran } = await run([{ lead_id: 'L-1' }, { lead_id: 'L-2' }, { lead_id: 'L-1' }]);
		expect(outputs.map((items) => items.map(({ json, pairedItem }) => [json.lead_id, pairedItem]))).toEqual([
			[
				['L-1', { item: 0 }],
				['L-2', { item: 1 }],
			],
			[],
			[['L-1', { item: 2 }]],
			[],
		]);
		expect(gateOf(outputs[2]![0]!)).toMatchObject({ in_progress: true, duplicate_of: { case_id: null } });
		expect(ran.nodes.Gate![0]!.hints.map(({ message }) => message)).toContain(
			'1 item came before and left by Duplicate',
		);
	});

	test('an item that came before is not said to have passed, with a fix or a warning neither', async () => {
		const parameters = { fixes: ['convertType'], options: { recordTriggers: true } };
		const hints = async () => {
			const { ran } = await run([{ lead_id: 'L-1', amount: '5' }], parameters);
			return ran.nodes.Gate![0]!.hints.map(({ message }) => message);
		};
		expect(await hints()).toEqual(['1 item passed after a fix: amount']);
		expect(await hints()).toEqual(['1 item came before and left by Duplicate']);
	});

	test('without a key the content counts, but for what may differ', async () => {
		const options = { ignoreFields: 'sent_at' };
		const parameters = { duplicateKey: '', options };
		const { outputs } = await run(
			[
				{ lead_id: 'L-1', sent_at: 1 },
				{ sent_at: 2, lead_id: 'L-1' },
				{ lead_id: 'L-1', amount: 1 },
			],
			parameters,
		);
		expect(outputs.map(({ length }) => length)).toEqual([2, 0, 1, 0]);
	});

	test('a key is forgotten after its window, and marked as done when it is told', async () => {
		const done = {
			duplicateCheck: 'window',
			duplicateWindow: 1,
			duplicateWindowUnit: 'hours',
			duplicateDone: 'at_once',
		};
		await run([{ lead_id: 'L-1' }], done);
		const trigger = await store.getTrigger('lead-form', 'L-1');
		expect(trigger).toMatchObject({ state: 'completed', completes: 'at_once' });
		expect(Date.parse(trigger!.expires_at!) - Date.parse(trigger!.accepted_at)).toBe(3_600_000);
		const { outputs } = await run([{ lead_id: 'L-1' }], done);
		expect(gateOf(outputs[2]![0]!)).toMatchObject({ in_progress: false });
	});

	test('every arrival is in the ledger, also without a duplicate check, unless that is switched off', async () => {
		const receivedAt = '2026-05-04T09:00:00.000Z';
		const off = { duplicateCheck: 'off', options: { receivedAt } };
		const { outputs } = await run([{ lead_id: 'L-1' }, { lead_id: 5 }, {}], off);
		expect(outputs.map(({ length }) => length)).toEqual([1, 2, 0, 0]);
		const lines = await store.listTriggers({ order: 'oldest' });
		expect(lines.map(({ outcome, received_at, source }) => [outcome, received_at, source])).toEqual([
			['accepted', receivedAt, 'lead-form'],
			['refused', receivedAt, 'lead-form'],
			['refused', receivedAt, 'lead-form'],
		]);
		expect(lines.map((line) => ('label' in line ? line.label : null))).toEqual([
			null,
			'schema.type',
			'schema.required',
		]);
		expect(gateOf(outputs[0]![0]!).trigger_id).toBe(lines[0]!.trigger_id);
		await run([{ lead_id: 'L-9' }], { duplicateCheck: 'off', options: { recordTriggers: false } });
		expect(await store.listTriggers({ order: 'oldest' })).toHaveLength(3);
	});

	test('an item that is refused leaves its key alone', async () => {
		await run([{ lead_id: 'L-1', amount: 'a lot' }]);
		const { outputs } = await run([{ lead_id: 'L-1', amount: 1 }]);
		expect(outputs.map(({ length }) => length)).toEqual([1, 0, 0, 0]);
	});

	test('a thousand items take one node run and are all recorded', async () => {
		const { outputs } = await run(Array.from({ length: 1000 }, (_, index) => ({ lead_id: `L-${index}` })));
		expect(outputs[0]).toHaveLength(1000);
		expect(await store.countTriggers()).toEqual([
			{ source: 'lead-form', outcome: 'accepted', label: null, count: 1000 },
		]);
	});

	const bad: Array<[object, RegExp]> = [
		[{ duplicateKey: '={{ [1] }}' }, /'Duplicate Key' is a list; a text or a number is expected/],
		[{ duplicateKey: 'half \ud800' }, /'Duplicate Key' has characters that cannot be kept/],
		[{ duplicateCheck: 'window', duplicateWindow: 0 }, /'Window' is 0; a number above 0 is expected/],
		[{ duplicateCheck: 'window', duplicateWindowUnit: 'years' }, /'Unit' is "years"; allowed are days, hours, minutes/],
		[{ duplicateDone: 'never' }, /'Mark as Done' is "never"; allowed are at_once, on_open, on_close/],
		[{ duplicateCheck: 'sometimes' }, /'Duplicate Check' is "sometimes"; allowed are off, forever, window/],
		[{ options: { receivedAt: 'tomorrow' } }, /'Received At' is "tomorrow"; a date and time is expected/],
		[{ source: { a: 1 } }, /'Source' is of type object/],
	];

	test.each(bad)('%j stops the workflow', async (parameters, message) => {
		const { ran } = await run([{ lead_id: 'L-1' }], parameters);
		expect(ran.error?.message).toMatch(message);
	});

	test.each(bad)('%j sends no item to Valid where the workflow goes on', async (parameters) => {
		for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
			const { outputs } = await run([{ lead_id: 'L-1' }], parameters, { onError });
			expect(outputs[0]).toEqual([]);
			expect(outputs.flat()).toHaveLength(1);
		}
	});

	test('a store that cannot be opened lets no item pass', async () => {
		process.env.EXECUTIONS_MODE = 'queue';
		try {
			const { ran } = await run([{ lead_id: 'L-1' }]);
			expect(ran.error?.message).toBe('Triage data cannot be shared between workers');
			const { outputs } = await run([{ lead_id: 'L-1' }], {}, { onError: 'continueRegularOutput' });
			expect(outputs.map(({ length }) => length)).toEqual([0, 1, 0, 0]);
		} finally {
			delete process.env.EXECUTIONS_MODE;
		}
	});
});

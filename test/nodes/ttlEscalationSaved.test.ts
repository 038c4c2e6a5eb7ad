import type { IDataObject, ILoadOptionsFunctions, INodeParameters, WorkflowExecuteMode } from 'n8n-workflow';

import { TtlEscalation } from '../../nodes/TtlEscalation/TtlEscalation.node';
import type { TriageStore } from '../../storage';
import { useOwnStore } from '../harness/ownStore';
import { flow, runWorkflow } from '../harness/runWorkflow';
import { context, openTicket, owner } from '../storage/subject';

const { searchCalendars, searchChains, searchRoles } = new TtlEscalation().methods.listSearch;
const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const editing = {
	getNode: () => ({ name: 'Timer', type: 'ttlEscalation', typeVersion: 1, id: '1', position: [0, 0], parameters: {} }),
} as unknown as ILoadOptionsFunctions;

interface TimerItem {
	timer: IDataObject & { planned: Array<{ target_role: string }> };
}

let store: TriageStore;
useOwnStore((own) => {
	store = own;
});

const useCases = () =>
	beforeEach(async () => {
		for (const ticket of ['T-1', 'T-2']) await openTicket(store, ticket);
		for (const case_id of ['C-0001', 'C-0002']) await store.execute({ case_id }, owner, context());
	});

const start = async (
	parameters: INodeParameters,
	input: IDataObject[] = [{ of: 'C-0001' }],
	mode: WorkflowExecuteMode = 'webhook',
	onError?: 'continueErrorOutput',
) => {
	const node = {
		type: 'ttlEscalation',
		parameters: { operation: 'start', caseId: '={{ $json.of }}', timerName: 'Answer', ...parameters },
		...(onError && { onError }),
	};
	const trigger = { type: 'n8n-nodes-base.manualTrigger' };
	const run = await runWorkflow(flow({ Start: trigger, Timer: node }, ['Start -> Timer']), { input, mode });
	const timers = run.items('Timer').map(({ json }) => (json.triage as unknown as TimerItem).timer);
	return { run, timers, said: run.nodes.Timer![0]!.hints.map(({ message }) => message) };
};
const stepsFor = (percent: number | string, saveAs = 'Standard'): INodeParameters => ({
	fallbackRole: byName('Head'),
	steps: { values: [{ when: 'part', percent, do: 'notify', target: 'owner' }] },
	options: { saveAs },
});
const saved = async () => (await store.getDefinition({ kind: 'escalation_chain', name: 'Standard' }))!;

describe('steps that are saved by name', () => {
	useCases();

	test('come with the run that sets them, and start timers of other nodes', async () => {
		const first = await start(stepsFor(75), [{ of: 'C-0001' }, { of: 'C-0002' }]);
		expect(first.said).toEqual(["Saved as version 1 of escalation chain 'Standard'"]);
		expect(first.timers).toMatchObject([
			{ chain: 'Standard', chain_version: 1 },
			{ chain: 'Standard', chain_version: 1 },
		]);
		expect(await saved()).toMatchObject({ version: { number: 1 }, body: { steps: [{ percent: 75 }] } });

		const other: INodeParameters = { stepsFrom: 'saved', chain: byName('Standard'), timerName: 'Billing log' };
		const { timers } = await start(other);
		expect(timers).toMatchObject([{ chain: 'Standard', chain_version: 1 }]);
		expect(timers[0]!.planned.map(({ target_role }) => target_role)).toEqual(['Billing', 'Head']);
		expect((await searchChains.call(editing)).results).toEqual([{ name: 'Standard', value: 'Standard' }]);
	});

	test('are saved once, and another time when they change', async () => {
		await start(stepsFor(75));
		expect((await start(stepsFor(75))).said).toEqual([]);
		expect((await start(stepsFor(75), undefined, 'manual')).said).toEqual([
			"This is version 1 of escalation chain 'Standard' already",
		]);
		expect((await start(stepsFor(50))).said).toEqual(["Saved as version 2 of escalation chain 'Standard'"]);
		expect((await saved()).definition.versions).toHaveLength(2);
	});

	describe('that differ between items', () => {
		const items = [
			{ of: 'C-0001', part: 75 },
			{ of: 'C-0002', part: 50 },
		];
		const message = "'Save Steps As' is 'Standard' for items that have other steps";
		const description = "Write values in the place of the expressions, or remove the option 'Save Steps As'";
		const parameters = stepsFor('={{ $json.part }}');
		afterEach(async () => {
			expect(await saved()).toMatchObject({ version: { number: 1 }, body: { steps: [{ percent: 75 }] } });
		});

		test('end the run', async () => {
			const { run } = await start(parameters, items);
			expect(run.error).toMatchObject({ message: expect.stringContaining(message) as string, description });
		});

		test('leave by the error output where there is one', async () => {
			const { run, timers } = await start(parameters, items, 'webhook', 'continueErrorOutput');
			expect(timers).toMatchObject([{ chain: 'Standard', chain_version: 1 }]);
			const failed = run.items('Timer', 2);
			expect(failed).toMatchObject([{ json: { of: 'C-0002' }, pairedItem: { item: 1 } }]);
			expect(failed[0]!.json.error).toContain(message);
		});
	});

	test.each([
		['without a name', stepsFor(75, ' '), "'Save Steps As' is empty"],
		[
			'with a step that is never told',
			{
				...stepsFor(75),
				steps: {
					values: [
						{ when: 'deadline', target: 'owner' },
						{ when: 'wait', stepAmount: 1, target: 'owner' },
					],
				},
			},
			"The escalation chain 'Standard' cannot be saved: Step 2 is never told: it tells the owner role, as the step before it does, and nobody is told twice in a row",
		],
	])('are refused %s', async (_what, parameters, message) => {
		const { run } = await start(parameters);
		expect(run.error?.message).toBe(message);
		expect(await store.getTimer({ case_id: 'C-0001', name: 'Answer' })).toBeNull();
		expect(await store.listDefinitions('escalation_chain', {})).toEqual([]);
	});
});

describe('lists in the editor', () => {
	test.each([
		[
			'calendar',
			searchCalendars,
			"No calendar is saved yet. To save one, run a Business Calendar with the operation 'Save'",
		],
		[
			'chain',
			searchChains,
			"No escalation chain is saved yet. To save one, open a TTL Escalation whose steps are set in it, add the option 'Save Steps As', and run it once",
		],
		[
			'role',
			searchRoles,
			"No role is known yet. Choose 'By Name' and type one: it is in the list once a case has it, or once it is saved by Triage Setup",
		],
	])('say where a %s comes from, while there is none', async (_kind, search, message) => {
		await expect(search.call(editing)).rejects.toMatchObject({ name: 'NodeOperationError', message });
	});

	test('find nothing for a word in silence', async () => {
		await openTicket(store, 'T-1');
		await store.execute({ case_id: 'C-0001' }, owner, context());
		expect(await searchRoles.call(editing, 'nobody')).toEqual({ results: [] });
		expect(await searchChains.call(editing, 'nobody')).toEqual({ results: [] });
	});
});

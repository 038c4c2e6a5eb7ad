import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { weekdays } from '../../core';
import type { TriageStore } from '../../storage';
import { flow, runWorkflow } from '../harness/runWorkflow';
import { useOwnStore } from '../harness/ownStore';
import { context, openTicket, owner } from '../storage/subject';

const byName = (value: string) => ({ __rl: true, mode: 'name', value });

interface TimerItem {
	case_id: string;
	timer: (IDataObject & { planned: Array<{ target_role: string; notify_at: string }>; started_at: string }) | null;
	refusal?: { code: string; message: string };
}

describe('TTL Escalation', () => {
	let store: TriageStore;
	useOwnStore((own) => {
		store = own;
	});
	beforeEach(async () => {
		await openTicket(store, 'T-1');
		await store.execute({ case_id: 'C-0001' }, owner, context());
	});

	const run = async (operation: string, parameters: object = {}, input: IDataObject = { mine: 1 }) => {
		const node = {
			type: 'ttlEscalation',
			parameters: { operation, caseId: 'C-0001', timerName: 'First response', ...parameters } as INodeParameters,
		};
		const start = { type: 'n8n-nodes-base.manualTrigger' };
		return await runWorkflow(flow({ Start: start, Timer: node }, ['Start -> Timer']), { input: [input] });
	};
	const steps = (...values: object[]) => ({ steps: { values } });
	const defaults = {
		fallbackRole: byName('Triage'),
		...steps(
			{ when: 'part', percent: 75, do: 'notify', target: 'owner' },
			{ when: 'deadline', do: 'reassign', target: 'backup' },
		),
	};
	const resultOf = (result: Awaited<ReturnType<typeof run>>, output = 0) =>
		result.items('Timer', output)[0]?.json.triage as unknown as TimerItem;
	const complaintOf = async (parameters: object) => (await run('start', { ...defaults, ...parameters })).error?.message;
	/** Minutes from the start to each step that is to come. */
	const plan = ({ timer }: TimerItem) =>
		timer!.planned.map(({ target_role, notify_at }) => {
			return `${target_role} +${(Date.parse(notify_at) - Date.parse(timer!.started_at)) / 60_000}`;
		});

	test('starts with the defaults of the panel: 75 percent to the owner, the deadline to the backup, then triage', async () => {
		const result = await run('start', defaults);
		expect(plan(resultOf(result))).toEqual(['Billing +180', 'Finance-Lead +240', 'Triage +480']);
		expect(result.items('Timer')[0]?.json).toMatchObject({
			mine: 1,
			triage: {
				case_id: 'C-0001',
				timer: {
					name: 'First response',
					run: 1,
					state: 'running',
					budget_seconds: 14_400,
					calendar: 'Around the clock',
					chain: 'First response',
					told: 0,
				},
			},
		});
		expect(Object.keys(resultOf(result).timer!)).not.toContain('events');
	});

	test('counts in the hours set in the node', async () => {
		await run('start', {
			...defaults,
			countTime: 'simpleHours',
			workingDays: ['mon'],
			opensAt: '09:00',
			closesAt: '10:00',
			timezone: 'Europe/Berlin',
			unit: 'minutes',
			amount: 60,
			options: { startedAt: '2026-01-05T08:30:00Z' },
		});
		expect(await store.getTimer({ case_id: 'C-0001', name: 'First response' })).toMatchObject({
			due_at: '2026-01-12T08:30:00.000Z',
			calendar: { timezone: 'Europe/Berlin', hours: { mon: [['09:00', '10:00']] } },
		});
	});

	test('takes fractions, and counts them in whole minutes and seconds', async () => {
		const fractions = {
			...defaults,
			amount: 1.25,
			...steps({ when: 'wait', stepAmount: 0.02, stepUnit: 'minutes' }, { when: 'part', percent: 33.3 }),
			options: { ackMinutes: 0.05 },
		};
		const { timer } = resultOf(await run('start', fractions));
		expect(timer).toMatchObject({ budget_seconds: 75 * 60 });
		expect((await store.getTimer({ case_id: 'C-0001', name: 'First response' }))?.chain).toMatchObject({
			steps: [{ wait_seconds: 1 }, { percent: 33 }],
			ack_ttl_seconds: 3,
		});
	});

	test('uses a saved chain and a saved calendar, in the version that counts now', async () => {
		const save = async (kind: 'calendar' | 'escalation_chain', name: string, body: unknown) =>
			await store.executeDefinition({ kind, name }, { kind: 'save', body }, context());
		const chain = {
			steps: [{ target_role: '@owner', wait_seconds: 600 }],
			on_exhausted: { fallback_role: 'Head', wait_seconds: 600 },
			ack_ttl_seconds: 600,
		};
		await save('escalation_chain', 'Standard', { ...chain, ack_ttl_seconds: 60 });
		await save('escalation_chain', 'Standard', chain);
		await save('calendar', 'Always', { timezone: 'UTC', hours: await alwaysHours() });
		const result = await run('start', {
			stepsFrom: 'saved',
			chain: byName('Standard'),
			countTime: 'savedCalendar',
			calendar: byName('Always'),
			amount: 0,
		});
		expect(plan(resultOf(result))).toEqual(['Billing +10', 'Head +20']);
		expect(resultOf(result).timer).toMatchObject({ chain: 'Standard', chain_version: 2, calendar: 'Always' });
		expect(await complaintOf({ stepsFrom: 'saved', chain: byName('standard') })).toBe(
			"There is no escalation chain 'standard' in force",
		);
	});

	test('says after the run which steps will not work as they look, each once, and starts the timer all the same', async () => {
		const hintsOf = async (parameters: object) => {
			const result = await run('start', { ...defaults, onExisting: 'restart', ...parameters });
			expect(resultOf(result).timer).toMatchObject({ state: 'running' });
			return result.nodes.Timer![0]!.hints;
		};
		expect(await hintsOf({})).toEqual([]);
		const twice = steps(
			{ when: 'part', percent: 75, target: 'owner' },
			{ when: 'deadline', target: 'owner', do: 'reassign' },
			{ when: 'wait', stepAmount: 1, stepUnit: 'hours', target: 'backup' },
		);
		expect(await hintsOf(twice)).toEqual([
			{
				message:
					'Step 2 is never told: it tells the owner role, as the step before it does, and nobody is told twice in a row. Name another role, or remove the step',
				type: 'warning',
				location: 'outputPane',
			},
		]);
	});

	test('a step that comes within a saved calendar only is due outside its hours, and told at the next opening', async () => {
		// Open in three days from now, for an hour.
		const opens = new Date(Math.ceil(Date.now() / 86_400_000 + 2) * 86_400_000);
		const hours = { [weekdays[(opens.getUTCDay() + 6) % 7]!]: [['00:00', '01:00']] };
		const save = { kind: 'save', body: { timezone: 'UTC', hours } } as const;
		await store.executeDefinition({ kind: 'calendar', name: 'Office' }, save, context());
		const wait = { when: 'wait', stepAmount: 30, stepUnit: 'minutes' };
		const result = await run('start', {
			...defaults,
			...steps(
				{ ...wait, target: 'owner', onlyWithin: byName('Office') },
				{ ...wait, target: 'backup', onlyWithin: byName('') },
			),
		});
		const { timer } = resultOf(result);
		const after = (from: Date | string, minutes: number) =>
			new Date(new Date(from).getTime() + minutes * 60_000).toISOString();
		const [told, next] = [opens.toISOString(), after(opens, 30)];
		expect(timer?.planned.slice(0, 2)).toEqual([
			{
				pass: 1,
				step: 1,
				target_role: 'Billing',
				due_at: after(timer!.started_at, 30),
				notify_at: told,
				only_within: 'Office',
			},
			{ pass: 1, step: 2, target_role: 'Finance-Lead', due_at: next, notify_at: next, only_within: null },
		]);
		expect(await complaintOf(steps({ onlyWithin: byName('office') }))).toBe(
			"'Step 1: Only Within': There is no calendar 'office' in force",
		);
	});

	const alwaysHours = async () => {
		const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
		return Object.fromEntries(days.map((day) => [day, [['00:00', '24:00']]]));
	};

	test('takes every kind of step, repeats them, and names the first that cannot be read', async () => {
		const all = {
			...defaults,
			...steps(
				{ when: 'wait', stepAmount: 30, stepUnit: 'minutes', do: 'notify', target: 'role', role: byName('Lead') },
				{ when: 'wait', stepAmount: 1, stepUnit: 'hours', do: 'reassign', target: 'backup' },
			),
			options: { repeatTimes: 1, ackMinutes: 10, pauseWhileWaiting: true },
		};
		const { timer, ...rest } = resultOf(await run('start', all));
		expect(plan({ timer, ...rest })).toEqual([
			'Lead +30',
			'Finance-Lead +90',
			'Lead +120',
			'Finance-Lead +180',
			'Triage +190',
		]);
		expect(timer).toMatchObject({ pause_while_waiting: true });
		expect(await complaintOf(steps())).toBe("'Steps' is empty; at least one step is expected");
		expect(await complaintOf(steps({ when: 'soon' }))).toBe(
			'\'Step 1: When\' is "soon"; allowed are after, deadline, part, wait',
		);
		expect(await complaintOf(steps({ target: 'role', role: byName('') }))).toBe("'Step 1: Role' is empty");
		expect(await complaintOf({ amount: 'long' })).toBe(
			'\'Respond Within\' is "long"; a number from 0 to 5256000 is expected',
		);
		expect(await complaintOf({ fallbackRole: byName('={{ "" }}') })).toBe("'If No Step Is Left' is empty");
		expect(await complaintOf({ onExisting: 'restart', options: { startedAt: '2199-01-01T00:00:00Z' } })).toBe(
			"'Start Counting From' is 2199-01-01T00:00:00.000Z, which is to come",
		);
		expect(
			await complaintOf({ countTime: 'simpleHours', workingDays: ['mon'], opensAt: '9', closesAt: '17:00' }),
		).toMatch(/^The calendar 'Hours set in the node' cannot be used: /);
	});

	test('pauses, resumes, acknowledges, forces, stops and gets a timer', async () => {
		await run('start', defaults);
		expect(resultOf(await run('pause', { reason: 'Holiday' })).timer).toMatchObject({ state: 'paused', due_at: null });
		expect(resultOf(await run('resume')).timer).toMatchObject({ state: 'running' });
		expect(resultOf(await run('acknowledge', { byRole: byName('') })).timer).toMatchObject({
			state: 'acked',
			ack: { by_role: 'Billing', renewals_left: 3 },
		});
		expect(resultOf(await run('force', { reason: 'The customer called' })).timer).toMatchObject({ state: 'running' });
		expect(resultOf(await run('get')).timer).toMatchObject({ state: 'running', run: 1 });
		expect(resultOf(await run('stop')).timer).toMatchObject({ state: 'stopped', planned: [] });
		const trail = await store.readTimeline('_timer/C-0001/First response');
		expect(trail.map(({ type, reason }) => [type, reason ?? null])).toEqual([
			['timer.started', null],
			['timer.paused', 'Holiday'],
			['timer.resumed', null],
			['timer.acknowledged', null],
			['timer.forced', 'The customer called'],
			['timer.stopped', null],
		]);
	});

	test('Get tells which time counted, what is left, and what a pause would do', async () => {
		const started_at = new Date(Date.now() - 600_000).toISOString();
		await run('start', { ...defaults, options: { startedAt: started_at } });
		const shown = resultOf(await run('get', { pauseHours: 2 })) as unknown as {
			clock: Record<string, never>;
			timer: { due_at: string };
		};
		expect(shown.clock).toMatchObject({
			uncounted_seconds: 0,
			truncated: false,
			segments: [{ from: started_at, counted: true, reason: 'open' }],
			if_paused: { hours: 2, due_at: new Date(Date.parse(shown.timer.due_at) + 7_200_000).toISOString() },
		});
		expect(Math.round(Number(shown.clock.counted_seconds) / 60)).toBe(10);
		expect(resultOf(await run('get', { explainTime: false }))).not.toHaveProperty('clock');
		expect((await run('get', { pauseHours: -1 })).error?.message).toContain("'If Paused For' is -1");
	});

	test('what cannot be leaves by the other output, with the reason', async () => {
		expect(resultOf(await run('get'), 1)).toMatchObject({ timer: null, refusal: { code: 'TIMER_NOT_FOUND' } });
		expect(resultOf(await run('pause'), 1)).toMatchObject({ timer: null, refusal: { code: 'TIMER_NOT_FOUND' } });
		await run('start', defaults);
		await run('stop');
		const refused = await run('resume');
		expect(refused.items('Timer')).toEqual([]);
		expect(resultOf(refused, 1)).toMatchObject({
			timer: { state: 'stopped' },
			refusal: { code: 'TIMER_ENDED', message: "Timer 'First response' of case C-0001 was stopped" },
		});
		expect(refused.nodes.Timer?.[0]?.hints).toMatchObject([
			{ message: '1 item changed no timer: the reason is in triage.refusal', type: 'warning' },
		]);
		expect((await run('force', { reason: ' ' })).error?.message).toBe("'Reason' is empty");
	});
});

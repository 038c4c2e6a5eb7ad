import type { IDataObject } from 'n8n-workflow';

import { storeOfNodes } from '../harness/stores';
import { flow, runWorkflow } from '../harness/runWorkflow';
import { closeCase } from '../storage/subject';
import { onCase, openOne, run } from './triageCase';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

interface Told {
	case_id: string;
	retry: {
		state: string;
		attempt: number;
		of: number;
		next_at: string | null;
		expires_at: string | null;
		failure: { status: number | null; code: string | null };
		gave_up: { why: string; target_role: string | null } | null;
		reason: string;
	};
	case: { state: string; owner: { role: string } | null };
	refusal?: { code: string };
}
const told = (item: { json: IDataObject } | undefined) => item?.json.triage as unknown as Told;

const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const busy = { error: { message: 'The service is not available', httpCode: '503' } };
const schedule = async (caseId: string, item: object, more: object = {}) =>
	await run('scheduleRetry', onCase(caseId, { step: 'Enrich contact', ...more }), [{ mine: 1, ...item }]);
const secondsUntil = (at: string | null) => (Date.parse(at ?? '') - Date.now()) / 1000;

describe('Schedule Retry', () => {
	test('what can pass leaves by Scheduled, with when and which attempt, and the data is kept without what went wrong', async () => {
		const { case_id } = await openOne();
		const result = await schedule(case_id, busy);
		expect(result.items('Case', 1)).toEqual([]);
		const [item] = result.items('Case');
		expect(item).toMatchObject({ pairedItem: { item: 0 }, json: { mine: 1, triage: { case_id } } });
		expect(told(item).retry).toMatchObject({ state: 'scheduled', attempt: 2, of: 6, failure: { status: 503 } });
		expect(secondsUntil(told(item).retry.next_at)).toBeGreaterThan(5);
		expect(secondsUntil(told(item).retry.next_at)).toBeLessThanOrEqual(30);
		const store = await storeOfNodes();
		const kept = (await store.getRetry({ case_id, step: 'Enrich contact' }))!;
		expect(await store.readRetryData(kept)).toEqual({ mine: 1 });
	});

	test('what cannot pass leaves by Gave Up, and a backup role owns the case', async () => {
		const { case_id } = await openOne();
		const options = { fallbackRole: byName('Head') };
		const result = await schedule(case_id, { error: { httpCode: '400' } }, { options });
		expect(result.items('Case')).toEqual([]);
		const [item] = result.items('Case', 1);
		expect(item?.json.mine).toBe(1);
		expect(told(item)).toMatchObject({
			retry: {
				gave_up: { why: 'terminal', target_role: 'Head' },
				reason: 'The service answered with status 400; trying again would change nothing',
			},
			case: { owner: { role: 'Head', decided_by: 'escalation' } },
		});
	});

	test('a whole response says by its status what happened, and by its header when to come back', async () => {
		const { case_id } = await openOne();
		const result = await schedule(case_id, { statusCode: 429, headers: { 'retry-after': '300' }, body: '' });
		expect(secondsUntil(told(result.items('Case')[0]).retry.next_at)).toBeGreaterThan(295);
	});

	test.each<[string, object, Partial<Told['retry']>, number]>([
		['a fixed delay', { retryWhen: 'fixed', delay: 90, maxAttempts: 3 }, { of: 3 }, 90],
		['an instant', { retryWhen: 'time', retryAt: '2030-01-01T00:00:00Z' }, { next_at: '2030-01-01T00:00:00.000Z' }, 0],
		['a longer wait at most', { delay: 600, options: { maxDelay: 60, spread: 'none' } }, {}, 60],
		[
			'a time limit',
			{ delay: 1, limitBy: 'time', limitAt: '2030-01-01T00:00:00Z' },
			{ expires_at: '2030-01-01T00:00:00.000Z' },
			0,
		],
	])('the wait can be %s', async (_name, parameters, expected, seconds) => {
		const { case_id } = await openOne();
		const { retry } = told((await schedule(case_id, busy, parameters)).items('Case')[0]);
		expect(retry).toMatchObject({ state: 'scheduled', ...expected });
		if (seconds > 0) expect(Math.round(secondsUntil(retry.next_at) / 10) * 10).toBe(seconds);
	});

	test.each<[string, object, string]>([
		[
			'after a time',
			{ delay: 600, limitBy: 'duration', limitAmount: 1, limitUnit: 'minutes' },
			'retry_budget_exceeds_ttl',
		],
		['after one attempt', { maxAttempts: 1 }, 'attempts_exhausted'],
		['for what is not on the list', { only: '429, timeout' }, 'terminal'],
	])('gives up %s', async (_name, parameters, why) => {
		const { case_id } = await openOne();
		const [item] = (await schedule(case_id, busy, parameters)).items('Case', 1);
		expect(told(item)).toMatchObject({ retry: { gave_up: { why } }, case: { owner: { role: 'Triage' } } });
	});

	test('nothing left to try can leave the case as it is, or let it fail', async () => {
		const { case_id } = await openOne();
		const gone = { error: { httpCode: '401' } };
		const paused = await schedule(case_id, gone, { onExhausted: 'pause' });
		expect(told(paused.items('Case', 1)[0]).case).toMatchObject({ state: 'queued', owner: null });
		const failed = await schedule(case_id, gone, { onExhausted: 'fail' });
		expect(told(failed.items('Case', 1)[0]).case).toMatchObject({
			state: 'failed',
			root_cause: 'sys.auth',
			owner: null,
		});
	});

	test('other data than the item can be kept', async () => {
		const { case_id } = await openOne();
		await schedule(case_id, busy, { dataToKeep: 'here', data: '={{ { contact: "ada", n: $json.mine } }}' });
		const store = await storeOfNodes();
		const kept = (await store.getRetry({ case_id, step: 'Enrich contact' }))!;
		expect(await store.readRetryData(kept)).toEqual({ contact: 'ada', n: 1 });
	});

	test('hostile data comes back as it was', async () => {
		const { case_id } = await openOne();
		const odd = JSON.parse('{ "__proto__": { "polluted": true }, "half": "\\ud800", "list": [[[]]] }') as object;
		await run('scheduleRetry', onCase(case_id, { step: 'Odd' }), [{ data: odd, ...busy } as unknown as IDataObject]);
		const store = await storeOfNodes();
		const kept = (await store.getRetry({ case_id, step: 'Odd' }))!;
		expect(JSON.stringify(await store.readRetryData(kept))).toBe(JSON.stringify({ data: odd }));
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});

	test('a resolved case refuses by Gave Up', async () => {
		const { case_id } = await openOne();
		await run(
			'changeState',
			onCase(case_id, {
				newState: 'manual-review',
				reviewerRole: byName('Lead'),
				checklist: 'a',
				limitAmount: 1,
				limitUnit: 'hours',
				reason: '',
			}),
			[{}],
		);
		await closeCase(await storeOfNodes(), case_id);
		const [item] = (await schedule(case_id, busy)).items('Case', 1);
		expect(told(item)).toMatchObject({ retry: null, refusal: { code: 'RETRY_CASE_RESOLVED' } });
	});

	test.each([
		[{}, {}, "The item says of nothing that it did not work: it has no 'error', and no status from 400 up"],
		[busy, { step: '={{ "" }}' }, "'Step' is empty; a name is expected"],
		[busy, { only: '200' }, "'Only Retry These' holds \"200\"; at most 50 statuses, codes and 'timeout' are expected"],
		[busy, { maxAttempts: 0 }, "'Max Attempts' is 0; a whole number from 1 to 1000 is expected"],
		[busy, { retryWhen: 'time' }, "'Start At' is empty"],
		[busy, { limitBy: 'timer', timerName: '' }, "'Timer Name' is empty"],
		[busy, { dataToKeep: 'here', data: '[1]' }, "'Data' is [1]; an object is expected"],
		[busy, { options: { factor: 0.5 } }, "'Factor' is 0.5; a number from 1 to 100 is expected"],
		[busy, { options: { spread: 'some' } }, '\'Spread\' is "some"; allowed are equal, full, decorrelated, none'],
	])('names what it cannot use, case %#', async (item, parameters, message) => {
		const { case_id } = await openOne();
		const { error } = await schedule(case_id, item, parameters);
		expect(error?.message).toContain(message);
	});

	test('Get shows the attempts at the steps of a case', async () => {
		const { case_id } = await openOne();
		await schedule(case_id, busy);
		const [item] = (await run('get', onCase(case_id, { includeTrail: false }), [{}])).items('Case');
		expect(item?.json.triage).toMatchObject({ retries: [{ step: 'Enrich contact', state: 'scheduled', attempt: 2 }] });
	});

	test('reads what a node before put onto its error output', async () => {
		const { case_id } = await openOne();
		const json = flow(
			{
				Start: { type: 'n8n-nodes-base.manualTrigger' },
				Step: {
					type: 'triageCase',
					parameters: { resource: 'case', operation: 'get', caseId: '={{ $json.gone }}' },
					onError: 'continueErrorOutput',
				},
				Retry: {
					type: 'triageCase',
					parameters: { resource: 'case', operation: 'scheduleRetry', caseId: case_id, step: 'Enrich' },
				},
			},
			['Start -> Step', 'Step:2 -> Retry'],
		);
		const result = await runWorkflow(json, { input: [{ mine: 2 }] });
		expect(told(result.items('Retry')[0]).retry).toMatchObject({ state: 'scheduled', failure: { label: 'unknown' } });
		const store = await storeOfNodes();
		expect(await store.readRetryData((await store.getRetry({ case_id, step: 'Enrich' }))!)).toEqual({ mine: 2 });
	});
});

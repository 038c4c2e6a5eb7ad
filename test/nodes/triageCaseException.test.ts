import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { itemDigest, type TriageException } from '../../core';
import { flow, runWorkflow } from '../harness/runWorkflow';
import { storeOfNodes } from '../harness/stores';
import { openOne } from './triageCase';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const defaults = {
	caseId: '={{ $json.triage?.case_id }}',
	triggerId: '={{ $json.triage?.gate?.duplicate_of?.trigger_id ?? $json.triage?.gate?.trigger_id }}',
	exceptionId: '={{ $json.triage?.exception_id }}',
	failure: '={{ $json.triage?.error?.message ?? $json.error?.message ?? $json.error }}',
	rootCause: 'unknown',
	remediation: 'Find out what went wrong and put it right',
	ownerRole: byName('Triage'),
	backupRole: byName('Support-Lead'),
	limitAmount: 4,
	limitUnit: 'hours',
	options: {},
};

const run = async (operation: string, parameters: object, input: IDataObject[]) => {
	const all = { resource: 'exception', operation, ...defaults, ...parameters } as unknown as INodeParameters;
	const node = { type: 'triageCase', parameters: all };
	const start = { type: 'n8n-nodes-base.manualTrigger' };
	const result = await runWorkflow(flow({ Start: start, Exception: node }, ['Start -> Exception']), { input });
	return { ...result, done: result.items('Exception'), others: result.items('Exception', 1) };
};

interface Result extends IDataObject {
	exception_id: string;
	exception: TriageException & IDataObject;
	refusal?: { code: string; message: string };
	redrive?: IDataObject;
}
const resultOf = (item: { json: IDataObject } | undefined) => item?.json.triage as unknown as Result;

let count = 0;
/** An item about a case, as nodes before leave it. */
const failedItem = async (more: IDataObject = {}) => {
	const { case_id } = await openOne();
	return { number: (count += 1), error: { message: 'No answer' }, ...more, triage: { case_id } };
};
const openedFor = async (more: IDataObject = {}, parameters: object = {}) => {
	const item = await failedItem(more);
	const { done } = await run('open', parameters, [item]);
	return { item, ...resultOf(done[0]) };
};
const on = (exceptionId: string, more: object = {}) => ({ exceptionId, ...more });

describe('Open', () => {
	test('gives an item that failed an owner, a backup, a time limit and a remediation without any setting', async () => {
		const item = await failedItem();
		const { done, others } = await run('open', {}, [item]);
		expect(others).toEqual([]);
		expect(done).toMatchObject([{ pairedItem: { item: 0 }, json: { number: item.number } }]);
		expect(resultOf(done[0])).toMatchObject({
			case_id: item.triage.case_id,
			exception_id: expect.stringMatching(/^EX-\d{4}$/) as string,
			is_new: true,
			exception: {
				state: 'open',
				label: 'unknown',
				owner_role: 'Triage',
				backup_role: 'Support-Lead',
				ttl_seconds: 14_400,
				resolution_seconds: 86_400,
				first_failure: 'No answer',
				remediation: [{ text: 'Find out what went wrong and put it right', required: true, ticked_at: null }],
				payload: { digest: itemDigest(item), is_kept: true },
			},
		});
		const record = await (await storeOfNodes()).getCase(item.triage.case_id);
		expect(record?.open_exceptions).toEqual([resultOf(done[0]).exception_id]);
	});

	test.each(['', ' ', '={{ $json.none }}'])('says that nobody said what went wrong: failure %j', async (failure) => {
		const { done } = await run('open', { failure }, [await failedItem()]);
		const { first_failure, last_failure } = resultOf(done[0]).exception;
		expect([first_failure, last_failure]).toEqual(Array(2).fill('It was not said what went wrong'));
	});

	test('the same again is counted, and a hint says so', async () => {
		const item = await failedItem();
		const { done, nodes } = await run('open', {}, [item, item]);
		expect(done.map((one) => [resultOf(one).is_new, resultOf(one).exception.occurrences])).toEqual([
			[true, 1],
			[false, 2],
		]);
		expect(nodes.Exception?.[0]?.hints).toMatchObject([{ message: '1 item counted as the same again' }]);
	});

	test.each([
		['a remediation', { remediation: ' \n ' }, "'Remediation' has no line"],
		['an owner', { ownerRole: byName('={{ $json.none }}') }, "'Owner Role' is empty"],
		['a time limit', { limitAmount: 0 }, "'Respond Within' is 0 in seconds"],
		['a case or trigger', { caseId: '' }, 'It is about neither a case nor a trigger'],
	])('Q5: is refused without %s', async (_, parameters, message) => {
		const { error } = await run('open', parameters, [await failedItem()]);
		expect(error?.message).toContain(`The exception cannot be used: ${message}`);
	});
});

describe('from opening to the end', () => {
	test('Q6: acknowledge, tick, set the root cause, resolve; before that resolving is refused in words', async () => {
		const { exception_id } = await openedFor();
		const acknowledged = await run('acknowledge', on(exception_id, { byRole: byName(''), reason: '' }), [{ mine: 1 }]);
		expect(acknowledged.done[0]?.json).toMatchObject({
			mine: 1,
			triage: { exception: { state: 'acknowledged', acknowledged_by: 'Triage' } },
		});
		const early = await run('resolve', on(exception_id, { resolution: 'fixed', note: '' }), [{}]);
		expect(early.done).toEqual([]);
		expect(resultOf(early.others[0]).refusal).toMatchObject({
			code: 'EXCEPTION_GUARD_UNMET',
			message: `Exception ${exception_id} cannot be resolved without a tick at remediation line 1 and a root cause`,
		});
		await run('tickRemediation', on(exception_id, { lines: '1', done: true, note: 'Called them' }), [{}]);
		await run('setRootCause', on(exception_id, { rootCause: 'sys.timeout', reason: '' }), [{}]);
		const { done } = await run('resolve', on(exception_id, { resolution: 'workaround', note: 'By hand' }), [{}]);
		expect(resultOf(done[0]).exception).toMatchObject({
			state: 'resolved',
			resolution: 'workaround',
			label: 'sys.timeout',
		});
	});

	test('a tick can be taken back; lines that are none are refused', async () => {
		const { exception_id } = await openedFor();
		const tick = async (lines: unknown, done = true) =>
			await run('tickRemediation', on(exception_id, { lines, done, note: '' }), [{}]);
		await tick('1');
		expect(resultOf((await tick(1, false)).done[0]).exception.remediation).toMatchObject([{ ticked_at: null }]);
		expect(resultOf((await tick('2')).others[0]).refusal?.code).toBe('EXCEPTION_LINE_UNKNOWN');
		expect((await tick('first')).error?.message).toBe('\'Lines\' is "first"; numbers from 1 to 50 are expected');
	});

	test('Assign gives it to another role', async () => {
		const { exception_id } = await openedFor();
		const assign = async (more: object) =>
			await run('assign', on(exception_id, { newOwnerRole: byName('Billing'), reason: 'Asked', ...more }), [{}]);
		const { done } = await assign({ backupRole: byName('Finance-Lead') });
		expect(resultOf(done[0]).exception).toMatchObject({ owner_role: 'Billing', backup_role: 'Finance-Lead' });
		expect((await assign({ backupRole: byName('Billing') })).error?.message).toContain('which is the new owner itself');
	});

	test('Q4: an old expected version leaves by Conflict', async () => {
		const { exception_id } = await openedFor();
		await run('acknowledge', on(exception_id, { byRole: byName('') }), [{}]);
		const options = { expectedVersion: 1 };
		const late = await run('setRootCause', on(exception_id, { rootCause: 'sys.auth', options }), [{}]);
		expect(late.done).toEqual([]);
		expect(resultOf(late.others[0]).refusal?.code).toBe('EXCEPTION_VERSION_CONFLICT');
	});

	test('Redrive puts out the item as it came, three times, with key and time of arrival', async () => {
		const options = { idempotencyKey: 'K-1', receivedAt: '2026-01-05T08:59:00Z' };
		const { item, exception_id } = await openedFor({ body: { amount: 12 } }, { options });
		for (const number of [1, 2, 3]) {
			const { done } = await run('redrive', on(exception_id, { reason: '' }), [{ operator: 'only this run' }]);
			expect(done).toMatchObject([{ pairedItem: { item: 0 } }]);
			const { triage, ...rest } = done[0]!.json;
			const { triage: _triage, ...sent } = item;
			expect(rest).toEqual(sent);
			expect(triage).toMatchObject({
				case_id: item.triage.case_id,
				exception_id,
				redrive: { count: number, idempotency_key: 'K-1', received_at: '2026-01-05T08:59:00.000Z', node: 'Exception' },
			});
		}
		const { done, others } = await run('redrive', on(exception_id, { reason: '' }), [{ operator: 1 }]);
		expect(done).toEqual([]);
		expect(others[0]?.json).toMatchObject({ operator: 1, triage: { refusal: { code: 'EXCEPTION_REDRIVE_LIMIT' } } });
	});

	test('Redrive schedules what is more than the pace allows, and says so', async () => {
		const opened = [await openedFor({ amount: 1 }), await openedFor({ amount: 2 })];
		const items = opened.map(({ exception_id }) => ({ mine: 1, triage: { exception_id } }));
		const first = await run('redrive', { perMinute: 1000, reason: '' }, items.slice(0, 1));
		expect(first.done).toMatchObject([{ json: { amount: 1 } }]);
		for (const second of [
			await run('redrive', { perMinute: 1, reason: '' }, items.slice(1)),
			await run('redrive', { perMinute: 1000, reason: '' }, items.slice(1)),
		]) {
			expect([second.done, second.others]).toEqual([[], []]);
			const later = second.items('Exception', 2);
			expect(later).toMatchObject([{ pairedItem: { item: 0 }, json: { mine: 1 } }]);
			const { exception, redrive } = resultOf(later[0]);
			expect(Date.parse(String(redrive?.due_at))).toBeGreaterThan(Date.now());
			expect(exception.scheduled_redrive).toEqual({ due_at: redrive?.due_at, per_minute: 1 });
			expect(second.nodes.Exception?.[0]?.hints.map(({ message }) => message)).toEqual([
				'1 item scheduled for later, as more were sent again than At Most per Minute allows. A published TTL Escalation Trigger that starts on Redrive Due puts them out.',
			]);
		}
		const wrong = await run('redrive', { perMinute: 0, reason: '' }, items.slice(1));
		expect(wrong.error?.message).toContain("'At Most per Minute' is 0; a whole number from 1 to 1000 is expected");
	});

	test('Redrive of an item that holds something else in the result field keeps that beside the result', async () => {
		const { case_id } = await openOne();
		const [opened] = (
			await run('open', { caseId: case_id, options: { resultField: 'held' } }, [{ a: 1, triage: 'mine' }])
		).done;
		const { exception_id } = opened!.json.held as { exception_id: string };
		const { done } = await run('redrive', on(exception_id, { reason: '' }), [{}]);
		expect(done[0]?.json).toMatchObject({ a: 1, triage: { exception_id, held: 'mine' } });
	});
});

describe('Get Many', () => {
	const search = async (filters: object, more: object = {}) =>
		await run('getMany', { returnAll: true, sort: 'oldest', filters, ...more }, [{ mine: 1 }]);

	test('finds those of a case, page by page', async () => {
		const { case_id } = await openOne();
		const items = ['a', 'b', 'c'].map((error) => ({ error, triage: { case_id } }));
		const ids = (await run('open', {}, items)).done.map((one) => resultOf(one).exception_id);
		expect((await search({ caseId: case_id })).done.map((one) => resultOf(one).exception_id)).toEqual(ids);
		const page = { returnAll: false, limit: 2 };
		const first = await search({ caseId: case_id }, page);
		expect(first.done).toMatchObject([{ pairedItem: { item: 0 } }, { pairedItem: { item: 0 } }]);
		const cursor = resultOf(first.done[0]).next_cursor;
		const second = await search({ caseId: case_id }, { ...page, options: { cursor } });
		expect(second.done.map((one) => [resultOf(one).exception_id, resultOf(one).next_cursor])).toEqual([[ids[2], null]]);
	});

	test('sends on the item when it finds none', async () => {
		const { done, others } = await search({ ownerRole: byName('Nobody') });
		expect([done, others]).toMatchObject([[], [{ json: { mine: 1, triage: { exception: null } } }]]);
		expect((await search({ overdueOnly: true })).done).toEqual([]);
	});
});

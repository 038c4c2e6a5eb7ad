import fc from 'fast-check';

import {
	checkSeverities,
	checkStatuses,
	concludeChecks,
	concludeStage,
	evaluateChecklist,
	evaluationDigest,
	type Check,
	type Checklist,
	type ChecklistFacts,
	type ChecklistItem,
	type EvidenceFact,
	type ListVerdict,
} from '../../../core';
import { checkResult } from '../case/given';

const now = '2026-01-05T12:00:00.000Z';
const ago = (seconds: number) => new Date(Date.parse(now) - seconds * 1000).toISOString();
const facts = (more: Partial<ChecklistFacts> = {}): ChecklistFacts => ({
	item: {},
	steps: [],
	conditions: new Map(),
	applies: new Map(),
	...more,
});
let entries = 0;
const entry = (type: string, data: EvidenceFact['data'], seconds = 60): EvidenceFact => ({
	entry_id: `e-${(entries += 1)}`,
	type,
	at: ago(seconds),
	data,
});
const itemOf = (check: Check, more: Partial<ChecklistItem> = {}): ChecklistItem => ({
	id: 'one',
	name: 'One',
	severity: 'blocker',
	check,
	...more,
});
const judge = (check: Check, known: Partial<ChecklistFacts> = {}, evidence: EvidenceFact[] = []) =>
	evaluateChecklist({ name: 'Closing', items: [itemOf(check)] }, facts(known), evidence, now)[0]!;

const call = (more: EvidenceFact['data'], seconds?: number) =>
	entry('connector.outcome', { step: 'Suppress', ...more }, seconds);
const apiCall: Check = { type: 'api_call_succeeded', step: 'suppress ', statuses: '200-299, 304' };

test.each<[string, EvidenceFact[], string, string]>([
	['no call', [], 'fail', "No call is recorded for the step 'suppress '"],
	[
		'a call of another step',
		[entry('connector.outcome', { step: 'Bill', outcome: 'ok' })],
		'fail',
		'No call is recorded',
	],
	['an answer in range', [call({ outcome: 'ok', status: 204 })], 'pass', 'The status code is 204'],
	['an answer that is listed', [call({ outcome: 'failed', status: 304 })], 'pass', 'The status code is 304'],
	[
		'another answer',
		[call({ outcome: 'failed', status: 500 })],
		'fail',
		'The status code is 500; 200-299, 304 is needed',
	],
	['an answer without a code', [call({ outcome: 'ok' })], 'pass', 'The call succeeded; no status code is recorded'],
	['a call that failed without a code', [call({ outcome: 'failed' })], 'fail', 'The call did not succeed'],
	['an unknown answer', [call({ outcome: 'unknown' })], 'unknown', 'What became of the call'],
	['a call without an answer', [entry('connector.intent', { step: 'Suppress' })], 'unknown', 'What became of the call'],
	[
		'a newer call that failed',
		[call({ outcome: 'ok', status: 200 }, 90), call({ outcome: 'failed', status: 503 })],
		'fail',
		'The status code is 503',
	],
	['a note of the step', [entry('note.added', { step: 'Suppress' })], 'fail', 'No call is recorded'],
])('an API call, with %s', (_, evidence, status, detail) => {
	expect(judge(apiCall, {}, evidence)).toMatchObject({ status, detail: expect.stringContaining(detail) as string });
});

test('what a check rests on is named, with its time', () => {
	const evidence = call({ outcome: 'ok', status: 200 });
	expect(judge(apiCall, {}, [evidence])).toEqual({
		id: 'one',
		name: 'One',
		type: 'api_call_succeeded',
		severity: 'blocker',
		status: 'pass',
		detail: 'The status code is 200',
		how_to_fix: null,
		value: 'connector.outcome ok 200',
		evidence_id: evidence.entry_id,
		at: ago(60),
	});
});

test.each<[Check['type'], number, string]>([
	['api_call_succeeded', 3600, 'pass'],
	['api_call_succeeded', 3601, 'unknown'],
	['evidence_recorded', 3600, 'pass'],
	['evidence_recorded', 3601, 'unknown'],
	['action_confirmed', 3600, 'pass'],
	['action_confirmed', 3601, 'unknown'],
])('%s that is %i seconds old, where an hour counts: %s', (type, age, status) => {
	const check = { type, step: 'Suppress', statuses: '200', max_age_seconds: 3600 } as unknown as Check;
	const steps = [{ name: 'Suppress', status: 'completed', at: ago(age) }];
	const evidence = [call({ outcome: 'ok', status: 200 }, age)];
	const result = judge(check, { steps }, evidence);
	expect(result).toMatchObject({ status, at: ago(age) });
	if (status === 'unknown') expect(result.detail).toBe('It is 60 minutes old; at most 1 hour counts');
});

const recorded: Check = { type: 'evidence_recorded', step: 'Notification' };
test.each<[string, EvidenceFact[], string]>([
	['nothing', [], 'fail'],
	['a note', [entry('note.added', { step: 'notification' })], 'pass'],
	['a notification, which names no step', [entry('notification.sent', { channel: 'mail', target_role: 'A' })], 'pass'],
	['a notification that failed', [entry('notification.sent', { outcome: 'failed' })], 'fail'],
	['an intent alone', [entry('connector.intent', { step: 'Notification' })], 'unknown'],
	['a rejected approval', [entry('approval.decided', { step: 'Notification', decision: 'rejected' })], 'fail'],
	['an approved one', [entry('approval.decided', { step: 'Notification', decision: 'approved' })], 'pass'],
	['an approval that is asked for only', [entry('approval.requested', { step: 'Notification' })], 'unknown'],
	[
		'a step of the case, which is no evidence',
		[entry('step.changed', { step: 'Notification', to: 'completed' })],
		'fail',
	],
])('evidence, with %s', (_, evidence, status) => {
	expect(judge(recorded, {}, evidence).status).toBe(status);
});

test.each([
	['completed', 'pass'],
	['in-progress', 'fail'],
	['failed', 'fail'],
	['skipped', 'fail'],
])('an action whose step is %s: %s', (status, expected) => {
	const steps = [{ name: 'Suppress', status, at: ago(5) }];
	expect(judge({ type: 'action_confirmed', step: 'SUPPRESS' }, { steps }).status).toBe(expected);
	expect(judge({ type: 'action_confirmed', step: 'Other' }, { steps }).status).toBe('fail');
});

test.each<[unknown, string]>([
	['x', 'pass'],
	[0, 'pass'],
	[false, 'pass'],
	[[1], 'pass'],
	['', 'fail'],
	[' \n', 'fail'],
	[null, 'fail'],
	[undefined, 'fail'],
	[[], 'fail'],
	[{}, 'fail'],
	[NaN, 'fail'],
])('a field that holds %j: %s', (value, status) => {
	expect(judge({ type: 'field_has_value', field: 'a.b' }, { item: { a: { b: value } } }).status).toBe(status);
});

test('a field is never found in what objects inherit, and the value of a secret is not shown', () => {
	for (const field of ['constructor', '__proto__', 'toString.name']) {
		expect(judge({ type: 'field_has_value', field }, { item: {} }).status).toBe('fail');
	}
	const item = { api_token: 'hunter2', other: 'hunter3' };
	const results = [
		judge({ type: 'field_has_value', field: 'api_token' }, { item }),
		judge({ type: 'two_values_match', left: { field: 'api_token' }, right: { field: 'other' } }, { item }),
	];
	expect(JSON.stringify(results)).not.toContain('hunter');
});

test.each<[unknown, string, string]>([
	[ago(3600), 'pass', 'at is at most 1 hour old'],
	[ago(3601), 'fail', 'at is 60 minutes old; at most 1 hour counts'],
	[ago(-300), 'pass', 'at is at most 1 hour old'],
	[ago(-7200), 'unknown', 'at lies 2 hours ahead'],
	['yesterday', 'unknown', 'at is "yesterday"; an ISO 8601 date is expected'],
	[1767614400, 'unknown', 'at is 1767614400; an ISO 8601 date is expected'],
	['', 'unknown', 'at has no value'],
	[undefined, 'unknown', 'at has no value'],
])('a date of %j: %s', (at, status, detail) => {
	const check: Check = { type: 'happened_recently', field: 'at', max_age_seconds: 3600 };
	expect(judge(check, { item: { at } })).toMatchObject({ status, detail });
});

test.each<[unknown, unknown, string]>([
	['a', 'a', 'pass'],
	[1, 1.0, 'pass'],
	[{ a: 1, b: [2] }, { b: [2], a: 1 }, 'pass'],
	[1, '1', 'fail'],
	['a', 'A', 'fail'],
	[undefined, 'a', 'unknown'],
	['a', null, 'unknown'],
	[undefined, undefined, 'unknown'],
])('%j and %j: %s', (one, other, status) => {
	const check: Check = { type: 'two_values_match', left: { field: 'one' }, right: { field: 'other' } };
	expect(judge(check, { item: { one, other } }).status).toBe(status);
});

test('a field is compared with a value that was written down', () => {
	const check: Check = { type: 'two_values_match', left: { field: 'plan' }, right: { value: 'gold' } };
	expect(judge(check, { item: { plan: 'basic' } }).detail).toBe('plan is text "basic", the value is text "gold"');
});

const condition: Check = {
	type: 'condition_is_true',
	condition: { combinator: 'and', case_sensitive: true, conditions: [] },
};
test.each<[ListVerdict | undefined, string]>([
	[{ is: 'true', detail: '' }, 'pass'],
	[{ is: 'false', detail: 'plan equals "gold"' }, 'fail'],
	[{ is: 'unknown', detail: 'plan is missing' }, 'unknown'],
	[undefined, 'unknown'],
])('a condition that came out as %j: %s', (verdict, status) => {
	const conditions = new Map(verdict ? [['one', verdict]] : []);
	expect(judge(condition, { conditions }).status).toBe(status);
});

test.each<[ListVerdict, string]>([
	[{ is: 'false', detail: 'region equals "EU"' }, 'not_applicable'],
	[{ is: 'true', detail: '' }, 'fail'],
	// What nobody can tell does not switch a check off.
	[{ is: 'unknown', detail: 'region is missing' }, 'fail'],
])('a check that applies if something holds, which came out as %j: %s', (verdict, status) => {
	const { check, ...item } = itemOf({ type: 'field_has_value', field: 'a' });
	const list: Checklist = {
		name: 'A',
		items: [{ ...item, check, applies_if: { combinator: 'and', case_sensitive: true, conditions: [] } }],
	};
	expect(evaluateChecklist(list, facts({ applies: new Map([['one', verdict]]) }), [], now)[0]?.status).toBe(status);
});

test('every check is made, whatever came before it', () => {
	const names = ['a', 'b', 'c', 'd'];
	const items = names.map((name) => itemOf({ type: 'field_has_value', field: name }, { id: name, name }));
	const results = evaluateChecklist({ name: 'A', items }, facts({ item: { b: 1, d: 1 } }), [], now);
	expect(results.map(({ name, status }) => `${name} ${status}`)).toEqual(['a fail', 'b pass', 'c fail', 'd pass']);
});

test('what checks come to is what their results say, in any order', () => {
	const anyResult = fc.record({
		name: fc.string({ minLength: 1 }),
		severity: fc.constantFrom(...checkSeverities),
		status: fc.constantFrom(...checkStatuses),
	});
	fc.assert(
		fc.property(fc.array(anyResult), fc.boolean(), (drawn, warningsBlock) => {
			const results = drawn.map(({ name, ...more }) => checkResult(name, more));
			const verdict = concludeChecks(results, warningsBlock);
			const isOpen = (status: string) => status === 'fail' || status === 'unknown';
			const blocks = drawn.some(({ severity, status }) => isOpen(status) && (severity === 'blocker' || warningsBlock));
			expect(verdict.passed).toBe(!blocks);
			const is_proof = drawn.some(
				({ severity, status }) => status !== 'not_applicable' && (severity === 'blocker' || warningsBlock),
			);
			expect(verdict.is_proof).toBe(is_proof);
			expect(concludeStage('before_closing', results, warningsBlock).passed).toBe(!blocks && is_proof);
			expect(concludeStage('before_routing', results, warningsBlock)).toEqual(verdict);
			expect(verdict.blocking.length + verdict.warned.length).toBe(drawn.filter(({ status }) => isOpen(status)).length);
			const [passed, applied] = verdict.score.split('/').map(Number);
			expect(applied! - passed!).toBe(verdict.blocking.length + verdict.warned.length);
			// One more check that fails never helps.
			const worse = concludeChecks([...results, checkResult('More', { status: 'unknown' })], warningsBlock);
			expect(worse.passed).toBe(false);
			expect(concludeChecks([...results].reverse(), warningsBlock)).toMatchObject({
				passed: verdict.passed,
				score: verdict.score,
			});
		}),
	);
});

test('any item and evidence can be judged, and never changes by it', () => {
	const item = itemOf({ type: 'field_has_value', field: 'a' });
	fc.assert(
		fc.property(fc.anything(), fc.array(fc.dictionary(fc.string(), fc.string())), (value, data) => {
			const evidence = data.map((each) => entry('connector.outcome', each));
			for (const check of [item.check, apiCall, recorded, condition]) {
				const result = judge(check, { item: { a: value } }, evidence);
				expect(checkStatuses).toContain(result.status);
				expect(result.detail.isWellFormed()).toBe(true);
			}
		}),
	);
});

test('an evaluation is named by its checklist, its item and its results', () => {
	const list: Checklist = { name: 'A', items: [itemOf(condition)] };
	const checks = [checkResult('One')];
	const digest = evaluationDigest(list, { a: 1, b: 2 }, checks);
	expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
	expect(evaluationDigest(list, { b: 2, a: 1 }, checks)).toBe(digest);
	expect(evaluationDigest(list, { a: 1, b: 3 }, checks)).not.toBe(digest);
	expect(evaluationDigest({ ...list, warnings_block: true }, { a: 1, b: 2 }, checks)).not.toBe(digest);
	expect(evaluationDigest(list, { a: 1, b: 2 }, [checkResult('One', { status: 'fail' })])).not.toBe(digest);
	expect(evaluationDigest(list, { a: 1n }, checks)).toMatch(/^sha256:/);
});

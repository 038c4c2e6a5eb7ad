import fc from 'fast-check';

import { decide, decideJudged, type DecideOptions, type RoutingTable, type Suggestion } from '../../../core';

const table: RoutingTable = {
	id: 't',
	columns: [{ field: 'type', type: 'string' }],
	rules: [{ id: 'billing', when: { type: 'billing' }, then: { owner_role: 'Billing' } }],
};

const decideUnknown = (suggestion: unknown, options?: DecideOptions) =>
	decide(table, { type: 'question' }, suggestion as Suggestion, options);

test.each<[string, unknown, string]>([
	['no confidence', { outcome: 'Ops' }, 'its confidence is missing'],
	['NaN', { outcome: 'Ops', confidence: NaN }, 'its confidence is NaN'],
	['a confidence above 1', { outcome: 'Ops', confidence: 1.2 }, 'its confidence is 1.2'],
	['a confidence below 0', { outcome: 'Ops', confidence: -0.1 }, 'its confidence is -0.1'],
	['infinity', { outcome: 'Ops', confidence: Infinity }, 'its confidence is Infinity'],
	['a text', { outcome: 'Ops', confidence: '0.9' }, 'its confidence is no number'],
	['null', { outcome: 'Ops', confidence: null }, 'its confidence is no number'],
	['no role', { confidence: 1 }, 'it names no role'],
	['a blank role', { outcome: ' ', confidence: 1 }, 'it names no role'],
	['a role that is no text', { outcome: ['Ops'], confidence: 1 }, 'it names no role'],
	['a list', [], 'it names no role'],
	['a text for all', 'Ops', 'it names no role'],
	['less than the default threshold', { outcome: 'Ops', confidence: 0.7499 }, 'its confidence 0.7499 is below 0.75'],
	[
		'too close a second',
		{ outcome: 'Ops', confidence: 0.9, second: { outcome: 'B', confidence: 0.85 }, min_margin: 0.1 },
		'its margin 0.05 over the second candidate is below 0.1',
	],
	[
		'a second by its confidence alone',
		{ outcome: 'Ops', confidence: 0.9, second: 0.85, min_margin: 0.1 },
		'its margin 0.05 over the second candidate is below 0.1',
	],
	[
		'a second that is surer',
		{ outcome: 'Ops', confidence: 0.8, second: 0.9 },
		'its margin -0.1 over the second candidate is below 0',
	],
	[
		'a second that cannot be weighed',
		{ outcome: 'Ops', confidence: 0.9, second: { outcome: 'B' } },
		'the confidence of its second candidate is no number from 0 to 1',
	],
])('R7: a suggestion with %s goes to triage', (_, suggestion, why) => {
	const decision = decideUnknown(suggestion);
	expect(decision).toMatchObject({ outcome: 'triage', decided_by: 'default', label: 'route.low_confidence' });
	expect(decision.owner_role).toBeUndefined();
	expect(decision.reason).toContain(why);
});

test('margins are inclusive, whatever their last binary digit says', () => {
	const margin = (confidence: number, second: number, min_margin: number) =>
		decideUnknown({ outcome: 'Ops', confidence, second, min_margin }).outcome;
	expect(margin(0.9, 0.8, 0.1)).toBe('Ops');
	expect(margin(0.8, 0.7, 0.1)).toBe('Ops');
	expect(margin(0.9, 0.8001, 0.1)).toBe('triage');
	expect(margin(1, 1, 0)).toBe('Ops');
});

test('a role that there is not does not route', () => {
	const suggestion = { outcome: 'Ops', confidence: 1 };
	expect(decideUnknown(suggestion, { roles: ['Billing'] })).toMatchObject({
		outcome: 'triage',
		label: 'route.low_confidence',
		candidates: [suggestion],
		reason: "No rule matched, and the suggestion 'Ops' does not route: there is no role 'Ops'",
	});
	expect(decideUnknown(suggestion, { roles: ['Ops'] }).outcome).toBe('Ops');
});

test.each([
	['threshold', 1.5],
	['threshold', NaN],
	['min_margin', -0.1],
	['min_margin', '0.1'],
])('%s %p is misuse', (name, value) => {
	expect(() => decideUnknown({ outcome: 'Ops', confidence: 1, [name]: value })).toThrow(
		expect.objectContaining({
			code: 'FIELD_INVALID',
			message: expect.stringContaining(`'${name}' is`) as string,
		}) as Error,
	);
});

test('a suggestion routes exactly when it is sure enough and nothing else decides', () => {
	const shares = fc.oneof(fc.constantFrom(0, 0.5, 0.75, 1), fc.double({ min: 0, max: 1, noNaN: true }));
	fc.assert(
		fc.property(shares, shares, fc.constantFrom('billing', 'question'), (confidence, threshold, type) => {
			const decision = decide(table, { type }, { outcome: 'Ops', confidence, threshold });
			if (type === 'billing') {
				expect(decision).toMatchObject({ outcome: 'Billing', decided_by: 'rule', confidence: 1, threshold });
				expect(decision.disagreement).toEqual({ decided: 'Billing', suggested: 'Ops', confidence });
			} else {
				expect(decision.outcome).toBe(confidence >= threshold ? 'Ops' : 'triage');
				expect(decision).toMatchObject({ confidence, threshold, disagreement: null });
			}
		}),
	);
});

test('rules that are judged elsewhere take suggestions in the same way', () => {
	const judged = decideJudged({ rules: [] }, [], { outcome: 'Ops', confidence: 0.9 });
	expect(judged).toMatchObject({ outcome: 'Ops', decided_by: 'model', input_digest: null, table_id: null });
});

import { canonicalize, maxAttributes, maxTags, readCaseUpdate } from '../../../core';
import { assign, GivenCase, opening, resolve, start } from './given';

type Values = Parameters<typeof readCaseUpdate>[0];
const updated = (...values: Values[]) => new GivenCase([opening, ...values.map(readCaseUpdate)]);

test('an update changes what it names, and tells names and not values', () => {
	const given = updated();
	const decision = given.send(
		readCaseUpdate({
			fields: { subject: 'Charged twice', customer_id: 7, priority: 'HIGH' },
			attributes: { plan: 'gold', seats: 12, is_vip: true },
			mode: 'approval',
			add_tags: [' VIP', 'refund', 'vip'],
		}),
	);
	expect(decision).toEqual({
		outcome: 'accepted',
		entries: [
			{
				type: 'case.updated',
				data: {
					changed: ['attributes/is_vip', 'attributes/plan', 'attributes/seats', 'customer_id', 'subject'],
					mode: 'approval',
					priority: 'high',
					tags_added: ['refund', 'vip'],
				},
			},
		],
	});
	expect(given.state).toMatchObject({
		subject: 'Charged twice',
		customer_id: '7',
		priority: 'high',
		mode: 'approval',
		attributes: { plan: 'gold', seats: '12', is_vip: 'true' },
		tags: ['refund', 'vip'],
		source: 'desk',
		type: null,
	});
});

test('an empty value takes a field or an attribute away, and what is not named stays', () => {
	const given = updated(
		{ fields: { subject: 'A', type: 'bug' }, attributes: { plan: 'gold', seats: 2 }, add_tags: ['a', 'b'] },
		{ fields: { subject: '' }, attributes: { plan: null }, remove_tags: ['a', 'never'] },
	);
	expect(given.state).toMatchObject({ subject: null, type: 'bug', attributes: { seats: '2' }, tags: ['b'] });
	expect(given.state?.attributes).not.toHaveProperty('plan');
});

test('an update that changes nothing writes nothing', () => {
	const same = { fields: { subject: 'A', priority: 'high' }, attributes: { plan: 'gold' }, add_tags: ['a'] };
	const given = updated(same);
	expect(given.send(readCaseUpdate({ ...same, remove_tags: ['b'], mode: 'shadow' }))).toEqual({ outcome: 'unchanged' });
	expect(given.send(readCaseUpdate({}))).toEqual({ outcome: 'unchanged' });
});

test('a resolved case is not changed', () => {
	const given = new GivenCase([opening, assign('A'), start, resolve]);
	expect(given.send(readCaseUpdate({ add_tags: ['late'] }))).toMatchObject({
		refusal: { code: 'CASE_RESOLVED', message: 'Case C-0001 is Resolved and cannot be changed' },
	});
});

test.each<[string, (from: number, count: number) => Values, number]>([
	['attributes', (from, count) => ({ attributes: numbered(from, count) }), maxAttributes],
	['tags', (from, count) => ({ add_tags: Object.keys(numbered(from, count)) }), maxTags],
])('a case holds as many %s as it can, and no more', (_, values, max) => {
	const given = updated(values(0, max));
	expect(given.send(readCaseUpdate(values(max, 1)))).toMatchObject({
		refusal: { code: 'CASE_GUARD_UNMET', message: 'Case C-0001 can hold at most 50 attributes and 20 tags' },
	});
	const less = { attributes: { n0: null }, remove_tags: ['n0'] };
	expect(given.send(readCaseUpdate(less)).outcome).toBe('accepted');
	expect(given.send(readCaseUpdate(values(max, 1))).outcome).toBe('accepted');
});

function numbered(from: number, count: number): Record<string, string> {
	return Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${from + index}`, 'x']));
}

test('values of an update that was erased are gone; its tags and priority stay', () => {
	const given = updated({
		fields: { subject: 'Ada called', priority: 'high' },
		attributes: { plan: 'gold' },
		add_tags: ['a'],
	});
	const erased = new GivenCase([opening]);
	erased.replay(given.trail.slice(1).map((entry) => ({ ...entry, command: null })));
	expect(erased.state).toMatchObject({ subject: null, priority: 'high', attributes: {}, tags: ['a'] });
});

test('names that objects have by themselves are names like others', () => {
	const attributes = JSON.parse('{"__proto__": "a", "constructor": "b"}') as Record<string, string>;
	const given = updated({ attributes });
	expect(Object.entries(given.state!.attributes)).toEqual([
		['__proto__', 'a'],
		['constructor', 'b'],
	]);
	expect(canonicalize(given.state!.attributes)).toBe('{"__proto__":"a","constructor":"b"}');
	expect(given.send(readCaseUpdate({ attributes }))).toEqual({ outcome: 'unchanged' });
});

test.each<[Values, string]>([
	[{ fields: { source: 'crm' } }, "'source' is no field that can change; those are priority, subject, type,"],
	[{ fields: { subject: {} } }, "'Subject' is an object; a text or a number is expected"],
	[{ fields: { priority: 'now' } }, `'Priority' is "now"; allowed are low, normal, high, urgent`],
	[{ fields: { priority: '' } }, "'Priority' is empty; allowed are low, normal, high, urgent"],
	[{ mode: 'auto' }, `'Mode' is "auto"; allowed are shadow, approval, live`],
	[{ mode: null }, `'Mode' is ""; allowed are shadow, approval, live`],
	[{ add_tags: ['50%'] }, 'A tag is "50%"; 1 to 50 letters, digits, spaces and . / : - are expected'],
	[{ add_tags: [7] }, 'A tag is 7; 1 to 50 letters'],
	[{ remove_tags: Object.keys(numbered(0, 21)) }, 'There are 21 tags; a case has at most 20'],
	[{ attributes: { plan: ['a'] } }, "The attribute 'plan' is a list of 1 entries; a text, a number"],
	[{ attributes: { ' ': 'a' } }, 'An attribute has no name'],
	[{ attributes: { plan: 'x'.repeat(501) } }, "'plan' is 501 characters long; at most 500 are kept"],
	[{ attributes: numbered(0, 51) }, 'There are 51 attributes; a case has at most 50'],
])('refuses what cannot be kept, case %#', (values, message) => {
	expect(() => readCaseUpdate(values)).toThrow(message);
});

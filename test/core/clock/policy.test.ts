import { choosePolicy, clockStatus, lintPolicies, TriageError, type ClockEvent, type ClockPolicy } from '../../../core';
import { at, C1, hours, opened, policy, rule } from './given';

const standard = policy(rule('resolution', hours(4)));
const billing: ClockPolicy = {
	...standard,
	id: 'billing',
	is_default: false,
	when: { type: ['billing', 'refund'], priority: ['high', 'urgent'] },
};

test.each([
	[{ type: 'billing', priority: 'high' }, 'billing'],
	[{ type: 'refund', priority: 'urgent' }, 'billing'],
	[{ type: 'billing', priority: 'low' }, 'standard'],
	[{ type: 'billing' }, 'standard'],
	[{ type: null, priority: 'high' }, 'standard'],
	[{}, 'standard'],
])('%j is under %s', (facts, id) => {
	expect(choosePolicy([standard, billing], facts).id).toBe(id);
});

test('the first policy that matches wins', () => {
	const all: ClockPolicy = { ...billing, id: 'all-billing', when: { type: ['billing'] } };
	expect(choosePolicy([all, billing, standard], { type: 'billing', priority: 'high' }).id).toBe('all-billing');
});

const codes = (...policies: ClockPolicy[]) =>
	lintPolicies(policies).map(({ code, severity, policies: ids }) => [code, severity, ids]);

test('lint asks for exactly one default and one policy an id, and warns of one that matches nothing', () => {
	expect(codes(standard, billing)).toEqual([]);
	expect(codes(billing)).toEqual([['DEFAULT_MISSING', 'blocking', []]]);
	expect(codes(standard, { ...standard, id: 'other' })).toEqual([
		['DEFAULT_DOUBLED', 'blocking', ['standard', 'other']],
	]);
	expect(codes(standard, billing, billing)).toEqual([['POLICY_DOUBLED', 'blocking', ['billing']]]);
	expect(codes(standard, { ...billing, when: {} })).toEqual([['MATCHES_NOTHING', 'warning', ['billing']]]);
	expect(codes(standard, null as unknown as ClockPolicy)).toEqual([['POLICY_INVALID', 'blocking', ['undefined']]]);
});

test.each([[[billing]], [[standard, { ...standard, id: 'other' }]], [[]]])(
	'no policy is chosen without exactly one default: %#',
	(policies) => {
		expect(() => choosePolicy(policies, {})).toThrow(TriageError);
	},
);

const withRule = (part: object) => ({ ...standard, clocks: [{ ...rule('resolution', hours(4)), ...part }] });

test.each<[string, unknown, string]>([
	['no object', 5, ''],
	['no id', { ...standard, id: '' }, '/id'],
	['half a version', { ...standard, version: 1.5 }, '/version'],
	['an unknown field', { ...standard, sla: 1 }, '/sla'],
	['clocks that are none', { ...standard, clocks: 'all' }, '/clocks'],
	['six clocks', { ...standard, clocks: Array.from({ length: 6 }, () => rule('triage', hours(1))) }, '/clocks'],
	['a clock twice', policy(rule('triage', hours(1)), rule('triage', hours(2))), '/clocks/1'],
	['a rule that is none', { ...standard, clocks: [null] }, '/clocks/0'],
	['an unknown clock', withRule({ clock: 'lunch' }), '/clocks/0/clock'],
	['a budget that is none', withRule({ budgets: { high: 4 } }), '/clocks/0/budgets/high'],
	[
		'a budget of no number',
		withRule({ budgets: { high: { amount: NaN, unit: 'hours' } } }),
		'/clocks/0/budgets/high/amount',
	],
	[
		'a negative budget',
		withRule({ budgets: { high: { amount: -1, unit: 'hours' } } }),
		'/clocks/0/budgets/high/amount',
	],
	[
		'half a business day',
		withRule({ budgets: { high: { amount: 0.5, unit: 'business_days' } } }),
		'/clocks/0/budgets/high/amount',
	],
	[
		'a unit of days that are no business days',
		withRule({ budgets: { high: { amount: 1, unit: 'days' } } }),
		'/clocks/0/budgets/high/unit',
	],
	['a priority of JSON trickery', withRule({ budgets: JSON.parse('{"__proto__": 1}') }), '/clocks/0/budgets/__proto__'],
	['a pause on resolved', withRule({ pause_on: ['resolved'] }), '/clocks/0/pause_on/0'],
	['an unknown way to reopen', withRule({ reopen: 'again' }), '/clocks/0/reopen'],
	['endless grace', withRule({ min_grace_seconds: Infinity }), '/clocks/0/min_grace_seconds'],
	['a warning at nothing', withRule({ warnings: [{}] }), '/clocks/0/warnings/0'],
	['a warning at two marks', withRule({ warnings: [{ percent: 50, offset_seconds: 0 }] }), '/clocks/0/warnings/0'],
	['a warning at 0 %', withRule({ warnings: [{ percent: 0 }] }), '/clocks/0/warnings/0/percent'],
	['a condition on a fact that is none', { ...standard, when: { mood: ['bad'] } }, '/when/mood'],
	['a condition that is no list', { ...standard, when: { type: 'billing' } }, '/when/type'],
])('a policy with %s is refused', (_, broken, pointer) => {
	const work = () => clockStatus(broken as ClockPolicy, C1, [], at('Tue 10:00'));
	expect(work).toThrow(TriageError);
	try {
		work();
	} catch (error) {
		expect(error).toMatchObject({ code: 'CLOCK_POLICY_INVALID', details: { findings: [{ pointer }] } });
	}
});

test.each<[string, unknown]>([
	['no list', {}],
	['ten thousand and one events', Array.from({ length: 10_001 }, () => opened('Tue 10:00'))],
	['null', [null]],
	['an unknown kind', [{ kind: 'constructor', at: at('Tue 10:00') }]],
	['no instant', [{ kind: 'triaged' }]],
	['an unknown priority', [{ kind: 'opened', at: at('Tue 10:00'), priority: '__proto__' }]],
	['an unknown state', [{ kind: 'state_changed', at: at('Tue 10:00'), to: 'resolved' }]],
	['an owner without a name', [{ kind: 'owner_assigned', at: at('Tue 10:00'), role: '', by: 'rule' }]],
	['a window that is none', [{ kind: 'owner_assigned', at: at('Tue 10:00'), role: 'A', by: 'rule', window: 5 }]],
	['an unknown clock', [{ kind: 'paused', at: at('Tue 10:00'), clock: 'lunch' }]],
	['a cancellation without a reason', [{ kind: 'cancelled', at: at('Tue 10:00') }]],
])('events with %s are refused', (_, events) => {
	const work = () => clockStatus(standard, C1, events as ClockEvent[], at('Tue 12:00'));
	expect(work).toThrow(TriageError);
});

test('ten thousand events are counted in no time', () => {
	const start = Date.parse(at('Tue 10:00'));
	const events: ClockEvent[] = Array.from({ length: 9_998 }, (_, index) => ({
		kind: index % 2 === 0 ? 'paused' : 'resumed',
		at: new Date(start + index * 1000).toISOString(),
	}));
	const { clocks } = clockStatus(standard, C1, [opened('Tue 10:00'), ...events], at('Wed 10:00'));
	expect(clocks.find(({ clock }) => clock === 'resolution')!.elapsed_seconds).toBe(8 * 3600 - 4999);
});

import fc from 'fast-check';
import { compileContract, type ContractRule } from '../../../../core/gate';
import { findingsOf } from '../findings';

const contract = (...rules: unknown[]) => ({ id: 'c', kind: 'field_list' as const, fields: [], rules });
const compile = (...rules: ContractRule[]) => compileContract({ ...contract(), rules });
const range = { kind: 'range', name: 'Usual amount', field: 'amount', minimum: 1, maximum: 100 } as const;

describe('a rule is refused', () => {
	it.each([
		[{ ...range, name: ' ' }, '/rules/0/name', 'name in rule 1 is blank'],
		[{ ...range, kind: 'limit' }, '/rules/0/kind', expect.stringContaining('kind in rule 1 (Usual amount) is "limit"')],
		[
			{ ...range, field: 'a..b' },
			'/rules/0/field',
			"The field 'a..b' of rule 1 (Usual amount) has a dot without a name after it",
		],
		[
			{ ...range, field: 'a[].b' },
			'/rules/0/field',
			"The field 'a[].b' of rule 1 (Usual amount) names every entry of a list with []",
		],
		[{ ...range, minimum: 101 }, '/rules/0/minimum', 'minimum 101 is above maximum 100 in rule 1 (Usual amount)'],
		[{ kind: 'range', name: 'r', field: 'a' }, '/rules/0/minimum', 'rule 1 (r) has neither minimum nor maximum'],
		[{ ...range, minimum: Number.NaN }, '/rules/0/minimum', expect.stringContaining('is NaN but must be a number')],
		[{ ...range, maximun: 1 }, '/rules/0', 'maximun in rule 1 (Usual amount) is not a setting of a contract'],
		[{ ...range, severity: 'hard' }, '/rules/0/severity', expect.stringContaining('must be one of block, warn')],
		[
			{ kind: 'enumeration', name: 'r', field: 'a', allowed_values: [] },
			'/rules/0/allowed_values',
			'rule 1 (r) allows no value',
		],
		[{ kind: 'required_if', name: 'r', field: 'a' }, '/rules/0', 'when in rule 1 (r) is missing'],
		[
			{ kind: 'required_if', name: 'r', field: 'a', when: { field: 'b', one_of: [] } },
			'/rules/0/when/one_of',
			'rule 1 (r) allows no value',
		],
		[
			{ kind: 'required_if', name: 'r', field: 'a', when: { field: '', is: 'present' } },
			'/rules/0/when/field',
			"The field '' of rule 1 (r) is empty",
		],
		[
			{ kind: 'required_if', name: 'r', field: 'a', when: { field: 'b' } },
			'/rules/0/when',
			expect.stringContaining('fits none of the 2 forms'),
		],
		[
			{ kind: 'comparison', name: 'r', field: 'a', comparison: 'less', other_field: 'b.' },
			'/rules/0/other_field',
			expect.stringContaining('has a dot without a name'),
		],
		[
			{ kind: 'freshness', name: 'r', field: 'a', max_age_seconds: -1 },
			'/rules/0/max_age_seconds',
			expect.stringContaining('at least 0'),
		],
		[
			{ kind: 'freshness', name: 'r', field: 'a', max_age_seconds: 1, timezone: 'Berlin' },
			'/rules/0/timezone',
			"'Berlin' in rule 1 (r) is no time zone",
		],
		['amount > 5', '/rules/0', 'rule 1 is text "amount > 5" but must be an object'],
	])('%j', (rule, pointer, message) => {
		expect(findingsOf(contract(rule))).toMatchObject([{ pointer, message, fix: expect.stringMatching(/\w/) }]);
	});

	it('that has the name of another', () => {
		expect(findingsOf(contract(range, { ...range }))).toMatchObject([
			{ pointer: '/rules/1/name', message: "Rules 1 and 2 are both named 'Usual amount'" },
		]);
	});

	it('beside all else that is wrong with the contract', () => {
		const findings = findingsOf({ ...contract({ ...range, minimum: 101 }), fields: [{ path: 'a..b' }] });
		expect(findings.map(({ pointer }) => pointer)).toEqual(['/fields/0/path', '/rules/0/minimum']);
	});
});

describe('rules', () => {
	it('are all judged, in their order', () => {
		const compiled = compile({ ...range, name: 'z' }, { ...range, name: 'a', maximum: 5 }, { ...range, name: 'm' });
		expect(compiled.check({ amount: 500 }).rule_findings.map(({ name }) => name)).toEqual(['z', 'a', 'm']);
	});

	it('of a date need the present instant', () => {
		const compiled = compile({ kind: 'freshness', name: 'Fresh', field: 'at', max_age_seconds: 60 });
		const check = (now?: string) => () => compiled.check({ at: '2026-05-04' }, { now });
		expect(check()).toThrow("now is missing, and the rule 'Fresh' compares with it");
		expect(check('today')).toThrow('now is "today", and the rule \'Fresh\' compares with it');
		expect(() => compiled.check({})).not.toThrow();
	});

	it('are part of what the digest names', () => {
		expect(compile(range).digest).not.toBe(compile({ ...range, maximum: 99 }).digest);
		expect(compile(range).digest).not.toBe(compile().digest);
	});

	it('never throw, never change the item, and always say what to do', () => {
		const compiled = compile(
			range,
			{ kind: 'enumeration', name: 'e', field: 'amount', allowed_values: ['a', 1, true] },
			{ kind: 'comparison', name: 'equal', field: 'amount', comparison: 'equal', other_field: 'other' },
			{ kind: 'comparison', name: 'less', field: 'amount', comparison: 'less', other_field: 'other' },
			{ kind: 'freshness', name: 'f', field: 'amount', max_age_seconds: 1 },
			{ kind: 'required_if', name: 'r', field: 'toString', when: { field: 'amount', one_of: [1] } },
		);
		const odd = fc.oneof(
			fc.jsonValue(),
			fc.constantFrom(NaN, Infinity, undefined, '\ud800', '2026-05-04', '2026-13-99', new Date(0)),
		);
		fc.assert(
			fc.property(odd, odd, (amount, other) => {
				const item = { amount, other };
				const { rule_findings } = compiled.check(item, { now: '2026-05-04T00:00:00Z' });
				expect(item).toEqual({ amount, other });
				for (const { message, fix } of rule_findings) {
					expect(message).toMatch(/\w/);
					expect(fix).toMatch(/\w/);
				}
			}),
		);
	});
});

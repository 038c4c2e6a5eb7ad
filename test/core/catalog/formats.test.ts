import { definitionFormats, TriageError } from '../../../core';
import { chain, step } from '../escalation/given';
import { calendars } from '../time/calendars';

const { version: _version, ...body } = chain([step('Billing', 30)]);

function findingsOf(
	kind: 'calendar' | 'checklist' | 'escalation_chain' | 'rule_set',
	value: unknown,
	name: string,
): unknown {
	try {
		definitionFormats[kind].split(value, name);
	} catch (error) {
		if (!(error instanceof TriageError)) throw error;
		expect(error.code).toBe('DEFINITION_INVALID');
		return (error.details.findings as Array<{ pointer: string }>).map(({ pointer }) => pointer);
	}
	return null;
}

describe('a calendar', () => {
	const { name: _name, ...unnamed } = calendars.C1;

	test('is kept as it is, under the name it is saved by', () => {
		for (const value of [calendars.C1, unnamed]) {
			expect(definitionFormats.calendar.split(value, 'C1')).toEqual({ body: calendars.C1, personal: [] });
		}
	});

	test.each([
		[{ ...unnamed, name: 'C2' }, ['/name']],
		[{ ...unnamed, timezone: 'Mars/Base' }, ['/timezone']],
		[{ ...unnamed, hours: {}, overrides: {} }, ['/hours']],
		[null, ['']],
	])('that cannot be used is not saved: %#', (value, pointers) => {
		expect(findingsOf('calendar', value, 'C1')).toEqual(pointers);
	});
});

describe('a checklist', () => {
	const item = { id: 'told', name: 'Told', severity: 'blocker', check: { type: 'evidence_recorded', step: 'Mail' } };

	test('is kept as it is, under the name it is saved by', () => {
		const value = { items: [item], warnings_block: true };
		expect(definitionFormats.checklist.split(value, 'Closing')).toEqual({
			body: { ...value, name: 'Closing' },
			personal: [],
		});
	});

	test.each([
		[{ name: 'Other', items: [item] }, ['/name']],
		[{ items: [] }, ['/items']],
		[null, ['']],
		[[], ['']],
		['x', ['']],
		[undefined, ['']],
	])('that cannot be used is not saved: %#', (value, pointers) => {
		expect(findingsOf('checklist', value, 'Closing')).toEqual(pointers);
	});
});

describe('an escalation chain', () => {
	test('is kept under the name it is saved by, without a version of its own', () => {
		const { id: _id, ...unnamed } = body;
		for (const value of [body, unnamed]) {
			expect(definitionFormats.escalation_chain.split(value, 'standard')).toEqual({ body, personal: [] });
		}
	});

	test.each([
		[{ ...body, id: 'other' }, ['/id']],
		[{ ...body, version: 3 }, ['/version']],
		[{ ...body, steps: [] }, ['/steps']],
		[{ ...body, steps: [...body.steps, body.steps.at(-1)] }, [`/steps/${body.steps.length}/target_role`]],
		[[], ['']],
	])('that cannot be used is not saved: %#', (value, pointers) => {
		expect(findingsOf('escalation_chain', value, 'standard')).toEqual(pointers);
	});
});

describe('a rule set', () => {
	const columns = [{ field: 'type', type: 'string' }];
	const rule = { id: 'bugs', when: { type: '"bug"' }, then: { owner_role: 'Product' } };
	const table = { id: 'support', hit_policy: 'unique', columns, rules: [rule] };

	test('is kept as the table that was read, under the name it is saved by', () => {
		const short = {
			columns,
			rules: [{ ...rule, then: { owner_role: ' Product ', backup_role: null } }],
			default: null,
		};
		for (const value of [table, short]) {
			expect(definitionFormats.rule_set.split(value, 'support')).toEqual({ body: table, personal: [] });
		}
	});

	test('with an overlap may be saved: lint is for whoever reviews it', () => {
		const draft = { ...table, rules: [rule, { ...rule, id: 'all', when: {} }] };
		expect(definitionFormats.rule_set.split(draft, 'support').body).toEqual(draft);
	});

	test.each<[string, object | null, string[]]>([
		['another id', { ...table, id: 'other' }, ['/id']],
		['a version', { ...table, version: 3 }, ['/version']],
		['no columns', { ...table, columns: [] }, ['']],
		['a column of no type', { ...table, columns: [...columns, { field: 'age', type: 'many' }] }, ['/columns/1']],
		['a blank cell', { ...table, rules: [rule, { ...rule, id: 'b', when: { type: ' ' } }] }, ['/rules/1/when/type']],
		['a rule without id', { ...table, rules: [rule, { when: {}, then: rule.then }] }, ['/rules/1']],
		['a rule without owner', { ...table, rules: [{ ...rule, then: {} }] }, ['/rules/0']],
		['two rules of one id', { ...table, rules: [rule, rule] }, ['/rules/0']],
		['an unknown policy', { ...table, hit_policy: 'best' }, ['']],
		['no object', null, ['']],
	])('with %s is not saved', (_, value, pointers) => {
		expect(findingsOf('rule_set', value, 'support')).toEqual(pointers);
	});

	test('names all that is wrong with its rules at once', () => {
		const wrong = {
			...table,
			rules: [
				{ ...rule, when: { type: '[' } },
				{ ...rule, id: 'b', then: { owner_role: 5 } },
			],
		};
		expect(findingsOf('rule_set', wrong, 'support')).toEqual(['/rules/0/when/type', '/rules/1']);
	});
});

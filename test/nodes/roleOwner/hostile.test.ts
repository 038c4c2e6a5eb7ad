import type { IDataObject } from 'n8n-workflow';

import { byName, ownerOf, rule, runOwner, saveRuleSet, typeIs } from './owner';

let deep: IDataObject = {};
for (let level = 0; level < 1000; level += 1) deep = { deep };

const items: Array<[string, IDataObject]> = [
	['nothing', {}],
	[
		'names that objects inherit',
		JSON.parse('{"__proto__":{"type":"bug"},"constructor":"bug","toString":1}') as IDataObject,
	],
	['half a character', { type: '\ud800', customer: { tier: '\udc00' } }],
	['a megabyte', { type: 'x'.repeat(1024 * 1024), amount: 1 }],
	['a thousand levels', { type: deep, amount: deep }],
	['a list for a text', { type: ['bug'], amount: ['1'] }],
	['null', { type: null, amount: null, customer: null } as unknown as IDataObject],
	['numbers beyond all bounds', { type: 1e308, amount: Number.MAX_VALUE }],
];
const table = {
	columns: [
		{ field: 'type', type: 'string' as const },
		{ field: 'amount', type: 'number' as const },
		{ field: 'constructor', type: 'string' as const },
		{ field: '["__proto__"].type', type: 'string' as const },
	],
	rules: [{ id: 'bugs', when: { type: 'bug' }, then: { owner_role: 'Product' } }],
};
const sources: Array<[string, object]> = [
	['canvas rules', { rules: { values: [rule('Bug', typeIs('bug'), 'Product')] } }],
	['a table', { ruleSource: 'table', table }],
	['a saved rule set', { ruleSource: 'ruleSet', ruleSet: byName('hostile') }],
];
beforeAll(async () => void (await saveRuleSet('hostile', table)));

describe.each(sources)('%s', (_, parameters) => {
	test.each(items)('send an item with %s to triage, as it came', async (__, item) => {
		const classifier = { useClassifier: true, answer: '={{ $json }}' };
		for (const more of [{}, classifier]) {
			const { status, assigned, triage } = await runOwner({ ...parameters, ...more }, [item]);
			expect([status, assigned.length, triage.length]).toEqual(['success', 0, 1]);
			expect(ownerOf(triage[0])).toMatchObject({ role: 'Triage', outcome: 'triage' });
			const { triage: _result, ...rest } = triage[0]!.json;
			expect(JSON.stringify(rest)).toBe(JSON.stringify(item));
		}
	});

	test('never write into the result field that holds something of the user', async () => {
		const { status, error } = await runOwner(parameters, [{ type: 'bug', triage: 'mine' }]);
		expect(status).toBe('error');
		expect(error?.message).toMatch(/Field 'triage' already holds a string/);
	});
});

test.each<[string, unknown]>([
	['a role', { __rl: true, mode: 'list', value: { __proto__: null } }],
	['a list', '={{ ["Triage"] }}'],
	['a number', 7],
	['half a character', byName('\ud800')],
	['zero characters', byName('a\u0000b')],
])('%s that is no name stops the workflow, or is mended where it is recorded', async (_, fallbackRole) => {
	const { status, error, triage } = await runOwner({ rules: {}, fallbackRole }, [{}]);
	if (status === 'success') expect(ownerOf(triage[0]).role.isWellFormed()).toBe(true);
	else expect(error?.message).toMatch(/'If No Rule Decides'|'Role name'/);
});

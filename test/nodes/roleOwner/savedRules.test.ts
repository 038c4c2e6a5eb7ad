import type { ILoadOptionsFunctions } from 'n8n-workflow';

import type { RoutingTable } from '../../../core';
import { RoleOwner } from '../../../nodes/RoleOwner/RoleOwner.node';
import { storeOfNodes } from '../../harness/stores';
import { byName, ownerOf, runOwner, saveRuleSet } from './owner';

const tableFor = (owner_role: string): Partial<RoutingTable> => ({
	columns: [{ field: 'type', type: 'string' }],
	rules: [{ id: 'bugs', when: { type: 'bug' }, then: { owner_role } }],
	default: { owner_role: 'Support-Desk' },
});
const run = async (ruleSet: unknown, more: object = {}) =>
	await runOwner({ ruleSource: 'ruleSet', ruleSet, ...more }, [{ type: 'bug' }, { type: 'x' }]);
const pinned = (value: string) => ({ versionChoice: 'pinned', version: { __rl: true, mode: 'list', value } });

test('the version in force decides, and the next one from the moment it is activated', async () => {
	await saveRuleSet('support', tableFor('Product'));
	await saveRuleSet('support', tableFor('Platform'), []);
	const before = await run({ __rl: true, mode: 'list', value: 'support' });
	expect(before.assigned.map((item) => ownerOf(item))).toEqual([
		expect.objectContaining({ role: 'Product', rule: 'bugs', rule_set: 'support', rule_set_version: 1 }),
		expect.objectContaining({ role: 'Support-Desk', decided_by: 'default', rule_set_version: 1 }),
	]);
	await saveRuleSet('support', tableFor('Growth'));
	const after = await run(byName(' support '));
	expect(ownerOf(after.assigned[0])).toMatchObject({ role: 'Growth', rule_set_version: 3 });
});

test('a pinned version decides whatever is in force', async () => {
	await saveRuleSet('pinned', tableFor('Product'));
	await saveRuleSet('pinned', tableFor('Platform'));
	await saveRuleSet('pinned', tableFor('Growth'), ['review']);
	for (const [version, role] of [
		['1', 'Product'],
		['v2', 'Platform'],
		['3', 'Growth'],
	] as const) {
		const { assigned } = await run(byName('pinned'), pinned(version));
		expect(ownerOf(assigned[0])).toMatchObject({ role, rule_set_version: Number(version.replace('v', '')) });
	}
});

describe('without a version that may decide', () => {
	beforeAll(async () => {
		await saveRuleSet('draft', tableFor('A'), []);
		await saveRuleSet('rejected', tableFor('A'), ['reject']);
	});

	test.each<[string, unknown, object, string]>([
		['no name', byName('={{ "" }}'), {}, "'Rule Set' is empty"],
		['a name of the wrong type', { mode: 'name', value: 5 }, {}, "'Rule Set' is 5"],
		['an unknown name', byName('nothing'), {}, "There is no rule set 'nothing'"],
		['nothing in force', byName('draft'), {}, "Rule set 'draft' has no version in force"],
		['no number', byName('draft'), pinned('newest'), '\'Pinned Version\' is "newest"; a number from 1 is expected'],
		['an empty number', byName('draft'), pinned('={{ "" }}'), "'Pinned Version' is empty; a number from 1 is expected"],
		['a version that is not there', byName('draft'), pinned('7'), "Rule set 'draft' has no version 7"],
		['a draft', byName('draft'), pinned('1'), "Version 1 of rule set 'draft' was not reviewed yet"],
		['a rejected one', byName('rejected'), pinned('1'), "Version 1 of rule set 'rejected' was rejected"],
	])('%s stops the workflow with what to do', async (_, ruleSet, more, message) => {
		const { status, error } = await run(ruleSet, more);
		expect(status).toBe('error');
		expect(error?.message).toContain(message);
		expect((error as { description?: string }).description).toBeTruthy();
	});
});

describe('the lists of the panel', () => {
	const { searchRuleSets, searchVersions } = new RoleOwner().methods.listSearch;
	const context = (ruleSet: string) =>
		({
			getNode: () => ({ name: 'Owner' }),
			getCredentials: async () => ({}),
			getCurrentNodeParameter: (name: string) => (name === 'ruleSet' ? ruleSet : undefined),
		}) as unknown as ILoadOptionsFunctions;

	test('show rule sets with what is in force, and their versions, the newest first', async () => {
		await saveRuleSet('listed', tableFor('A'));
		await saveRuleSet('listed', tableFor('B'), []);
		await saveRuleSet('listed too', tableFor('A'), []);
		const { results } = await searchRuleSets.call(context(''), 'LISTED');
		expect(results).toEqual([
			{ name: 'listed (version 1 in force)', value: 'listed' },
			{ name: 'listed too (nothing in force)', value: 'listed too' },
		]);
		const [first] = await (await storeOfNodes()).listVersions({ kind: 'rule_set', name: 'listed' });
		const day = first!.saved_at.slice(0, 10);
		expect((await searchVersions.call(context('listed'))).results).toEqual([
			{ name: `Version 2, draft, saved ${day} by ada`, value: '2' },
			{ name: `Version 1, reviewed, saved ${day} by ada`, value: '1' },
		]);
		expect((await searchVersions.call(context('listed'), 'reviewed')).results).toHaveLength(1);
	});

	test.each(['', '={{ $json.rules }}', 'nothing'])('show no versions of %j', async (name) => {
		expect((await searchVersions.call(context(name))).results).toEqual([]);
	});
});

import { readCaseFields } from '../../../core';
import { storeOfNodes } from '../../harness/stores';
import { ownerOf, rule, run, typeIs } from './owner';

const bug = { type: 'bug' };
let caseId = '';

/** What the rules say now, for a case that Desk owns, and the owner that the case has then. */
async function route(options: object) {
	const [assigned] = (await run([rule('Bug', typeIs('bug'), 'Product')], [bug], { caseId, options })).assigned;
	return { told: ownerOf(assigned), held: (await (await storeOfNodes()).getCase(caseId))?.owner };
}

beforeEach(async () => {
	const fields = readCaseFields({ source: 'moves', ticket_id: expect.getState().currentTestName });
	const context = { command_id: `open-${fields.ticket_id}`, actor: { kind: 'system', id: 'test' } } as const;
	caseId = (await (await storeOfNodes()).execute(null, { kind: 'open', fields }, context)).case.case_id;
	await run([rule('Bug', typeIs('bug'), 'Desk')], [bug], { caseId });
});

test('a case that has an owner keeps it unless cases may move', async () => {
	const { told, held } = await route({});
	expect(told).toMatchObject({ role: 'Desk', accountable_role: 'Desk', reason: `Case ${caseId} keeps its owner Desk` });
	expect(held).toMatchObject({ role: 'Desk', kept: null });
});

test('a case that may move goes where the rules say now', async () => {
	const { told, held } = await route({ moveOwned: true, cooldownMinutes: 0 });
	expect(told).toMatchObject({ role: 'Product', decided_by: 'rule' });
	expect(held).toMatchObject({ role: 'Product', decided_by: 'rule' });
});

test('a case that moved not long ago stays for a while, and the reason says so', async () => {
	const { told, held } = await route({ moveOwned: true });
	expect(told).toMatchObject({
		role: 'Desk',
		reason: `Case ${caseId} keeps its owner Desk, which it went to not long ago`,
	});
	expect(held).toMatchObject({ role: 'Desk', kept: { wanted_role: 'Product', why: 'cooling_down' } });
});

test.each([[-1], ['soon'], [Number.NaN]])('a time between moves of %p is refused', async (cooldownMinutes) => {
	const { error } = await run([rule('Bug', typeIs('bug'), 'Product')], [bug], {
		options: { moveOwned: true, cooldownMinutes },
	});
	expect(error?.message).toContain("'Least Minutes Between Moves' is");
});

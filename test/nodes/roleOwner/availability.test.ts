import { readCaseFields, type RoleBody } from '../../../core';
import { storeOfNodes } from '../../harness/stores';
import { byName, ownerOf, rule, run, saveRole, typeIs } from './owner';

const rules = (owner: string, backup = '') => [rule('Bug', typeIs('bug'), owner, backup)];
const bug = { type: 'bug' };
const openCase = async (ticket_id: string) => {
	const fields = readCaseFields({ source: 'availability', ticket_id });
	const context = { command_id: `open-${ticket_id}`, actor: { kind: 'system', id: 'test' } } as const;
	return (await (await storeOfNodes()).execute(null, { kind: 'open', fields }, context)).case.case_id;
};
const roleOf = async (name: string) => (await (await storeOfNodes()).getDefinition({ kind: 'role', name }))?.body;

beforeAll(async () => {
	await saveRole('Staffed', {
		backup_role: 'Second',
		accountable_role: 'Head',
		informed_roles: ['Board'],
		calendar: null,
	});
	await saveRole('Second');
	await saveRole('Off duty', { on_duty: false, backup_role: 'Second' });
	await saveRole('All at lunch', {}, [false, false]);
	await saveRole('Empty', { backup_role: 'Also empty' }, []);
	await saveRole('Also empty', {}, []);
	await saveRole('Gone');
	const store = await storeOfNodes();
	const context = { command_id: 'retire-gone', actor: { kind: 'human', id: 'ada' } } as const;
	await store.executeDefinition({ kind: 'role', name: 'Gone' }, { kind: 'retire' }, context);
});

test('what a rule does not name comes from the saved role', async () => {
	const { assigned, hints } = await run(rules('Staffed'), [bug], { caseId: await openCase('saved') });
	expect(ownerOf(assigned[0])).toMatchObject({
		role: 'Staffed',
		backup_role: 'Second',
		accountable_role: 'Head',
		informed: ['Board'],
	});
	expect(ownerOf(assigned[0])).not.toHaveProperty('skipped');
	expect(hints).toEqual([]);
});

test.each([
	['is off duty', 'Off duty', 'off_duty', 'is off duty'],
	['has nobody on duty', 'All at lunch', 'no_members', 'has no members'],
	['was retired', 'Gone', 'role_unknown', 'is not known'],
])('R9: a role that %s leaves it to the backup, and a hint says so', async (_, role, why, words) => {
	const { assigned, hints } = await run(rules(role, 'Second'), [bug], { caseId: await openCase(role) });
	expect(ownerOf(assigned[0])).toMatchObject({
		role: 'Second',
		outcome: 'Second',
		decided_by: 'rule',
		label: null,
		skipped: [{ role, as: 'primary', code: 'primary_unavailable', why }],
		reason: `Rule 'Bug' matched; '${role}' ${words}`,
	});
	expect(hints).toEqual([`Passed over because they cannot act: ${role} (${why.replace('_', ' ')}) 1`]);
});

test('R9: with role and backup empty it goes to triage as an ownership lapse, also on the case', async () => {
	await saveRole('Desk');
	const more = { options: { unstaffed: 'unavailable' }, fallbackRole: byName('Desk') };
	const caseId = await openCase('lapse');
	const { triage, assigned } = await run(rules('Empty'), [bug], { ...more, caseId });
	expect(assigned).toEqual([]);
	expect(ownerOf(triage[0])).toMatchObject({
		role: 'Desk',
		outcome: 'triage',
		label: 'owner.lapse',
		skipped: [
			{ role: 'Empty', code: 'primary_unavailable', why: 'no_members' },
			{ role: 'Also empty', code: 'backup_unavailable', why: 'no_members' },
		],
	});
	const held = await (await storeOfNodes()).getCase(caseId);
	expect(held?.owner).toMatchObject({ role: 'Desk', decided_by: 'default' });

	await saveRole('Empty', {}, [true]);
	const later = await run(rules('Empty'), [bug], { ...more, caseId });
	expect(ownerOf(later.triage[0])).toMatchObject({ role: 'Desk', reason: `Case ${caseId} keeps its owner Desk` });
	await saveRole('Empty', { backup_role: 'Also empty' }, []);
});

test('roles without members get cases all the same unless they count as unavailable, and a hint names them', async () => {
	const { assigned, hints } = await run(rules('Empty'), [bug], { caseId: await openCase('empty') });
	expect(ownerOf(assigned[0])).toMatchObject({ role: 'Empty', backup_role: 'Also empty' });
	expect(hints).toEqual(['Roles Empty and Also empty have nobody on them yet. Add members, so that somebody acts.']);
});

test('a role that nobody knew is made without members, whether or not the decision is recorded', async () => {
	const { hints } = await run(rules('New', 'New backup'), [bug]);
	expect(hints[0]).toBe('Roles New and New backup have nobody on them yet. Add members, so that somebody acts.');
	for (const name of ['New', 'New backup']) expect((await roleOf(name)) as RoleBody).toMatchObject({ members: [] });
	await run(rules('Newer'), [bug], { caseId: await openCase('newer') });
	expect(await roleOf('Newer')).toMatchObject({ members: [] });
	const versions = await (await storeOfNodes()).listVersions({ kind: 'role', name: 'Newer' });
	expect(versions).toHaveLength(1);
});

test('a role that a rule names and that owns nothing is not made', async () => {
	await run(rules('Never reached'), [{ type: 'x' }]);
	expect(await roleOf('Never reached')).toBeUndefined();
});

test('without the check every role is available, and nothing is made', async () => {
	const { assigned, hints } = await run(rules('Off duty'), [bug], { options: { checkAvailability: false } });
	expect(ownerOf(assigned[0])).toMatchObject({ role: 'Off duty', backup_role: null });
	expect(hints).toEqual([expect.stringContaining('1 decision not recorded')]);
	await run(rules('Unchecked'), [bug], { options: { checkAvailability: false } });
	expect(await roleOf('Unchecked')).toBeUndefined();
});

test('what somebody chose is looked at for availability as well', async () => {
	const options = { chosenRole: 'Off duty' };
	const { assigned } = await run(rules('Staffed'), [bug], { options });
	expect(ownerOf(assigned[0])).toMatchObject({
		role: 'Second',
		decided_by: 'override',
		skipped: [{ role: 'Off duty' }],
	});
});

test('roles that back each other up end with triage', async () => {
	await saveRole('Chicken', { on_duty: false, backup_role: 'Egg' });
	await saveRole('Egg', { on_duty: false, backup_role: 'Chicken' });
	const { triage } = await run(rules('Chicken'), [bug]);
	expect(ownerOf(triage[0])).toMatchObject({ role: 'Triage', label: 'owner.lapse' });
});

test('each role is read once a run, however many items it owns', async () => {
	const store = await storeOfNodes();
	const read = jest.spyOn(store, 'getDefinition');
	await run(
		rules('Staffed'),
		Array.from({ length: 20 }, () => bug),
	);
	const names = read.mock.calls.map(([{ name }]) => name);
	read.mockRestore();
	expect(names.sort()).toEqual(['Second', 'Staffed', 'Triage']);
});

test('the verdict of the store is whole', async () => {
	expect((await (await storeOfNodes()).verify()).findings).toEqual([]);
});

import { storeOfNodes } from '../harness/stores';
import { caseOf, onCase, openOne, run } from './triageCase';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const to = (role: string, more: object = {}) => ({
	newOwnerRole: byName(role),
	reason: 'The charge was made twice',
	backupRole: byName(''),
	...more,
});
const transfer = async (caseId: string, parameters: object) =>
	await run('transfer', onCase(caseId, parameters), [{ mine: 1 }]);
const actor = { kind: 'system', id: 'test' } as const;

describe('Transfer', () => {
	test('gives a case to another role; the first owner stays accountable', async () => {
		const { case_id } = await openOne();
		await transfer(case_id, to('Billing'));
		const result = await transfer(case_id, to('Product', { backupRole: byName('Product-Lead') }));
		expect(result.items('Case', 1)).toEqual([]);
		expect(result.items('Case')).toMatchObject([{ pairedItem: { item: 0 }, json: { mine: 1, triage: { case_id } } }]);
		expect(caseOf(result.items('Case')[0])).toMatchObject({
			version: 3,
			owner: {
				role: 'Product',
				backup_role: 'Product-Lead',
				decided_by: 'override',
				reason: 'The charge was made twice',
			},
			accountable_role: 'Billing',
			thrash: null,
		});
	});

	test('takes the backup that is set for the role where none is chosen', async () => {
		const { case_id } = await openOne();
		const body = { backup_role: 'Data-Lead' };
		const context = { command_id: `role-${case_id}`, actor };
		await (await storeOfNodes()).executeDefinition({ kind: 'role', name: 'Data' }, { kind: 'save', body }, context);
		const result = await transfer(case_id, to('Data'));
		expect(caseOf(result.items('Case')[0])?.owner).toMatchObject({ role: 'Data', backup_role: 'Data-Lead' });
		const chosen = await transfer(case_id, to('Data', { backupRole: byName('Other-Lead') }));
		expect(caseOf(chosen.items('Case')[0])?.owner).toMatchObject({ role: 'Data', backup_role: 'Other-Lead' });
	});

	test('M6: a case that goes to and fro is flagged', async () => {
		const { case_id } = await openOne();
		for (const role of ['Billing', 'Product']) await transfer(case_id, to(role));
		const result = await transfer(case_id, to('Billing'));
		expect(caseOf(result.items('Case')[0])?.thrash).toMatchObject({ signs: ['ping_pong'] });
	});

	test('Q4: an old expected version leaves by Conflict, moves nothing, and opens a task to reconcile', async () => {
		const { case_id } = await openOne();
		await transfer(case_id, to('Billing'));
		const late = await transfer(case_id, to('Product', { options: { expectedVersion: 1 } }));
		expect(late.items('Case')).toEqual([]);
		expect(late.items('Case', 1)[0]?.json).toMatchObject({
			mine: 1,
			triage: {
				case: { version: 3, owner: { role: 'Billing' } },
				task: { type: 'reconcile', title: 'Conflicting writes: a transfer', owner_role: 'Billing' },
				refusal: { code: 'CASE_VERSION_CONFLICT', message: `Case ${case_id} is at version 2, not 1` },
			},
		});
	});

	test.each([
		['a new owner role', to('={{ $json.none }}')],
		['a reason', to('Product', { reason: '={{ $json.none }}' })],
	])('without %s leaves by Conflict, and the trail notes it', async (missing, parameters) => {
		const { case_id } = await openOne();
		const result = await transfer(case_id, parameters);
		expect(result.items('Case', 1)[0]?.json.triage).toMatchObject({
			case: { owner: null, version: 2 },
			refusal: {
				code: 'CASE_GUARD_UNMET',
				message: `Case ${case_id} cannot be transferred without ${missing}`,
			},
		});
	});

	test.each([
		[to('ada@example.com'), "'New Owner Role' looks like the e-mail address of a person"],
		[to('Product', { backupRole: byName('x'.repeat(101)) }), "'Backup Role' is 101 characters long; at most 100"],
		[to('Product', { reason: 'x'.repeat(501) }), "'Reason' is 501 characters long; at most 500 are kept"],
		[to('Product', { caseId: 'C-0404' }), "There is no case 'C-0404'"],
	])('names a parameter it cannot use, case %#', async (parameters, message) => {
		const { case_id } = await openOne();
		const { error } = await transfer(case_id, parameters);
		expect(error?.message).toContain(message);
	});
});

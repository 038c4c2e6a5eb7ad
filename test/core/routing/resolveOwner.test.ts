import { decide, resolveOwner, type OwnerContext, type RoleRecord, type RoutingTable } from '../../../core';

const table: RoutingTable = {
	id: 't',
	columns: [{ field: 'type', type: 'string' }],
	rules: [
		{
			id: 'billing',
			when: { type: 'billing' },
			then: { owner_role: 'Billing', backup_role: 'Finance', informed: ['Sales'] },
		},
		{
			id: 'bug',
			when: { type: 'bug' },
			then: {
				owner_role: 'Product',
				accountable_role: 'CTO-Office',
				respond_within: { amount: 4, unit: 'hours' },
				priority: 'high',
			},
		},
		{ id: 'self', when: { type: 'self' }, then: { owner_role: 'Billing', backup_role: 'Billing' } },
	],
};
const staffed = (name: string, more: Partial<RoleRecord> = {}): RoleRecord => ({ name, member_count: 2, ...more });
const roles = [
	staffed('Billing'),
	staffed('Finance', { backup_role: 'Controlling' }),
	staffed('Controlling'),
	staffed('Product', { backup_role: 'Platform' }),
	staffed('Platform'),
	staffed('Triage', { backup_role: 'Lead' }),
];
const withRole = (name: string, more: Partial<RoleRecord>) =>
	roles.map((role) => (role.name === name ? { ...role, ...more } : role));
const resolve = (type: string, context: Partial<OwnerContext> = {}) =>
	resolveOwner(decide(table, { type }), { triage_role: 'Triage', roles, ...context });

test('the role that was decided on owns the case, with the backup that the rule names', () => {
	expect(resolve('billing')).toEqual({
		outcome: 'Billing',
		owner_role: 'Billing',
		backup_role: 'Finance',
		accountable_role: 'Billing',
		informed: ['Sales'],
		decided_by: 'rule',
		rule: 'billing',
		label: null,
		skipped: [],
		reason: "Rule 'billing' matched",
	});
});

test('else with the backup of the role itself; the accountable role and the terms stay', () => {
	expect(resolve('bug')).toMatchObject({
		owner_role: 'Product',
		backup_role: 'Platform',
		accountable_role: 'CTO-Office',
		respond_within: { amount: 4, unit: 'hours' },
		priority: 'high',
	});
});

test('what the rule does not name comes from the role that owns the case', () => {
	const raci = { accountable_role: 'CFO-Office', consulted_roles: ['Legal'], informed_roles: ['Board'] };
	expect(resolve('billing', { roles: withRole('Billing', raci) })).toMatchObject({
		accountable_role: 'CFO-Office',
		consulted: ['Legal'],
		informed: ['Sales'],
	});
	expect(resolve('bug', { roles: withRole('Product', raci) })).toMatchObject({
		accountable_role: 'CTO-Office',
		informed: ['Board'],
	});
	const away = withRole('Billing', { ...raci, on_duty: false });
	expect(resolve('billing', { roles: away })).toMatchObject({ owner_role: 'Finance', accountable_role: 'Finance' });
});

test.each([
	['no active member', { member_count: 0 }, 'no_members', "'Billing' has no members"],
	['nobody on duty', { on_duty: false }, 'off_duty', "'Billing' is off duty"],
])('R9: a primary role with %s leaves it to the backup, which answers for the case', (_, state, why, words) => {
	expect(resolve('billing', { roles: withRole('Billing', state) })).toMatchObject({
		outcome: 'Finance',
		owner_role: 'Finance',
		backup_role: 'Controlling',
		accountable_role: 'Finance',
		decided_by: 'rule',
		label: null,
		skipped: [{ role: 'Billing', as: 'primary', code: 'primary_unavailable', why }],
		reason: `Rule 'billing' matched; ${words}`,
	});
});

test('R9: with both empty it goes to triage as an ownership lapse', () => {
	const empty = withRole('Billing', { member_count: 0 }).filter(({ name }) => name !== 'Finance');
	expect(resolve('billing', { roles: empty })).toMatchObject({
		outcome: 'triage',
		owner_role: 'Triage',
		backup_role: 'Lead',
		accountable_role: 'Triage',
		rule: 'billing',
		label: 'owner.lapse',
		skipped: [
			{ role: 'Billing', as: 'primary', code: 'primary_unavailable', why: 'no_members' },
			{ role: 'Finance', as: 'backup', code: 'backup_unavailable', why: 'role_unknown' },
		],
		reason: "Rule 'billing' matched; 'Billing' has no members; 'Finance' is not known",
	});
});

test('the triage role gets the case even where it is empty, which is listed', () => {
	expect(resolve('billing', { roles: [] })).toMatchObject({
		owner_role: 'Triage',
		label: 'owner.lapse',
		skipped: [
			{ role: 'Billing' },
			{ role: 'Finance' },
			{ role: 'Triage', as: 'triage', code: 'triage_unavailable', why: 'role_unknown' },
		],
	});
});

test('what nothing decides goes to the triage role with the label of the decision', () => {
	expect(resolve('question')).toMatchObject({
		outcome: 'triage',
		owner_role: 'Triage',
		accountable_role: 'Triage',
		decided_by: 'default',
		label: 'route.no_match',
		skipped: [],
	});
});

test('a role is its own backup for nobody', () => {
	expect(resolve('self')).not.toHaveProperty('backup_role');
	expect(resolve('self', { roles: withRole('Billing', { on_duty: false }) })).toMatchObject({
		owner_role: 'Triage',
		skipped: [{ role: 'Billing', as: 'primary' }],
	});
});

test('members that nobody keeps count as staffed, and without records every role is available', () => {
	expect(resolve('billing', { roles: [{ name: 'Billing' }] }).owner_role).toBe('Billing');
	expect(resolve('billing', { roles: [{ name: 'Billing', member_count: null }] }).owner_role).toBe('Billing');
	expect(resolve('billing', { roles: undefined })).toMatchObject({
		owner_role: 'Billing',
		backup_role: 'Finance',
		skipped: [],
	});
});

test('what somebody chose comes before every rule, and is looked at for availability as well', () => {
	const override = { role: ' Product ', reason: 'known customer' };
	expect(resolve('billing', { override })).toMatchObject({
		outcome: 'Product',
		owner_role: 'Product',
		backup_role: 'Platform',
		accountable_role: 'Product',
		decided_by: 'override',
		rule: null,
		label: null,
		reason: "'Product' was chosen: known customer",
	});
	expect(resolve('question', { override, roles: withRole('Product', { on_duty: false }) })).toMatchObject({
		owner_role: 'Platform',
		decided_by: 'override',
		skipped: [{ role: 'Product', code: 'primary_unavailable', why: 'off_duty' }],
	});
});

test.each([
	['nobody', '', "'override' names no role"],
	['a person', 'ada@example.com', "'override' looks like the e-mail address of a person"],
])('choosing %s is misuse', (_, role, message) => {
	expect(() => resolve('billing', { override: { role } })).toThrow(message);
});

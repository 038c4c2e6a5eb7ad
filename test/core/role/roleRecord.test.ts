import { isUnstaffed, readRoleBody, roleRecord } from '../../../core';

const body = (value: object) => readRoleBody(value, 'Billing');
const member = (id: string, on_duty: boolean) => ({ id, on_duty });

test('a role has what a case asks of it', () => {
	const saved = body({
		backup_role: 'Finance',
		accountable_role: 'Head',
		consulted_roles: ['Legal'],
		informed_roles: ['Board'],
		members: [member('a', true), member('b', false)],
	});
	expect(roleRecord('Billing', saved, 'available')).toEqual({
		name: 'Billing',
		on_duty: true,
		backup_role: 'Finance',
		accountable_role: 'Head',
		consulted_roles: ['Legal'],
		informed_roles: ['Board'],
		member_count: 1,
	});
});

test.each([
	['members of whom nobody is on duty', [member('a', false)], 'available', 0],
	['members of whom nobody is on duty', [member('a', false)], 'unavailable', 0],
	['no members, where that counts as available', [], 'available', null],
	['no members, where that counts as unavailable', [], 'unavailable', 0],
] as const)('with %s', (_, members, choice, member_count) => {
	expect(roleRecord('Billing', body({ members }), choice).member_count).toBe(member_count);
});

test('only a role that nobody was put on is unstaffed', () => {
	expect(isUnstaffed(body({}))).toBe(true);
	expect(isUnstaffed(body({ members: [member('a', false)] }))).toBe(false);
});

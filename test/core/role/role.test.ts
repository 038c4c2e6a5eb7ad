import { definitionFormats, openBody, readRoleBody, sealBody, type RoleBody, type TriageError } from '../../../core';

const ada = { id: 'm-1', name: 'Ada', handles: { slack: '@ada', email: 'ada@example.com' } };
const target = { kind: 'role', name: 'Billing' } as const;

const findingsOf = (body: unknown) => {
	try {
		readRoleBody(body, 'Billing');
	} catch (error) {
		const { code, details } = error as TriageError;
		expect(code).toBe('DEFINITION_INVALID');
		return (details.findings as Array<{ pointer: string; message: string }>).map(
			(one) => `${one.pointer} ${one.message}`,
		);
	}
	return [];
};

test('a role that is only named has defaults: on duty, answering for itself, staffed by nobody', () => {
	expect(readRoleBody({}, 'Billing')).toEqual({
		description: null,
		on_duty: true,
		backup_role: null,
		accountable_role: 'Billing',
		consulted_roles: [],
		informed_roles: [],
		calendar: null,
		members: [],
	});
});

test('a role keeps all that is said about it', () => {
	const body: RoleBody = {
		description: 'Charges and refunds',
		on_duty: false,
		backup_role: 'Finance-Lead',
		accountable_role: 'Finance-Lead',
		consulted_roles: ['Legal'],
		informed_roles: ['Support', 'Product'],
		calendar: 'Berlin office',
		members: [
			{ ...ada, on_duty: true },
			{ id: 'm-2', on_duty: false, name: null, handles: {} },
		],
	};
	expect(readRoleBody(body, 'Billing')).toEqual(body);
	const sealed = sealBody(definitionFormats, target, body);
	expect(openBody(definitionFormats, 'role', sealed.bytes, sealed.personal)).toEqual(body);
});

test('names and handles of its members are kept apart, one part a member, and can be missing', () => {
	const sealed = sealBody(definitionFormats, target, {
		members: [ada, { id: 'm-2', handles: { sms: '+49 30 1' } }, { id: 'm-3' }],
	});
	const kept = Buffer.from(sealed.bytes).toString();
	expect(kept).not.toMatch(/Ada|@|49/);
	expect(JSON.parse(kept)).toMatchObject({ members: [{ id: 'm-1', on_duty: true }, { id: 'm-2' }, { id: 'm-3' }] });
	expect(sealed.personal.map(({ subject }) => subject)).toEqual(['m-1', 'm-2']);
	const erased = openBody(definitionFormats, 'role', sealed.bytes, sealed.personal.slice(1)) as RoleBody;
	expect(erased.members).toEqual([
		{ id: 'm-1', on_duty: true, name: null, handles: {} },
		{ id: 'm-2', on_duty: true, name: null, handles: { sms: '+49 30 1' } },
		{ id: 'm-3', on_duty: true, name: null, handles: {} },
	]);
});

test('all that is wrong is told at once, each with its place', () => {
	const body = {
		owner: 'x',
		on_duty: 'yes',
		backup_role: 'Billing',
		accountable_role: 7,
		consulted_roles: 'Legal',
		informed_roles: ['ok', 'x'.repeat(101)],
		members: [
			'ada',
			{ id: 'ada@example.com' },
			{ id: 'm-1', email: 'x' },
			{ id: 'm-1', handles: { 'Slack ': '@a', mail: 5 } },
			{ handles: [] },
		],
	};
	expect(findingsOf(body)).toEqual([
		"/owner 'owner' is not known",
		"/on_duty 'on_duty' is of type string; true or false is expected",
		"/accountable_role 'Role name' is of type number; a text is expected",
		"/consulted_roles 'consulted_roles' is of type string; a list is expected",
		"/informed_roles/1 'Role name' is 101 characters long; at most 100 are kept",
		"/members/0 'members/0' is of type string; an object is expected",
		'/members/1/id The id "ada@example.com" looks like an e-mail address',
		"/members/2/email 'email' is not known",
		"/members/3/handles 'Slack ' is no channel",
		"/members/3/handles/mail 'members/3/handles/mail' is of type number; a text is expected",
		'/members/4/id Member 4 has no id',
		"/members/4/handles 'members/4/handles' is a list; an object by channel is expected",
		'/backup_role The role is its own backup',
		'/members Two members have the id "m-1"',
	]);
});

test.each([null, 'x', 7, [], undefined])('%j is no role', (body) => {
	expect(findingsOf(body)).toEqual([expect.stringContaining('an object is expected')]);
});

test('hostile keys and sizes are named, and none becomes a property of all objects', () => {
	const hostile = JSON.parse(
		'{"__proto__": {"on_duty": false}, "members": [{"id": "m", "handles": {"__proto__": "x"}}]}',
	) as unknown;
	expect(findingsOf(hostile)).toEqual([
		"/__proto__ '__proto__' is not known",
		"/members/0/handles '__proto__' is no channel",
	]);
	const many = Array.from({ length: 31 }, (_, index) => ({ id: `m-${index}` }));
	expect(findingsOf({ members: many })).toEqual(["/members 'members' has 31 entries; at most 30 are kept"]);
});

import fc from 'fast-check';

import {
	caseModes,
	caseStates,
	exceptionOfLapse,
	findLapses,
	ownerLapses,
	type OwnerLapse,
	type RoleStanding,
	type WatchedCase,
} from '../../../core';

const start = Date.parse('2026-05-04T09:00:00.000Z');
const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();

const given = (more: Partial<WatchedCase> = {}): WatchedCase => ({
	state: 'queued',
	mode: 'live',
	opened_at: at(0),
	owner: { role: 'Billing', backup_role: 'Finance', assigned_at: at(1) },
	until: null,
	is_watched: false,
	escalated_at: null,
	...more,
});

/** Roles by the minute since when nobody of them takes work, and who stands in for them. */
const rolesOf = (entries: Record<string, number | [number | null, string]>) =>
	new Map<string, RoleStanding>(
		Object.entries(entries).map(([name, entry]) => {
			const [since, backup_role] = Array.isArray(entry) ? entry : [entry, null];
			return [name, { inactive_since: since === null ? null : at(since), backup_role }];
		}),
	);

const find = (more: Partial<WatchedCase>, roles = rolesOf({}), minute = 100) =>
	findLapses(given(more), roles, at(minute)).map(({ kind, since }) => [kind, (Date.parse(since) - start) / 60_000]);

describe('the owner of a case', () => {
	test.each<[string, Partial<WatchedCase>, Parameters<typeof rolesOf>[0], unknown[]]>([
		['is there and can act', {}, {}, []],
		['is missing', { owner: null }, {}, [['no_owner', 0]]],
		['is off duty, its backup is not', {}, { Billing: 5 }, []],
		['is off duty as its backup is', {}, { Billing: 5, Finance: 7 }, [['inactive_role', 7]]],
		['was given the case while both were off duty', {}, { Billing: -90, Finance: -80 }, [['inactive_role', 1]]],
		[
			'is off duty and has no backup',
			{ owner: { role: 'Billing', backup_role: null, assigned_at: at(1) } },
			{ Billing: 5 },
			[['inactive_role', 5]],
		],
		[
			'is off duty; the role has a backup, though the case names none',
			{ owner: { role: 'Billing', backup_role: null, assigned_at: at(1) } },
			{ Billing: [5, 'Lead'], Lead: [null, 'Billing'] },
			[],
		],
		[
			'is off duty as that backup is',
			{ owner: { role: 'Billing', backup_role: null, assigned_at: at(1) } },
			{ Billing: [5, 'Lead'], Lead: 9 },
			[['inactive_role', 9]],
		],
	])('%s', (_, more, roles, expected) => {
		expect(find(more, rolesOf(roles))).toEqual(expected);
	});

	test.each([
		['shadow', { mode: 'shadow' }],
		['approval', { mode: 'approval' }],
		['resolved', { state: 'resolved' }],
		['failed', { state: 'failed' }],
	] as Array<[string, Partial<WatchedCase>]>)('is nobody the audit asks for where the case is %s', (_, more) => {
		expect(find({ owner: null, until: at(1), ...more })).toEqual([]);
	});

	test('is waited for as long as the grace, and not a millisecond longer', () => {
		const look = (now: number, grace_seconds?: number) =>
			findLapses(given({ owner: null }), new Map(), new Date(now).toISOString(), { grace_seconds }).length;
		expect([look(start + 899_999), look(start + 900_000)]).toEqual([0, 1]);
		expect([look(start + 59_999, 60), look(start + 60_000, 60)]).toEqual([0, 1]);
	});
});

describe('a time limit of a case', () => {
	test.each<[string, Partial<WatchedCase>, unknown[]]>([
		['is to come', { until: at(200) }, []],
		['passed and nobody was told', { until: at(30) }, [['silent_time_limit', 30]]],
		['passed a moment ago', { until: at(86) }, []],
		['passed while a timer goes on', { until: at(30), is_watched: true }, []],
		['passed, and a role was told then', { until: at(30), escalated_at: at(30) }, []],
		['passed, and a role was told before', { until: at(30), escalated_at: at(29) }, [['silent_time_limit', 30]]],
	])('%s', (_, more, expected) => {
		expect(find(more)).toEqual(expected);
	});

	test('passes beside an owner that is missing: both are told', () => {
		expect(find({ owner: null, until: at(30) })).toEqual([
			['no_owner', 0],
			['silent_time_limit', 30],
		]);
	});
});

const minute = fc.integer({ min: -60, max: 300 });
const standing = fc.record({
	inactive_since: fc.option(minute.map(at)),
	backup_role: fc.constantFrom(null, 'Finance', 'Lead'),
});
const watchedCase: fc.Arbitrary<WatchedCase> = fc.record({
	state: fc.constantFrom(...caseStates),
	mode: fc.constantFrom(...caseModes),
	opened_at: minute.map(at),
	owner: fc.option(
		fc.record({
			role: fc.constantFrom('Billing', 'Lead'),
			backup_role: fc.constantFrom(null, 'Finance'),
			assigned_at: minute.map(at),
		}),
	),
	until: fc.option(minute.map(at)),
	is_watched: fc.boolean(),
	escalated_at: fc.option(minute.map(at)),
});
const roles = fc
	.dictionary(fc.constantFrom('Billing', 'Finance', 'Lead'), standing)
	.map((each) => new Map(Object.entries(each)));

test('a lapse is found at every look from its grace on under one name, each kind once, and never before', () => {
	const named = ({ kind, since }: OwnerLapse) => `${kind} ${since}`;
	fc.assert(
		fc.property(watchedCase, roles, minute, minute, (watched, standings, one, other) => {
			const [early, late] = [Math.min(one, other), Math.max(one, other)].map((each) =>
				findLapses(watched, standings, at(each)),
			) as [OwnerLapse[], OwnerLapse[]];
			expect(late.map(named)).toEqual(expect.arrayContaining(early.map(named)));
			expect(new Set(late.map(({ kind }) => kind)).size).toBe(late.length);
			for (const { since } of late) expect(since <= at(Math.max(one, other) - 15)).toBe(true);
		}),
	);
});

test('a case whose owner or backup can act has no lapse of its role', () => {
	fc.assert(
		fc.property(watchedCase, roles, minute, (watched, standings, now) => {
			const { owner } = watched;
			if (owner === null) return;
			standings.set(owner.role, { inactive_since: null, backup_role: null });
			expect(findLapses(watched, standings, at(now)).map(({ kind }) => kind)).not.toContain('inactive_role');
			expect(findLapses(watched, standings, at(now)).map(({ kind }) => kind)).not.toContain('no_owner');
		}),
	);
});

test.each(ownerLapses)('%s is an exception of the operator role that no line keeps open', (kind) => {
	const lapsed = { kind, since: at(0), case_id: 'C-0001', owner_role: 'Billing' };
	const exception = exceptionOfLapse(lapsed, 'Support-Lead');
	expect(exception).toMatchObject({
		label: 'owner.lapse',
		owner_role: 'Support-Lead',
		backup_role: 'Triage',
		case_id: 'C-0001',
		remediation: [{ required: false }],
	});
	expect(exception.failure).toContain(at(0));
	expect(exceptionOfLapse({ ...lapsed, since: at(1) }, 'Triage').fingerprint).not.toBe(exception.fingerprint);
});

import fc from 'fast-check';

import {
	decideException,
	deadlineOf,
	evolveException,
	exceptionCommands,
	missingToResolve,
	defaultResolutionSeconds,
	readException,
	rootCauseLabels,
	type ExceptionCommand,
	type TriageException,
	type TriageError,
} from '../../../core';
import { entriesOf, GivenException, keeping, opening, plus, values } from './given';

const findingsOf = (more: object): string[] => {
	try {
		readException({ ...values, ...more });
		return [];
	} catch (error) {
		const { code, details } = error as TriageError;
		expect(code).toBe('EXCEPTION_INVALID');
		return (details.findings as Array<{ message: string }>).map(({ message }) => message);
	}
};

describe('what is opened', () => {
	test.each([
		['an owner role', { owner_role: '' }, "'Owner Role' is empty"],
		['a backup role', { backup_role: null }, "'Backup Role' is empty"],
		['a backup role other than the owner', { backup_role: 'Triage' }, "'Backup Role' is 'Triage', which is the owner"],
		['a time limit', { ttl_seconds: 0 }, "'Respond Within' is 0 in seconds"],
		['a time limit that is a number', { ttl_seconds: '4' }, '\'Respond Within\' is "4" in seconds'],
		['a time to resolve', { resolution_seconds: Number.NaN }, "'Resolve Within' is NaN in seconds"],
		[
			'time to resolve it after the time to respond',
			{ ttl_seconds: 90_000, resolution_seconds: 86_400 },
			"'Resolve Within' is shorter",
		],
		['a remediation', { remediation: [] }, "'Remediation' has no line"],
		['a remediation that says something', { remediation: [' ', '\n'] }, "'Remediation' has no line"],
		['a short remediation', { remediation: Array(51).fill('a') }, "'Remediation' has 51 lines; at most 50"],
		['a case or trigger', { case_id: null, trigger_id: '' }, 'It is about neither a case nor a trigger'],
		['a known label', { label: 'sys.tired' }, '\'Root-Cause Label\' is "sys.tired"; allowed are schema.required'],
		['a role and no person', { owner_role: 'ada@example.com' }, "'Owner Role' looks like the e-mail address"],
		['a moment of arrival that is one', { received_at: 'soon' }, '\'Received At\' is "soon"'],
	])('Q5: is refused without %s', (_, more, message) => {
		expect(findingsOf(more)).toEqual([expect.stringContaining(message)]);
	});

	test.each([
		[3600, 86_400],
		[3 * 86_400, 6 * 86_400],
	])('%d seconds to respond leave %d to resolve it where nothing is said', (ttl, resolution) =>
		expect(defaultResolutionSeconds(ttl)).toBe(resolution),
	);

	test('everything that is missing is told at once', () => {
		expect(findingsOf({ owner_role: '', ttl_seconds: -1, remediation: [], case_id: null })).toHaveLength(4);
	});

	test('may have a root cause that is not known yet', () => {
		expect(opening({ label: undefined }).label).toBe('unknown');
	});

	test('has deadlines, and keeps what failed where', () => {
		const { state } = new GivenException(opening({ attempts: 3, severity: 'high' }));
		expect(state).toEqual({
			exception_id: 'EX-0001',
			version: 1,
			state: 'open',
			label: 'sys.timeout',
			severity: 'high',
			owner_role: 'Triage',
			backup_role: 'Support-Lead',
			case_id: 'C-0001',
			trigger_id: null,
			source: { workflow: 'Triage tickets', node: 'Suppress contact', execution: '17' },
			due_at: plus(240),
			resolve_by: plus(1440),
			overdue_at: plus(240),
			ttl_seconds: 14_400,
			resolution_seconds: 86_400,
			calendar: null,
			further_roles: [],
			remediation: [
				{ text: 'Ask the campaign team', required: true, ticked_at: null },
				{ text: 'Tell the customer', required: false, ticked_at: null },
			],
			first_failure: 'The campaign system did not answer',
			last_failure: 'The campaign system did not answer',
			attempts: 3,
			occurrences: 1,
			last_seen_at: plus(0),
			dedup_key: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
			redrive_count: 0,
			payload: { digest: null, is_kept: false, stripped: [] },
			idempotency_key: null,
			received_at: null,
			subject: null,
			acknowledged_by: null,
			resolution: null,
			opened_at: plus(0),
			updated_at: plus(0),
			resolved_at: null,
		});
	});

	test('counts its time in the open hours of a calendar', () => {
		const calendar = {
			name: 'Office',
			timezone: 'UTC',
			hours: { mon: [['09:00', '11:00']], tue: [['09:00', '17:00']] },
		};
		const { state } = new GivenException(opening({ calendar: calendar as never, resolution_seconds: 6 * 3600 }));
		expect([state?.due_at, state?.resolve_by]).toEqual(['2026-01-06T11:00:00.000Z', '2026-01-06T13:00:00.000Z']);
	});

	test('goes to its backup role and then to further roles, each after as long', () => {
		const { chain } = deadlineOf(opening({ further_roles: ['Head-of-Support'] }));
		expect(chain.steps).toEqual([
			{ target_role: 'Support-Lead', wait_seconds: 14_400, action: 'reassign' },
			{ target_role: 'Head-of-Support', wait_seconds: 14_400, action: 'reassign' },
		]);
		expect(chain.on_exhausted).toEqual({ fallback_role: 'Head-of-Support', wait_seconds: 14_400 });
	});
});

describe('the same again', () => {
	test('is another occurrence, which keeps the deadline and may raise the severity', () => {
		const given = new GivenException(opening({ severity: 'low' })).wait(60);
		expect(entriesOf(given.send(opening({ severity: 'urgent', attempts: 2 })))).toEqual([
			['exception.repeated', { attempts: 2, severity: 'urgent' }],
		]);
		expect(entriesOf(given.send(opening({ severity: 'normal' })))).toEqual([['exception.repeated', { attempts: 1 }]]);
		expect(given.state).toMatchObject({
			occurrences: 3,
			attempts: 4,
			severity: 'urgent',
			due_at: plus(240),
			last_seen_at: plus(60),
		});
	});

	test('is an exception of its own once the time for it is over', () => {
		const given = new GivenException(opening()).wait(1440);
		expect(given.send(opening())).toMatchObject({ begins: false });
		expect(given.wait(1441).send(opening())).toMatchObject({ begins: true });
	});

	test.each([
		['another case', { case_id: 'C-0002' }],
		['another label', { label: 'sys.auth' }],
		['another node', { source: { ...values.source, node: 'Log billing' } }],
		['another failure', { failure: 'It said no' }],
	])('is not %s', (_, more) => {
		const key = (command = opening()) => new GivenException(command).state?.dedup_key;
		expect(key(opening(more))).not.toBe(key());
	});

	test('is told by the fingerprint where there is one', () => {
		const key = (more: object) => new GivenException(opening({ fingerprint: 'A', ...more })).state?.dedup_key;
		expect(key({ failure: 'It said no', label: 'sys.auth' })).toBe(key({}));
		expect(key({ fingerprint: 'B' })).not.toBe(key({}));
	});
});

describe('the end', () => {
	const resolve: ExceptionCommand = { kind: 'resolve', resolution: 'fixed' };

	test('Q6: needs a root cause that is known, and a tick at every required line', () => {
		const given = new GivenException(opening({ label: 'unknown' }));
		expect(given.send(resolve)).toMatchObject({
			outcome: 'refused',
			refusal: {
				code: 'EXCEPTION_GUARD_UNMET',
				message: 'Exception EX-0001 cannot be resolved without a tick at remediation line 1 and a root cause',
			},
			entries: [
				{
					type: 'exception.refused',
					data: { command: 'resolve', missing: ['a tick at remediation line 1', 'a root cause'] },
				},
			],
		});
		given.send({ kind: 'tick', lines: [1] });
		expect(given.send(resolve)).toMatchObject({ refusal: { message: expect.stringMatching(/without a root cause$/) } });
		given.send({ kind: 'set_root_cause', label: 'sys.5xx' });
		expect(given.wait(5).send(resolve)).toMatchObject({ outcome: 'accepted' });
		expect(given.state).toMatchObject({
			state: 'resolved',
			resolution: 'fixed',
			resolved_at: plus(5),
			overdue_at: null,
			dedup_key: null,
		});
	});

	test('a line can be ticked once, and taken back', () => {
		const given = new GivenException(opening(), { kind: 'tick', lines: [1, 2, 1] });
		expect(given.send({ kind: 'tick', lines: [2] })).toEqual({ outcome: 'unchanged' });
		expect(entriesOf(given.send({ kind: 'untick', lines: [1] }))).toEqual([
			['exception.ticked', { done: false, lines: ['1'] }],
		]);
		expect(given.state!.remediation.map(({ ticked_at }) => ticked_at)).toEqual([null, plus(0)]);
		expect(given.send({ kind: 'tick', lines: [0, 2, 3] })).toMatchObject({
			refusal: { code: 'EXCEPTION_LINE_UNKNOWN', message: 'Exception EX-0001 has no remediation lines 0 and 3' },
		});
	});

	test.each(exceptionCommands)('%s is refused after it', (kind) => {
		const given = new GivenException(opening(), { kind: 'tick', lines: [1] }, resolve);
		const command = { kind, lines: [1], resolution: 'fixed', label: 'unknown', owner_role: 'A' } as never;
		expect(given.send(command)).toMatchObject({ refusal: { code: 'EXCEPTION_RESOLVED' } });
	});
});

describe('who has it', () => {
	test('acknowledging leaves time until it has to be resolved', () => {
		const given = new GivenException(opening(), { kind: 'acknowledge', by_role: null });
		expect(given.state).toMatchObject({ state: 'acknowledged', acknowledged_by: 'Triage', overdue_at: plus(1440) });
		expect(given.send({ kind: 'acknowledge', by_role: 'Triage' })).toEqual({ outcome: 'unchanged' });
		expect(given.send({ kind: 'acknowledge', by_role: 'Billing' })).toMatchObject({ outcome: 'accepted' });
	});

	const assign = (owner_role: string, more: object = {}): ExceptionCommand => ({
		kind: 'assign',
		owner_role,
		backup_role: null,
		decided_by: 'override',
		reason: 'They know it',
		...more,
	});

	test('another owner has as long as the first one', () => {
		const given = new GivenException(opening(), { kind: 'acknowledge', by_role: null }).wait(100);
		given.send(assign('Billing'));
		expect(given.state).toMatchObject({
			state: 'open',
			acknowledged_by: null,
			owner_role: 'Billing',
			backup_role: 'Support-Lead',
			due_at: plus(340),
			overdue_at: plus(340),
		});
		expect(given.send(assign('Billing'))).toEqual({ outcome: 'unchanged' });
	});

	test('but not beyond the time to resolve', () => {
		const given = new GivenException(opening()).wait(1400);
		given.send(assign('Billing'));
		expect(given.state).toMatchObject({ due_at: plus(1440) });
	});

	test('the owner before stands in for a backup role that became the owner', () => {
		const given = new GivenException(opening(), assign('Support-Lead'));
		expect(given.state).toMatchObject({ owner_role: 'Support-Lead', backup_role: 'Triage' });
		const escalated = new GivenException(opening(), assign('Support-Lead', { decided_by: 'escalation' }));
		expect(escalated.state).toMatchObject({ owner_role: 'Support-Lead', backup_role: 'Support-Lead' });
	});
});

describe('sending the item again', () => {
	test('is counted, and ends after three times', () => {
		const given = new GivenException(keeping());
		for (const redrive_count of [1, 2, 3]) {
			expect(entriesOf(given.send({ kind: 'redrive' }))).toEqual([['exception.redriven', { redrive_count }]]);
		}
		expect(given.send({ kind: 'redrive' })).toMatchObject({ refusal: { code: 'EXCEPTION_REDRIVE_LIMIT' } });
		expect(given.state).toMatchObject({ redrive_count: 3, due_at: plus(240), state: 'open' });
	});

	test('is refused for an item that is not kept', () => {
		const gone = { refusal: { code: 'EXCEPTION_PAYLOAD_GONE' } };
		expect(new GivenException(opening()).send({ kind: 'redrive' })).toMatchObject(gone);
		const given = new GivenException(keeping());
		given.add({ type: 'part.redacted', data: { n: 'payload' }, command: null });
		expect(given.send({ kind: 'redrive' })).toMatchObject(gone);
	});
});

test('Q4: what was decided on an older version writes nothing', () => {
	const given = new GivenException(opening(), { kind: 'acknowledge', by_role: null });
	expect(given.send({ kind: 'tick', lines: [1] }, 1)).toMatchObject({
		refusal: { code: 'EXCEPTION_VERSION_CONFLICT', message: 'Exception EX-0001 is at version 2, not 1' },
		entries: [],
	});
});

test('what was said can be erased, and the facts stay', () => {
	const given = new GivenException(keeping(), { kind: 'acknowledge', by_role: null });
	const erased = given.trail.reduce<TriageException | null>(
		(state, entry) => evolveException(state, { ...entry, command: null }),
		null,
	);
	expect(erased).toEqual({
		...given.state,
		remediation: given.state!.remediation.map((line) => ({ ...line, text: null })),
		first_failure: null,
		last_failure: null,
		dedup_key: null,
		payload: { ...given.state!.payload, digest: null },
	});
});

const command = fc.oneof(
	fc.constant(opening()),
	fc.record({ kind: fc.constant('acknowledge' as const), by_role: fc.constantFrom(null, 'Billing') }),
	fc.record({
		kind: fc.constantFrom('tick' as const, 'untick' as const),
		lines: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 3 }),
	}),
	fc.record({ kind: fc.constant('set_root_cause' as const), label: fc.constantFrom(...rootCauseLabels) }),
	fc.record({
		kind: fc.constant('assign' as const),
		owner_role: fc.constantFrom('Billing', 'Support-Lead', 'Triage'),
		backup_role: fc.constant(null),
		decided_by: fc.constantFrom('override' as const, 'escalation' as const),
		reason: fc.constant('Asked'),
	}),
	fc.constant({ kind: 'redrive' as const }),
	fc.constant({ kind: 'resolve' as const, resolution: 'fixed' as const }),
);

test('whatever is done, it has an owner and a deadline, is resolved only when nothing is missing, and then stays so', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(command, fc.nat(200)), { maxLength: 30 }), (commands) => {
			const given = new GivenException(keeping({ label: 'unknown' }));
			for (const [next, minutes] of commands) {
				const before = given.wait(minutes).state!;
				const decision = given.send(next);
				const after = given.state!;
				expect(after.owner_role).not.toBe('');
				expect(after.overdue_at === null).toBe(after.state === 'resolved');
				expect(after.redrive_count).toBeLessThanOrEqual(3);
				if (decision.outcome === 'unchanged') expect(after).toBe(before);
				if (after.state === 'resolved') expect(missingToResolve(after)).toEqual([]);
				if (before.state === 'resolved' && next.kind !== 'open') {
					expect({ ...after, version: 0, updated_at: '' }).toEqual({ ...before, version: 0, updated_at: '' });
				}
				expect(given.trail).toHaveLength(after.version);
			}
		}),
	);
});

test('a command needs an exception', () => {
	expect(() => decideException(null, { kind: 'redrive' }, plus(0))).toThrow(RangeError);
});

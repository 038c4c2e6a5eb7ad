import type { CaseCommand, CheckResult } from '../../../core';
import { assign, checkResult, evaluation, GivenCase, opening, resolve, start, transfer } from './given';

const begun = (...more: CaseCommand[]) => new GivenCase([opening, assign('Billing'), start, ...more]);
const failed = (name: string, more: Partial<CheckResult> = {}) => checkResult(name, { status: 'fail', ...more });
const refusalOf = (given: GivenCase) => {
	const decision = given.send(resolve);
	return decision.outcome === 'refused' ? decision.refusal : null;
};

test('a case whose checks pass is resolved', () => {
	const given = begun();
	expect(given.check()).toEqual({
		outcome: 'accepted',
		entries: [
			{
				type: 'qa.evaluated',
				data: {
					stage: 'before_closing',
					passed: true,
					score: '1/1',
					blocking: [],
					warned: [],
					checklist: 'Closing',
					digest: `sha256:${'0'.repeat(64)}`,
					case_version: 3,
				},
			},
		],
	});
	expect(given.send(resolve).outcome).toBe('accepted');
	expect(given.state).toMatchObject({ state: 'resolved', qa: { before_closing: { passed: true, is_stale: false } } });
});

test('a case that was never checked is not resolved', () => {
	const given = begun();
	expect(refusalOf(given)).toEqual({
		code: 'CASE_GUARD_UNMET',
		message: 'Case C-0001 cannot become Resolved without passed checks before closing',
		fix: "Put a QA Checklist node with 'Run At' Before Closing right before, and clear what it names",
	});
	expect(given.state?.state).toBe('in-progress');
	expect(given.trail.at(-1)).toMatchObject({ type: 'command.refused', data: { command: 'resolve', to: 'resolved' } });
});

test.each<[string, CheckResult[], string]>([
	['that do not apply', [checkResult('A', { status: 'not_applicable' })], '0/0'],
	['that hold nothing back', [checkResult('A', { severity: 'warn' })], '1/1'],
])('checks %s prove nothing, so a case is not resolved on them unless a role lets it pass', (_, checks, score) => {
	const given = begun();
	given.check({ checks });
	expect(given.state?.qa.before_closing).toMatchObject({ passed: false, blocking: [] });
	expect(refusalOf(given)!.message).toBe(
		`Case C-0001 cannot become Resolved without passed checks before closing (${score}: no check that blocks applies)`,
	);
	given.check({ checks, warnings_block: score === '1/1', override: { role: 'Lead', reason: 'A test case' } });
	expect(given.send(resolve).outcome).toBe('accepted');
});

test('Q2: a case with one blocker that is not cleared stays where it is, and every check is kept', () => {
	const given = begun();
	const checks = [
		checkResult('Contact updated'),
		failed('Suppression applied'),
		failed('Customer notified', { severity: 'warn' }),
		checkResult('Billing asked', { status: 'not_applicable' }),
	];
	given.check({ checks });
	expect(given.state?.qa.before_closing).toMatchObject({
		passed: false,
		score: '1/3',
		blocking: ['Suppression applied'],
		warned: ['Customer notified'],
	});
	expect(refusalOf(given)?.message).toBe(
		'Case C-0001 cannot become Resolved without passed checks before closing (1/3: Suppression applied)',
	);
	expect(given.state?.state).toBe('in-progress');
	expect(given.trail.find(({ type }) => type === 'qa.evaluated')?.command).toMatchObject({ checks });
});

test.each<[string, CaseCommand]>([
	['a field', { kind: 'update', fields: { subject: 'Charged twice' } }],
	['a step', { kind: 'set_step', step: 'Suppress', status: 'completed' }],
	['the owner', transfer('Product')],
	['the state', { kind: 'change_state', to: 'manual-review', reviewer_role: 'A', checklist: ['B'], ttl_seconds: 60 }],
])('Q3: after a change of %s checks are out of date, and the case is not resolved', (_, command) => {
	const given = begun();
	given.check();
	given.send(command);
	expect(given.state?.qa.before_closing?.is_stale).toBe(true);
	expect(refusalOf(given)?.message).toBe(
		'Case C-0001 cannot become Resolved without passed checks that are newer than its last change (made at version 3)',
	);
	given.check();
	expect(refusalOf(given)).toBeNull();
});

test('evidence makes checks out of date; what leaves the case as it was does not', () => {
	const given = begun();
	given.check();
	const entry = (type: 'owner.kept' | 'notification.sent' | 'connector.outcome' | 'note.added') => ({
		...given.trail[0]!,
		type,
		data: { wanted_role: 'A', why: 'sticky' },
		command: null,
		case_seq: given.state!.version,
	});
	given.replay([entry('owner.kept'), entry('notification.sent')]);
	expect(given.state?.qa.before_closing?.is_stale).toBe(false);
	for (const type of ['connector.outcome', 'note.added'] as const) {
		given.check();
		given.replay([entry(type)]);
		expect(given.state?.qa.before_closing?.is_stale).toBe(true);
	}
});

test('what was refused and checks of another stage do not touch checks before closing', () => {
	const given = begun();
	given.check();
	given.send({ kind: 'change_state', to: 'queued' });
	given.check({ stage: 'before_routing', checks: [failed('Known customer')] });
	expect(given.state?.qa).toMatchObject({ before_routing: { passed: false }, before_closing: { is_stale: false } });
	expect(refusalOf(given)).toBeNull();
});

test('checks of an older version of the case are a conflict, and nothing is written', () => {
	const given = begun();
	expect(given.send(evaluation(2))).toEqual({
		outcome: 'refused',
		refusal: {
			code: 'CASE_VERSION_CONFLICT',
			message: 'Case C-0001 is at version 3, not 2',
			fix: 'Get the case again and decide on what it holds now',
		},
		entries: [],
	});
});

test('an override lets a case pass that checks hold back, and stays with it', () => {
	const given = begun();
	const override = { role: 'Lead', reason: 'The customer left' };
	given.check({ checks: [failed('Customer notified')], override });
	expect(given.state?.qa.before_closing).toMatchObject({ passed: false, override });
	expect(given.trail.at(-1)?.data).toMatchObject({ passed: false, override_role: 'Lead' });
	expect(refusalOf(given)).toBeNull();
});

test('an override of checks that pass is not kept', () => {
	const given = begun();
	given.check({ override: { role: 'Lead', reason: 'To be safe' } });
	expect(given.state?.qa.before_closing?.override).toBeNull();
});

test.each([
	['a check', { checks: [] }],
	['the role that overrides', { override: { role: '', reason: 'A' } }],
	['a reason to override', { override: { role: 'Lead', reason: '' } }],
	['being resolved', { stage: 'after_closing' as const }],
])('checks without %s are refused', (missing, more) => {
	expect(begun().check(more)).toMatchObject({
		refusal: { code: 'CASE_GUARD_UNMET', message: `Case C-0001 cannot be checked without ${missing}` },
	});
});

test('a resolved case is checked after closing only, and a case that is opened again has to be checked again', () => {
	const given = begun(resolve);
	expect(given.check()).toMatchObject({ refusal: { code: 'CASE_RESOLVED' } });
	expect(given.check({ stage: 'after_closing', checks: [failed('Charge returned')] }).outcome).toBe('accepted');
	expect(given.state).toMatchObject({ state: 'resolved', qa: { after_closing: { passed: false } } });
	given.send({ kind: 'reopen', reason: 'Again' });
	given.send(start);
	expect(refusalOf(given)?.message).toMatch(/newer than its last change/);
});

test('warnings hold a case back where they are to be cleared', () => {
	const given = begun();
	const checks = [checkResult('Contact updated'), failed('Customer notified', { severity: 'warn' })];
	given.check({ checks });
	expect(given.state?.qa.before_closing).toMatchObject({ passed: true, warned: ['Customer notified'] });
	given.check({ checks, warnings_block: true });
	expect(given.state?.qa.before_closing).toMatchObject({ passed: false, blocking: ['Customer notified'], warned: [] });
});

test('a case whose commands were erased keeps what its checks came to, and loses why they were overridden', () => {
	const given = begun();
	given.check({ checks: [failed('Told')], override: { role: 'Lead', reason: 'CU-7 left' } });
	const erased = new GivenCase();
	erased.replay(given.trail.map((entry) => ({ ...entry, command: null })));
	expect(erased.state?.qa.before_closing).toEqual({
		...given.state!.qa.before_closing,
		override: { role: 'Lead', reason: '' },
	});
});

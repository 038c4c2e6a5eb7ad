import { endWithChecks, type EvaluateQa, type ExceptionCommand } from '../../../core';
import { checkResult, evaluation } from '../case/given';
import { entriesOf, GivenException, opening } from './given';

const evidence = 'ab'.repeat(16);
const held = (...more: ExceptionCommand[]) =>
	new GivenException(
		opening({ label: 'qa.blocker', checks: { stage: 'before_closing', checklist: 'Closing' } }),
		...more,
	);
const failing = [checkResult('Customer told', { status: 'fail' })];
const override = { role: 'Support-Lead', reason: 'The customer has left' };

describe('exceptions that checks opened', () => {
	test('end with their lines ticked once the checks pass, by whatever version of them, and name the evaluation', () => {
		const given = held({ kind: 'acknowledge', by_role: null });
		for (const command of endWithChecks(given.state!, evaluation(4, { checklist: 'Closing v3' }), evidence)) {
			const decision = given.send(command);
			expect(decision.outcome).toBe('accepted');
		}
		expect(given.trail.slice(-2)).toMatchObject([
			{ type: 'exception.ticked', data: { done: true, lines: ['1'] } },
			{
				type: 'exception.resolved',
				data: { evidence_id: evidence, label: 'qa.blocker', resolution: 'fixed' },
				command: { reason: "The checks pass: 1/1 of 'Closing v3'" },
			},
		]);
		expect(given.state).toMatchObject({ state: 'resolved', resolution: 'fixed', label: 'qa.blocker' });
	});

	test('end as a workaround where a role lets the case pass', () => {
		const ends = endWithChecks(held().state!, evaluation(4, { checks: failing, override }), evidence);
		const reason = 'Support-Lead let the case pass, because: The customer has left';
		expect(ends).toEqual([
			{ kind: 'tick', lines: [1], reason },
			{ kind: 'resolve', resolution: 'workaround', evidence_id: evidence, reason },
		]);
	});

	test('keep the root cause that somebody found, and ticks nobody has to give again', () => {
		const given = held({ kind: 'set_root_cause', label: 'sys.timeout' }, { kind: 'tick', lines: [1] });
		const [only, ...others] = endWithChecks(given.state!, evaluation(4), evidence);
		expect(others).toEqual([]);
		expect(entriesOf(given.send(only!))).toEqual([
			['exception.resolved', { evidence_id: evidence, label: 'sys.timeout', resolution: 'fixed' }],
		]);
	});

	test.each<[string, Partial<EvaluateQa>, ExceptionCommand[]?]>([
		['while the checks do not pass', { checks: failing }],
		['by those of another stage', { stage: 'before_routing' }],
		['by those of another checklist', { checklist: 'Refunds' }],
		[
			'by a passing that proves nothing, as none that blocks applies any more',
			{ checks: [checkResult('Customer told', { status: 'not_applicable' })] },
		],
		['where somebody found its root cause to be unknown', {}, [{ kind: 'set_root_cause', label: 'unknown' }]],
	])('stay %s', (_, more, before = []) => {
		expect(endWithChecks(held(...before).state!, evaluation(4, more), evidence)).toEqual([]);
	});

	test('before routing, a passing that proves nothing does not end them either', () => {
		const checks = [checkResult('Customer told', { status: 'not_applicable' })];
		const early = opening({ label: 'qa.blocker', checks: { stage: 'before_routing', checklist: 'Closing' } });
		const { state } = new GivenException(early);
		expect(endWithChecks(state!, evaluation(4, { stage: 'before_routing', checks }), evidence)).toEqual([]);
		expect(endWithChecks(state!, evaluation(4, { stage: 'before_routing' }), evidence)).toHaveLength(2);
	});

	test('are told from all others, of which checks end none', () => {
		const { state } = new GivenException(opening({ label: 'qa.blocker' }));
		expect(state).not.toHaveProperty('checks');
		expect(endWithChecks(state!, evaluation(4), evidence)).toEqual([]);
	});

	test.each([
		[{ stage: 'before_lunch', checklist: 'Closing' }, '\'Stage\' is "before_lunch"'],
		[{ stage: 'before_closing', checklist: ' ' }, "'Checklist' is empty"],
	])('are refused with checks that there are not: %j', (checks, message) => {
		expect(() => opening({ checks: checks as never })).toThrow(message);
	});
});

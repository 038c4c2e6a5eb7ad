import { maxSteps, stepStatuses, stepTransitions, type SetStep, type StepStatus } from '../../../core';
import { assign, GivenCase, opening, resolve, start } from './given';

const step = (name: string, status: StepStatus, detail?: string): SetStep => ({
	kind: 'set_step',
	step: name,
	status,
	...(detail && { detail }),
});
const opened = (...commands: SetStep[]) => new GivenCase([opening, ...commands]);

test('a case shows its steps in the order in which they came, each where it stands', () => {
	const given = opened(step('Suppress', 'queued'), step('Tell billing', 'in-progress', 'Mail sent')).wait(5);
	expect(given.send(step('Suppress', 'completed', 'HubSpot answered 200'))).toEqual({
		outcome: 'accepted',
		entries: [{ type: 'step.changed', data: { from: 'queued', step: 'Suppress', to: 'completed' } }],
	});
	expect(given.state?.steps).toEqual([
		{ name: 'Suppress', status: 'completed', at: '2026-01-05T09:05:00.000Z', detail: 'HubSpot answered 200' },
		{ name: 'Tell billing', status: 'in-progress', at: '2026-01-05T09:00:00.000Z', detail: 'Mail sent' },
	]);
});

describe.each(stepStatuses)('a step that is %s', (from) => {
	test.each(stepStatuses)('to %s', (to) => {
		const given = opened(step('A', from));
		const decision = given.send(step('A', to));
		if (from === to) return expect(decision).toEqual({ outcome: 'unchanged' });
		if (stepTransitions[from].includes(to)) return expect(given.state?.steps[0]?.status).toBe(to);
		expect(decision).toMatchObject({
			outcome: 'refused',
			refusal: {
				code: 'CASE_STEP_ILLEGAL',
				message: `Step 'A' of case C-0001 is ${from} and cannot become ${to}`,
				fix: `From ${from} a step can go to: ${stepTransitions[from].join(', ')}`,
			},
			entries: [{ type: 'command.refused', data: { command: 'set_step', step: 'A', step_from: from, step_to: to } }],
		});
		expect(given.state).toMatchObject({ steps: [{ status: from }], version: 3 });
	});
});

test('the legal changes of a step are these', () => {
	expect(stepTransitions).toEqual({
		queued: ['in-progress', 'completed', 'failed', 'skipped'],
		'in-progress': ['completed', 'failed', 'skipped'],
		completed: ['queued'],
		failed: ['queued', 'in-progress', 'completed', 'skipped'],
		skipped: ['queued'],
	});
});

test('a step without a name is refused, and so is one of a resolved case', () => {
	expect(opened().send(step('', 'queued'))).toMatchObject({
		refusal: { code: 'CASE_GUARD_UNMET', message: 'Case C-0001 cannot be given a step without a name for the step' },
	});
	expect(new GivenCase([opening, assign('A'), start, resolve]).send(step('A', 'queued'))).toMatchObject({
		refusal: { code: 'CASE_RESOLVED', message: 'Case C-0001 is Resolved and cannot be given a step' },
	});
});

test('a case that has as many steps as it can still changes those it has', () => {
	const given = opened(...Array.from({ length: maxSteps }, (_, index) => step(`Step ${index}`, 'queued')));
	expect(given.send(step('One more', 'queued'))).toMatchObject({
		refusal: { code: 'CASE_GUARD_UNMET', message: 'Case C-0001 has 50 steps, and none can be added' },
	});
	given.send(step('Step 49', 'completed'));
	expect(given.state?.steps.at(-1)).toMatchObject({ name: 'Step 49', status: 'completed' });
});

test('a step whose detail was erased keeps its status', () => {
	const given = opened(step('A', 'completed', 'Told Ada'));
	const erased = new GivenCase([opening]);
	erased.replay(given.trail.slice(1).map((entry) => ({ ...entry, command: null })));
	expect(erased.state?.steps).toMatchObject([{ name: 'A', status: 'completed', detail: null }]);
});

import { refuse } from './refusals';
import { stepTransitions } from './transitions';
import { maxSteps, type CaseDecision, type SetStep, type TriageCase } from './types';

/** Names the first thing that a step asks for and lacks. */
function missingFor({ steps }: TriageCase, { step }: SetStep, isNew: boolean): string {
	if (step === '') return 'a name for the step';
	return isNew && steps.length >= maxSteps ? 'room' : '';
}

/** Where a step of the work stands from now on. */
export function decideStep(state: TriageCase, command: SetStep): CaseDecision {
	const { step, status } = command;
	const before = state.steps.find(({ name }) => name === step)?.status;
	const missing = missingFor(state, command, before === undefined);
	if (missing !== '') return refuse(state, { command: 'set_step', missing });
	if (state.state === 'resolved') return refuse(state, { command: 'set_step' });
	if (before === status) return { outcome: 'unchanged' };
	if (before !== undefined && !stepTransitions[before].includes(status)) {
		return refuse(state, { command: 'set_step', step, step_from: before, step_to: status });
	}
	return {
		outcome: 'accepted',
		entries: [{ type: 'step.changed', data: { step, to: status, ...(before && { from: before }) } }],
	};
}

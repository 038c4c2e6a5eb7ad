import type { StepStatus } from '../vocabulary';
import { text, type CaseRecord } from './record';
import type { CaseStep, TriageCase } from './types';

export function setStep(state: TriageCase, entry: CaseRecord): TriageCase {
	const name = text(entry, 'step');
	const detail = entry.command?.kind === 'set_step' ? (entry.command.detail ?? null) : null;
	const step: CaseStep = { name, status: text(entry, 'to') as StepStatus, at: entry.at, detail };
	const isNew = state.steps.every((one) => one.name !== name);
	const steps = isNew ? [...state.steps, step] : state.steps.map((one) => (one.name === name ? step : one));
	return { ...state, steps };
}

import { concludeStage } from '../checklist';
import { findVersionConflict, refuse } from './refusals';
import type { CaseDecision, EvaluateQa, TriageCase } from './types';

/** Names the first thing that an evaluation asks for and lacks. */
function missingFor(state: TriageCase, { stage, checks, override }: EvaluateQa): string {
	if (checks.length === 0) return 'a check';
	if (override !== undefined && override.role === '') return 'the role that overrides';
	if (override !== undefined && override.reason === '') return 'a reason to override';
	return stage === 'after_closing' && state.state !== 'resolved' ? 'being resolved' : '';
}

/**
 * Records what checks came to. They count for exactly the version of the case that was looked at: on another one nothing
 * is written, because what has changed since may be what they were about.
 */
export function decideQa(state: TriageCase, command: EvaluateQa): CaseDecision {
	const conflict = findVersionConflict(state, command.case_version);
	if (conflict !== null) return { outcome: 'refused', refusal: conflict, entries: [] };
	const missing = missingFor(state, command);
	if (missing !== '') return refuse(state, { command: 'evaluate_qa', missing });
	const { stage, checks, checklist, digest, case_version, override } = command;
	if (stage !== 'after_closing' && state.state === 'resolved') return refuse(state, { command: 'evaluate_qa' });
	const { passed, score, blocking, warned } = concludeStage(stage, checks, command.warnings_block);
	const overridden = !passed && override !== undefined && { override_role: override.role };
	const data = { stage, passed, score, blocking, warned, checklist, digest, case_version, ...overridden };
	return { outcome: 'accepted', entries: [{ type: 'qa.evaluated', data }] };
}

import type { EvaluateQa } from '../case';
import { checklistTitle, concludeStage } from '../checklist';
import { openLines } from './decide';
import type { ExceptionCommand, TriageException } from './types';

type Ending = Extract<ExceptionCommand, { kind: 'tick' | 'untick' | 'resolve' }>;

/**
 * The commands that end an exception which checks had opened, now that the same checks of its case were made again: they pass
 * on proof, so that what had to be done is done, or a role lets the case pass and answers for what was not. Empty where they
 * do not, where it was opened for something else, and where somebody found its root cause to be unknown. `evidenceId` is the
 * entry of the evaluation.
 */
export function endWithChecks(exception: TriageException, evaluated: EvaluateQa, evidenceId: string): Ending[] {
	const { checks, label } = exception;
	const { stage, checklist, override } = evaluated;
	const isSame = checks?.stage === stage && checks.checklist === checklistTitle(checklist);
	if (!isSame || label === 'unknown') return [];
	const { passed, is_proof, score } = concludeStage(stage, evaluated.checks, evaluated.warnings_block);
	if (passed ? !is_proof : override === undefined) return [];
	const reason = passed
		? `The checks pass: ${score} of '${checklist}'`
		: `${override!.role} let the case pass, because: ${override!.reason}`;
	const lines = openLines(exception);
	return [
		...(lines.length > 0 ? [{ kind: 'tick' as const, lines, reason }] : []),
		{ kind: 'resolve', resolution: passed ? 'fixed' : 'workaround', evidence_id: evidenceId, reason },
	];
}

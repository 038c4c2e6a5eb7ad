import type { QaStage } from '../vocabulary';
import type {
	Check,
	Checklist,
	ChecklistFacts,
	ChecklistItem,
	ChecklistVerdict,
	CheckResult,
	EvidenceFact,
} from './types';
import { judgeAction, judgeApiCall, judgeEvidence } from './evidenceChecks';
import { judgeCondition, judgeField, judgeMatch, judgeRecent } from './fieldChecks';
import type { Judged } from './judged';

const maxDetail = 500;

function judge(
	id: string,
	check: Check,
	facts: ChecklistFacts,
	evidence: readonly EvidenceFact[],
	now: string,
): Judged {
	switch (check.type) {
		case 'action_confirmed':
			return judgeAction(check, facts, now);
		case 'api_call_succeeded':
			return judgeApiCall(check, evidence, now);
		case 'condition_is_true':
			return judgeCondition(facts.conditions.get(id));
		case 'evidence_recorded':
			return judgeEvidence(check, evidence, now);
		case 'field_has_value':
			return judgeField(check, facts.item);
		case 'happened_recently':
			return judgeRecent(check, facts.item, now);
		case 'two_values_match':
			return judgeMatch(check, facts.item);
	}
}

function resultOf(
	item: ChecklistItem,
	facts: ChecklistFacts,
	evidence: readonly EvidenceFact[],
	now: string,
): CheckResult {
	const { id, name, check, severity, how_to_fix = null } = item;
	const applies = item.applies_if === undefined ? undefined : facts.applies.get(id);
	const {
		status,
		detail,
		value = null,
		evidence_id = null,
		at = null,
	}: Judged = applies?.is === 'false'
		? { status: 'not_applicable', detail: `It does not apply: ${applies.detail}` }
		: judge(id, check, facts, evidence, now);
	const told = detail.toWellFormed().slice(0, maxDetail);
	return { id, name, type: check.type, severity, status, detail: told, how_to_fix, value, evidence_id, at };
}

/**
 * Every check of a checklist, in its order: none is left out because another one did not pass. `evidence` is the trail of
 * the case in the order of the log; `now` is an ISO 8601 instant in UTC.
 */
export function evaluateChecklist(
	{ items }: Checklist,
	facts: ChecklistFacts,
	evidence: readonly EvidenceFact[],
	now: string,
): CheckResult[] {
	return items.map((item) => resultOf(item, facts, evidence, now));
}

/** What checks came to. A blocker that is not known to pass holds back, as one that is known not to. */
export function concludeChecks(checks: readonly CheckResult[], warningsBlock = false): ChecklistVerdict {
	const applied = checks.filter(({ status }) => status !== 'not_applicable');
	const open = applied.filter(({ status }) => status !== 'pass');
	const isBlocking = ({ severity }: CheckResult) => warningsBlock || severity === 'blocker';
	const names = (results: readonly CheckResult[]) => results.map(({ name }) => name);
	const blocking = names(open.filter(isBlocking));
	return {
		passed: blocking.length === 0,
		is_proof: applied.some(isBlocking),
		score: `${applied.length - open.length}/${applied.length}`,
		blocking,
		warned: names(open.filter((check) => !isBlocking(check))),
	};
}

/** What checks came to where they stand: a case is closed on proof, and what does not apply is none. */
export function concludeStage(stage: QaStage, checks: readonly CheckResult[], warningsBlock = false): ChecklistVerdict {
	const verdict = concludeChecks(checks, warningsBlock);
	return { ...verdict, passed: verdict.passed && (stage !== 'before_closing' || verdict.is_proof) };
}

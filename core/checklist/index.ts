export { evaluationDigest } from './digest';
export { concludeChecks, concludeStage, evaluateChecklist } from './evaluate';
export { checkChecklist, readChecklist } from './readChecklist';
export { checklistTitle } from './title';
export {
	maxChecks,
	type Check,
	type Checklist,
	type ChecklistCondition,
	type ChecklistFacts,
	type ChecklistItem,
	type ChecklistVerdict,
	type CheckResult,
	type ConditionList,
	type EvidenceFact,
	type ListVerdict,
	type Operand,
} from './types';

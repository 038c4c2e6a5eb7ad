export { caseNotFound } from './caseNotFound';
export { CaseSample } from './caseSample';
export { describeGaps, judgeTrail, requiredTypes, TrailReading, type TrailCompleteness } from './completeness';
export { decideCase, type CaseSurroundings } from './decide';
export { secondsAroundTheClock, type SecondsBetween } from './decideOwner';
export { evolveCase } from './evolve';
export { erasedSource, fieldNames, maxLineLength, maxNameLength, readCaseFields, storableText } from './fields';
export { reconcileConflict } from './reconcileConflict';
export { changeableFields, readCaseUpdate } from './readUpdate';
export { describeRefusal, findVersionConflict, type RefusedCommand } from './refusals';
export { checkRequiredEntries, requirableTypes, type AskedEntries, type RequiredEntries } from './requiredEntries';
export { stateNames, stepTransitions, transitions } from './transitions';
export {
	maxAbsorbed,
	maxAttributes,
	maxOpenTasks,
	maxCaseRedrives,
	maxSteps,
	maxTags,
	maxTasks,
	maxTtlSeconds,
	type AssignOwner,
	type CaseCommand,
	type CaseDecision,
	type CaseEntry,
	type CaseFields,
	type CaseLapse,
	type CaseOwner,
	type CaseStep,
	type CaseTask,
	type ChangeableField,
	type ChangeState,
	type CompleteTask,
	type EvaluateQa,
	type MergeCase,
	type OpenCase,
	type OpenTask,
	type QaOutcome,
	type RedriveCase,
	type Refusal,
	type ReopenCase,
	type RepairClocks,
	type ResolveCase,
	type SetStep,
	type TransferCase,
	type TriageCase,
	type UpdateCase,
} from './types';

export { decideCase, describeRefusal, findVersionConflict } from './decide';
export { evolveCase } from './evolve';
export { fieldNames, maxLineLength, maxNameLength, readCaseFields, storableText } from './fields';
export { stateNames, transitions } from './transitions';
export {
	caseStates,
	maxTtlSeconds,
	priorities,
	resolutions,
	rootCauseLabels,
	type AssignOwner,
	type CaseCommand,
	type CaseDecision,
	type CaseEntry,
	type CaseFields,
	type CaseOwner,
	type CaseState,
	type ChangeState,
	type OpenCase,
	type Priority,
	type RecordedEntry,
	type Refusal,
	type Resolution,
	type ResolveCase,
	type RootCauseLabel,
	type TriageCase,
} from './types';

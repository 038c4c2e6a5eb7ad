export { decideCase, describeRefusal, findVersionConflict } from './decide';
export { evolveCase } from './evolve';
export { erasedSource, fieldNames, maxLineLength, maxNameLength, readCaseFields, storableText } from './fields';
export { stateNames, transitions } from './transitions';
export {
	maxTtlSeconds,
	type AssignOwner,
	type CaseCommand,
	type CaseDecision,
	type CaseEntry,
	type CaseFields,
	type CaseOwner,
	type ChangeState,
	type OpenCase,
	type Refusal,
	type ResolveCase,
	type TriageCase,
} from './types';

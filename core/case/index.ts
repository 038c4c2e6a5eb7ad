export { decideCase } from './decide';
export { secondsAroundTheClock, type SecondsBetween } from './decideOwner';
export { evolveCase } from './evolve';
export { erasedSource, fieldNames, maxLineLength, maxNameLength, readCaseFields, storableText } from './fields';
export { describeRefusal, findVersionConflict, type RefusedCommand } from './refusals';
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
	type TransferCase,
	type TriageCase,
} from './types';

export { decideCase } from './decide';
export { secondsAroundTheClock, type SecondsBetween } from './decideOwner';
export { evolveCase } from './evolve';
export { erasedSource, fieldNames, maxLineLength, maxNameLength, readCaseFields, storableText } from './fields';
export { describeRefusal, findVersionConflict, type RefusedCommand } from './refusals';
export { stateNames, stepTransitions, transitions } from './transitions';
export {
	maxSteps,
	maxTtlSeconds,
	type AssignOwner,
	type CaseCommand,
	type CaseDecision,
	type CaseEntry,
	type CaseFields,
	type CaseOwner,
	type CaseStep,
	type ChangeState,
	type OpenCase,
	type Refusal,
	type ResolveCase,
	type SetStep,
	type TransferCase,
	type TriageCase,
} from './types';

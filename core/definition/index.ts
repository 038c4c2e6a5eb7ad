export {
	definitionInvalid,
	openBody,
	sealBody,
	type BodyFinding,
	type BodyFormat,
	type DefinitionFormats,
	type PersonalPart,
	type SealedBody,
	type SplitBody,
} from './body';
export { decideDefinition, type DefinitionContext } from './decide';
export { evolveDefinition } from './evolve';
export { activationAt, activationsAfter, activationsBetween, lacksReview, versionInForce } from './force';
export { readPerson } from './readPerson';
export { callDefinition, describeDefinitionRefusal } from './refusal';
export { definitionTrail, readDefinitionName, readDefinitionTrail } from './trail';
export {
	defaultGovernance,
	definitionKindNames,
	type ActivateDefinition,
	type Activation,
	type Definition,
	type DefinitionCommand,
	type DefinitionDecision,
	type DefinitionEntry,
	type DefinitionRefusal,
	type DefinitionRefusalCode,
	type DefinitionTarget,
	type DefinitionVersion,
	type GovernDefinition,
	type Governance,
	type RetireDefinition,
	type ReviewDefinition,
	type RollBackDefinition,
	type SaveDefinition,
	type VersionState,
} from './types';
export { refuseUse } from './use';

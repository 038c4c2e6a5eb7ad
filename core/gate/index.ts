export { compileContractCached } from './cache';
export type { BasicOutput, BasicUnit } from './basicOutput';
export { checkItem } from './check';
export { compileContract } from './compile';
export { checkAt, checkBasicAt, partAt } from './location';
export { contractDigest, itemDigest } from './digest';
export { equalityKey } from './equality';
export { findMisspelledPaths, type MisspelledPath, pathsIn } from './misspelled';
export { learnContract, type LearnedContract } from './example/changes';
export { listOpenApiOperations, type OpenApiOperation } from './openApi/operations';
export { repairKinds, type RepairKind } from './repair/candidates';
export { repairItem, type Repair, type RepairedItem } from './repair/repair';
export { formatPath, parsePath, type ParsedPath, type PathStep } from './path';
export { memberOf } from './pointer';
export { describeJudgedRule, type JudgedCondition, type JudgedRule } from './rules/judged';
export { nearestWord } from './suggest';
export type {
	ComparisonRule,
	ContractRule,
	EnumerationRule,
	FreshnessRule,
	RangeRule,
	RequiredIfRule,
	RuleCondition,
	RuleFinding,
	RuleValue,
} from './rules/types';
export type {
	CheckOptions,
	CompiledContract,
	Contract,
	ContractField,
	ContractFinding,
	ExampleContract,
	FieldListContract,
	FieldType,
	GateResult,
	ItemVerdict,
	JsonSchemaContract,
	LearnedFieldChange,
	OpenApiContract,
	Problem,
	SchemaDraft,
} from './types';
export { describeKind, describeValue, isSecret, shorten } from './values';

export { compileContractCached } from './cache';
export { checkItem } from './check';
export { compileContract } from './compile';
export { checkAt } from './location';
export { contractDigest } from './digest';
export type {
	CompiledContract,
	Contract,
	ContractField,
	ContractFinding,
	FieldListContract,
	FieldType,
	GateResult,
	JsonSchemaContract,
	Problem,
	SchemaDraft,
} from './types';

import { asCompiledContract, type Runnable } from './check';
import { contractDigest, copyOf } from './digest';
import { createEngine } from './engine';
import { readRows } from './fieldFindings';
import { fieldListSchema } from './fieldSchema';
import { growTree } from './fieldTree';
import { contractInvalid } from './refusal';
import { compileSchema } from './schemaFindings';
import { findShapeFindings } from './shape';
import type { CompiledContract, Contract, ContractFinding, FieldListContract } from './types';

type Outcome = Runnable | { findings: ContractFinding[] };

function compileFields(contract: FieldListContract, badRows: ReadonlySet<number>): Outcome {
	const { rows, findings } = readRows(contract.fields.map((row, index) => (badRows.has(index) ? undefined : row)));
	if (findings.length > 0) return { findings };
	const tree = growTree(rows);
	const engine = createEngine('2020-12', fieldListSchema(tree, contract.extra_fields === 'reject'));
	return { engine, tree, warnings: [] };
}

/** Rows that are misshaped have findings already; what the other rows say is looked at all the same. */
function compileShaped(contract: Contract, shape: readonly ContractFinding[]): Outcome {
	if (contract.kind === 'json_schema') return shape.length > 0 ? { findings: [...shape] } : compileSchema(contract);
	const rows = shape.map(({ pointer }) => /^\/fields\/(\d+)/.exec(pointer)?.[1]);
	if (rows.includes(undefined)) return { findings: [...shape] };
	const outcome = compileFields(contract, new Set(rows.map(Number)));
	return shape.length === 0 ? outcome : { findings: [...shape, ...('findings' in outcome ? outcome.findings : [])] };
}

/**
 * Makes a contract ready to check items. Costs some milliseconds, so make it once, or use `compileContractCached`.
 * Throws `CONTRACT_INVALID` with all that is wrong in `details.findings`. A later change of the contract has no effect.
 */
export function compileContract(contract: Contract): CompiledContract {
	// The shape is looked at before the copy, because JSON makes null of a number such as NaN.
	const shape = findShapeFindings(contract);
	if (typeof contract !== 'object' || contract === null) throw contractInvalid(contract, shape);
	const own = copyOf(contract);
	const outcome = compileShaped(own, shape);
	if ('findings' in outcome) throw contractInvalid(contract, outcome.findings);
	return asCompiledContract(own, contractDigest(own), outcome);
}

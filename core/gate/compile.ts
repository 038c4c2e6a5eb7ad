import { asCompiledContract, type Runnable } from './check';
import { contractDigest, copyOf } from './digest';
import { createEngine } from './engine';
import { learnRows } from './example/changes';
import { readRows } from './fieldFindings';
import { fieldListSchema } from './fieldSchema';
import { growTree } from './fieldTree';
import { compileOpenApi } from './openApi/compile';
import { contractInvalid } from './refusal';
import { withRules } from './rules/judge';
import { readRules } from './rules/read';
import { compileSchema } from './schemaFindings';
import { findShapeFindings } from './shape';
import type {
	CompiledContract,
	Contract,
	ContractField,
	ContractFinding,
	ExampleContract,
	FieldListContract,
} from './types';

type Outcome = Runnable | { findings: ContractFinding[] };
type Rows = readonly (ContractField | undefined)[];

function compileRows(fields: Rows, extraFields: FieldListContract['extra_fields']): Outcome {
	const { rows, findings } = readRows(fields);
	if (findings.length > 0) return { findings };
	const tree = growTree(rows);
	const engine = createEngine('2020-12', fieldListSchema(tree, extraFields === 'reject'));
	return { engine, tree, warnings: [] };
}

function compileExample(contract: ExampleContract): Outcome {
	const { rows, findings } = learnRows(contract);
	const outcome = compileRows(rows, contract.extra_fields);
	if ('engine' in outcome && findings.length === 0) return outcome;
	// Rows of changed fields come first, in the order of the changes.
	const changeCount = contract.changes?.length ?? 0;
	const inRows = ('findings' in outcome ? outcome.findings : []).map(({ pointer, ...rest }) => {
		const [start = '', index] = /^\/fields\/(\d+)/.exec(pointer) ?? [];
		const isChange = Number(index) < changeCount;
		return { ...rest, pointer: isChange ? `/changes/${index}${pointer.slice(start.length)}` : '/example' };
	});
	return { findings: [...findings, ...inRows] };
}

function compileKind(contract: Contract): Outcome {
	switch (contract.kind) {
		case 'example':
			return compileExample(contract);
		case 'field_list':
			return compileRows(contract.fields, contract.extra_fields);
		case 'json_schema':
			return compileSchema(contract);
		case 'open_api':
			return compileOpenApi(contract);
	}
}

/** The entries of a list without those whose shape is not right: they have findings already. */
function wellShaped<Entry>(entries: readonly Entry[], list: string, shape: readonly ContractFinding[]) {
	const bad = new Set(shape.map(({ pointer }) => pointer.split('/').slice(1, 3).join('/')));
	return entries.map((entry, index) => (bad.has(`${list}/${index}`) ? undefined : entry));
}

/** What can be told about a contract whose shape is not right: of a field list, what the other rows say. */
function findMore(contract: Contract, shape: readonly ContractFinding[]): ContractFinding[] {
	const isInRow = ({ pointer }: ContractFinding) => /^\/fields\/\d/.test(pointer);
	if (contract.kind !== 'field_list' || !shape.every(isInRow)) return [];
	return readRows(wellShaped(contract.fields, 'fields', shape)).findings;
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
	if (shape.length > 0) throw contractInvalid(contract, [...shape, ...findMore(own, shape)]);
	const outcome = compileKind(own);
	const { rules, findings } = readRules(own.rules ?? []);
	if ('findings' in outcome) throw contractInvalid(contract, [...outcome.findings, ...findings]);
	if (findings.length > 0) throw contractInvalid(contract, findings);
	const compiled = asCompiledContract(own, contractDigest(own), outcome);
	return rules.length === 0 ? compiled : withRules(compiled, rules);
}

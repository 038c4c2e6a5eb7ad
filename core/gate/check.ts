import { TriageError } from '../errors';
import { toBasicUnits, type BasicOutput } from './basicOutput';
import { itemDigest } from './digest';
import type { Engine } from './engine';
import type { FieldNode } from './fieldTree';
import { nestingDepth } from './nesting';
import { formatPath } from './path';
import { describe, sentenceOf } from './problems';
import { contractInvalid } from './refusal';
import { endless } from './schemaFindings';
import { maxSteps, OutOfSteps } from './steps';
import type {
	CheckOptions,
	CompiledContract,
	Contract,
	ContractFinding,
	GateResult,
	ItemVerdict,
	Problem,
} from './types';
import { shorten } from './values';
import type { Subject } from './words';

const defaultMaxProblems = 100;
/** A check that runs out of stack on an item of at most this depth does so because of the contract. */
const ordinaryDepth = 200;
const maxCountedDepth = 1_000_000;

const itemSubject: Subject = { whole: 'The item', owner: 'item', isItem: true, name: formatPath };

/** A contract as something that can be run, and the rows it was made from, if any. */
export interface Runnable {
	engine: Engine;
	warnings: readonly ContractFinding[];
	tree?: FieldNode;
}

function tooDeep(depth: number): Problem {
	const levels = depth === maxCountedDepth ? `more than ${maxCountedDepth}` : String(depth);
	return {
		pointer: '',
		keyword: 'nesting',
		label: 'unknown',
		message: `The item is nested ${levels} levels deep, which is too deep to be checked`,
		fix: 'Send the inner parts of the item on their own',
		params: { depth },
	};
}

function tooLong({ id }: Contract): Problem {
	const limit = maxSteps.toLocaleString('en');
	return {
		pointer: '',
		keyword: 'steps',
		label: 'unknown',
		message: `The item takes more than ${limit} steps to be checked by the contract '${shorten(id)}'`,
		fix: 'Send a smaller item, or let the contract lead to each part of an item once instead of several times',
		params: { steps: maxSteps },
	};
}

/** What is told of an item that could not be judged. Throws when that is the fault of the contract alone, or a bug. */
function unjudged(contract: Contract, item: unknown, cause: unknown): Problem {
	if (cause instanceof OutOfSteps) return tooLong(contract);
	// A stack that ran out: the item is too deep, or the contract has no end.
	if (!(cause instanceof RangeError)) throw cause;
	const depth = nestingDepth(item, maxCountedDepth);
	if (depth <= ordinaryDepth) throw contractInvalid(contract, [endless], cause);
	return tooDeep(depth);
}

type Findings = Pick<GateResult, 'problems' | 'truncated'>;

function findProblems({ engine, tree }: Runnable, item: unknown, max: number): Findings {
	if (engine.isValid(item)) return { problems: [], truncated: false };
	const scope = { engine, subject: itemSubject, item, tree, base: '', depth: 0 };
	const first = { list: engine.firstErrors(), complete: false };
	const found = describe(engine.allErrors(item), scope, max);
	return found.problems.length > 0 ? found : describe(first, scope, max);
}

function readLimit(max: number): number {
	if (Number.isSafeInteger(max) && max > 0) return max;
	throw new TriageError(
		'FIELD_INVALID',
		`max_problems is ${max} but must be a whole number above 0`,
		'Set max_problems to 1 or more',
	);
}

function basicOf(contract: Contract, { engine, tree }: Runnable, item: unknown, max: number): BasicOutput {
	try {
		if (engine.isValid(item)) return { valid: true, errors: [] };
		const scope = { engine, subject: itemSubject, item, tree, base: '', depth: 0 };
		const { list } = engine.allErrors(item);
		const errors = list.length > 0 ? list : engine.firstErrors();
		return { valid: false, errors: toBasicUnits(errors, engine, (error) => sentenceOf(error, scope), max) };
	} catch (cause) {
		const { message } = unjudged(contract, item, cause);
		return { valid: false, errors: [{ valid: false, keywordLocation: '', instanceLocation: '', error: message }] };
	}
}

/** The contract as its users hold it. */
export function asCompiledContract(contract: Contract, digest: string, runnable: Runnable): CompiledContract {
	const find = (item: unknown, max: number): Findings => {
		try {
			return findProblems(runnable, item, max);
		} catch (cause) {
			return { problems: [unjudged(contract, item, cause)], truncated: false };
		}
	};
	return {
		contract,
		digest,
		warnings: runnable.warnings,
		check: (item, options) => {
			const { problems, truncated } = find(item, readLimit(options?.max_problems ?? defaultMaxProblems));
			const valid = problems.length === 0;
			return { valid, problems, truncated, rule_findings: [], contract_id: contract.id, contract_digest: digest };
		},
		checkBasic: (item, options) =>
			basicOf(contract, runnable, item, readLimit(options?.max_problems ?? defaultMaxProblems)),
	};
}

/** Checks an item against a compiled contract. Never changes the item; an item that does not fit is no exception. */
export function checkItem(compiled: CompiledContract, item: unknown, options?: CheckOptions): ItemVerdict {
	return { ...compiled.check(item, options), warnings: [...compiled.warnings], item_digest: itemDigest(item) };
}

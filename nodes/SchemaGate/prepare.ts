import type { IExecuteFunctions } from 'n8n-workflow';

import { compileContractCached, TriageError } from '../../core';
import { FailedChecks } from '../shared/failedChecks';
import type { Hint } from '../shared/hints';
import { defaultResultField } from '../shared/resultField';
import type { Check, Tally } from './judge';
import { openLedger, type Ledger } from './ledger';
import {
	isContractFixed,
	isSameCheck,
	readDocumentFile,
	readFixes,
	readMaxProblems,
	readOutputFormat,
	readParameters,
	readRuleRows,
	type GateParameters,
} from './parameters';
import { comesFromFile, readContract, readContractSource } from './readContract';
import { refuseBadRules, type RuleRow } from './readRules';
import { RefusedItems } from './refused';
import { readText } from './readText';
import { saveContract } from './saveContract';
import { SavedContracts, type NamedContract } from './savedContract';

/** What a run of the gate judges its items by. */
export interface Prepared {
	field: string;
	/** Null where nothing is recorded. */
	ledger: Ledger | null;
	/** The parameters of an item. Without expressions they are the same for all. */
	parametersFor(index: number): GateParameters;
	/** At once, unless a saved contract has to be read first. */
	checkFor(parameters: GateParameters): Check | Promise<Check>;
	/** The check of the first item. */
	firstCheck: Check;
	rulesFor(index: number): { rows: readonly RuleRow[]; raw: readonly RuleRow[] };
	tally: Tally;
	/** What becomes of items that did not pass. */
	failures: FailedChecks;
	refused: RefusedItems;
	/** To be told after the run. */
	hints: readonly Hint[];
}

/** The contract of an item, from its parameters or from the store. */
type FindContract = (parameters: GateParameters) => NamedContract | Promise<NamedContract>;

function contractsOf(context: IExecuteFunctions, file: string | undefined): FindContract {
	const saved = new SavedContracts(context);
	return (parameters) => {
		const source = readContractSource(parameters);
		if (source === 'saved') return saved.find(parameters);
		const written = readContract(source, parameters, file);
		const contract = compileContractCached(written);
		const { id, version } = contract.contract;
		return { contract, name: version === undefined ? id : `${id} v${version}`, written: contract.contract };
	};
}

/** Saves the contract of this run where the node is asked to; gives null where it is not. */
async function saveIfAsked(context: IExecuteFunctions, parameters: GateParameters, file: string | undefined) {
	const { saveAs } = parameters.options;
	const source = readContractSource(parameters);
	// What was saved before has its name already; n8n keeps the option where the editor no longer shows it.
	if (saveAs === undefined || source === 'saved') return null;
	const name = readText('Save Contract As', saveAs);
	if (name === '') {
		throw new TriageError('FIELD_INVALID', "'Save Contract As' is empty", 'Type a name, or remove the option');
	}
	if (isContractFixed(context)) return await saveContract(context, name, readContract(source, parameters, file));
	throw new TriageError(
		'FIELD_INVALID',
		`The contract '${name}' holds expressions, so it may be another one for each item and cannot be saved`,
		"Write values in the place of the expressions, or remove the option 'Save Contract As'",
	);
}

function checkWith({ contract, name, written }: NamedContract, { options, fixes }: GateParameters): Check {
	return {
		contract,
		name,
		written,
		location: readText('Data Location', options.dataLocation),
		limits: { max_problems: readMaxProblems(options) },
		fixes: readFixes(fixes),
		format: readOutputFormat(options),
	};
}

/** Works a check out anew only where it may be another one than that of the item before. */
function rememberLast(find: FindContract): Prepared['checkFor'] {
	let last: { parameters: GateParameters; check: Check | Promise<Check> } | undefined;
	return (parameters) => {
		if (last !== undefined && isSameCheck(last.parameters, parameters)) return last.check;
		const found = find(parameters);
		const check =
			found instanceof Promise ? found.then((one) => checkWith(one, parameters)) : checkWith(found, parameters);
		last = { parameters, check };
		return check;
	};
}

export async function prepare(context: IExecuteFunctions): Promise<Prepared> {
	const parameters = readParameters(context);
	const first = parameters.read(0);
	const file = comesFromFile(first) ? await readDocumentFile(context, first.openApiFile) : undefined;
	const saved = await saveIfAsked(context, first, file);
	const find = contractsOf(context, file);
	const firstContract = saved ?? (await find(first));
	// Once it is here, no later item has to wait for it.
	const checkFor = rememberLast((one) => (saved !== null || isSameCheck(one, first) ? firstContract : find(one)));
	const firstCheck = await checkFor(first);
	const rules = readRuleRows(context);
	refuseBadRules(rules.raw);
	return {
		field: first.options.resultField || defaultResultField,
		ledger: await openLedger(context, first.options),
		parametersFor: (index) => (parameters.isConstant || index === 0 ? first : parameters.read(index)),
		checkFor,
		firstCheck,
		rulesFor: (index) => ({ rows: rules.rows.read(index).rows, raw: rules.raw }),
		failures: new FailedChecks(context, 'On Invalid', 'onInvalid'),
		refused: new RefusedItems(),
		tally: { reasons: new Map(), warned: new Set(), repaired: new Map() },
		hints: saved?.hints ?? [],
	};
}

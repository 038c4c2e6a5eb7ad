import {
	completions,
	contentDigest,
	itemDigest,
	partAt,
	readTrigger,
	TriageError,
	type GateResult,
	type RootCauseLabel,
	type RuleFinding,
	type TriggerDraft,
} from '../../core';
import { describeValue, readOption } from '../shared/readOption';
import type { Check, Judged } from './judge';
import type { GateParameters } from './parameters';

export const duplicateChoices = ['off', 'forever', 'window'] as const;
const windowUnits = { days: 86_400, hours: 3600, minutes: 60 } as const;

/** What a gate records, and by what it knows a duplicate. */
export interface LedgerSettings {
	check: (typeof duplicateChoices)[number];
	/** Name of the workflow, for items whose source nobody named. */
	workflowName: string;
	/** The clock of the node's run. */
	now: string;
}

function readWindow({ duplicateWindow, duplicateWindowUnit }: GateParameters): number {
	const unit = readOption('Unit', duplicateWindowUnit, Object.keys(windowUnits) as (keyof typeof windowUnits)[]);
	const amount = Number(duplicateWindow);
	if (Number.isFinite(amount) && amount > 0) return amount * windowUnits[unit];
	throw new TriageError(
		'FIELD_INVALID',
		`'Window' is ${describeValue(duplicateWindow)}; a number above 0 is expected`,
		"Type a number, or set 'Duplicate Check' to Forever",
	);
}

const listOf = (value: unknown) =>
	String(value ?? '')
		.split(',')
		.map((path) => path.trim())
		.filter((path) => path !== '');

export const isEmpty = (value: unknown) => value === undefined || value === null || value === '';

/** Why the gate refuses an item: the label of the first reason. */
export function labelOf({ problems }: GateResult, findings: readonly RuleFinding[]): RootCauseLabel {
	const blocking = findings.find(({ severity }) => severity === 'block');
	return problems[0]?.label ?? blocking?.label ?? 'unknown';
}

/** One item's arrival, as it is to be recorded. */
export function draftTrigger(
	{ contract, location }: Pick<Check, 'contract' | 'location'>,
	{ routed, passed, result, findings }: Judged,
	parameters: GateParameters,
	{ check, workflowName, now }: LedgerSettings,
): TriggerDraft {
	const { customerId, ignoreFields, receivedAt } = parameters.options;
	const part = partAt(contract, routed.item.json, location) ?? routed.item.json;
	const isChecked = check !== 'off' && passed;
	const digest = isChecked ? contentDigest(part, listOf(ignoreFields)) : itemDigest(part);
	const key = isChecked && {
		value: isEmpty(parameters.duplicateKey) ? digest : parameters.duplicateKey,
		window_seconds: check === 'forever' ? null : readWindow(parameters),
		completes: readOption('Mark as Done', parameters.duplicateDone, completions),
	};
	return readTrigger({
		source: isEmpty(parameters.source) ? workflowName : parameters.source,
		received_at: isEmpty(receivedAt) ? now : receivedAt,
		refused: passed ? null : labelOf(result, findings),
		contract: { id: result.contract_id, digest: result.contract_digest },
		digest,
		key: key || null,
		subject: isEmpty(customerId) ? null : String(customerId),
	});
}

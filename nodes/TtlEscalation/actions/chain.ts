import {
	backupWord,
	ownerWord,
	TriageError,
	type EscalationChain,
	type EscalationStep,
	type TimeBudget,
} from '../../../core';
import { readWholeNumber } from '../../shared/filters';
import { readOption } from '../../shared/readOption';
import { readRole } from '../../shared/roles';
import { readChosen } from '../../shared/savedDefinition';
import { readAmount, type OperationContext } from './operation';
import type { SavedDefinitions } from './saved';

const seconds = { minutes: 60, hours: 3600 } as const;
export const keysOf = <T extends object>(record: T) => Object.keys(record) as Array<keyof T & string>;

/** How long an acknowledgement holds where neither an option says it nor a time in hours or minutes. */
const defaultAckSeconds = 4 * 3600;
const tenYears = 10 * 365 * 86_400;

interface StepRow {
	when?: unknown;
	percent?: unknown;
	stepAmount?: unknown;
	stepUnit?: unknown;
	do?: unknown;
	target?: unknown;
	role?: unknown;
	onlyWithin?: unknown;
}

/** Options of Start that a chain set in the node is made of. */
export interface ChainOptions {
	ackMinutes?: unknown;
	repeatTimes?: unknown;
	/** Name under which the chain is saved. */
	saveAs?: unknown;
}

function readTiming(row: StepRow, called: string): Partial<EscalationStep> {
	const length = () => {
		const unit = readOption(`${called}: Unit`, row.stepUnit ?? 'hours', keysOf(seconds));
		return readAmount(`${called}: How Long`, row.stepAmount ?? 1, tenYears / seconds[unit]) * seconds[unit];
	};
	switch (readOption(`${called}: When`, row.when ?? 'deadline', ['after', 'deadline', 'part', 'wait'])) {
		case 'after':
			return { after_deadline_seconds: length() };
		case 'deadline':
			return { after_deadline_seconds: 0 };
		case 'part':
			return { percent: readAmount(`${called}: Percent`, row.percent ?? 75, 99) };
		case 'wait':
			return { wait_seconds: length() };
	}
}

/** The hours in which alone a step is told; none where no calendar is chosen. */
async function readHours(row: StepRow, called: string, saved: SavedDefinitions): Promise<Partial<EscalationStep>> {
	if (readChosen(row.onlyWithin) === '') return {};
	try {
		return { only_within: await saved.calendar(row.onlyWithin) };
	} catch (thrown) {
		if (!(thrown instanceof TriageError)) throw thrown;
		const { code, message, fix } = thrown;
		throw new TriageError(code, `'${called}: Only Within': ${message}`, fix, { cause: thrown });
	}
}

async function readStep(row: StepRow, number: number, saved: SavedDefinitions): Promise<EscalationStep> {
	const called = `Step ${number}`;
	const target = readOption(`${called}: Whom`, row.target ?? 'owner', ['backup', 'owner', 'role']);
	const role = target === 'role' ? readRole(`${called}: Role`, row.role ?? '') : '';
	if (target === 'role' && role === '') {
		throw new TriageError('FIELD_INVALID', `'${called}: Role' is empty`, 'Name the role that the step is for');
	}
	return {
		target_role: { backup: backupWord, owner: ownerWord, role }[target],
		...readTiming(row, called),
		...(await readHours(row, called, saved)),
		action: readOption(`${called}: Do`, row.do ?? 'notify', ['notify', 'reassign']),
	};
}

function readAckSeconds({ ackMinutes }: ChainOptions, { amount, unit }: TimeBudget): number {
	if (ackMinutes !== undefined) {
		return readAmount('Acknowledgement Holds For', ackMinutes, tenYears / 60) * 60;
	}
	// A day is no number of hours.
	if (amount === 0 || unit === 'business_days') return defaultAckSeconds;
	return amount * (unit === 'business_hours' ? 3600 : 60);
}

/**
 * The chain that is set in the node, in its saved version where it is to be saved. Throws `FIELD_INVALID`,
 * `DEFINITION_NOT_FOUND`, and what `saveDefinition` throws.
 */
export async function readChain(
	{ context, saved }: OperationContext,
	index: number,
	name: string,
	within: TimeBudget,
): Promise<EscalationChain> {
	const options = context.getNodeParameter('options', index, {}) as ChainOptions;
	const { values = [] } = context.getNodeParameter('steps', index, {}) as { values?: StepRow[] };
	const fallback_role = readRole('If No Step Is Left', context.getNodeParameter('fallbackRole', index));
	if (values.length === 0) {
		throw new TriageError('FIELD_INVALID', "'Steps' is empty; at least one step is expected", 'Add a step');
	}
	if (fallback_role === '') {
		throw new TriageError('FIELD_INVALID', "'If No Step Is Left' is empty", 'Name a role, as Triage');
	}
	const steps: EscalationStep[] = [];
	for (const [place, row] of values.entries()) steps.push(await readStep(row, place + 1, saved));
	const times = options.repeatTimes === 0 ? 0 : readWholeNumber('Repeat Steps', options.repeatTimes ?? 1, 5);
	const chain = {
		id: name,
		version: 1,
		steps,
		...(options.repeatTimes !== undefined && { repeat: { from_step: 1, times } }),
		on_exhausted: { fallback_role },
		ack_ttl_seconds: Math.max(1, readAckSeconds(options, within)),
	};
	return options.saveAs === undefined ? chain : await saved.saveChain(context, options.saveAs, chain);
}

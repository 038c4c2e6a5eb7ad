import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import {
	defaultResolutionSeconds,
	itemDigest,
	keepPayload,
	maxNameLength,
	maxRemediationLines,
	payloadFacts,
	readException,
	readTrigger,
	TriageError,
	type KeptPayload,
	type NamedChecks,
	type RootCauseLabel,
} from '../../core';
import { commandOf } from './command';
import { failureChoices, type ExceptionSettings, type FailureChoice } from './failedCheckProperties';
import type { JudgedItem } from './forEachItem';
import { count } from './hints';
import { openStore, type ExceptionItem, type ExceptionResult, type TriageStore } from './openStore';
import { parameterReader, type ParameterReader } from './parameterReader';
import { describeValue, readOption } from './readOption';
import { withResult } from './resultField';
import { readRole } from './roles';

/** An item that did not pass, and why. */
export interface FailedCheck {
	/** Its place in the input. */
	index: number;
	label: RootCauseLabel;
	/** What is wrong, in words. */
	failure: string;
	/** What has to be done; becomes the remediation of the exception. */
	fixes: readonly string[];
	/** What it is about, where that is known. Without both its arrival is recorded. */
	case_id?: string | null;
	trigger_id?: string | null;
	/** Text that is the same when the same failed again; the item itself tells without it. */
	fingerprint?: string;
	/** False where the item passes all the same: its exception is opened whatever is chosen, and holds no case back. */
	holds_back?: false;
	/** The checks of its case that it did not pass, with which its exception ends. */
	checks?: NamedChecks;
	idempotency_key?: string | null;
	received_at?: string | null;
	subject?: string | null;
}

/** How many exceptions a run has opened, and how many occurrences it counted of some that were there. */
interface Opened {
	opened: number;
	repeated: number;
}

const lastResort = 'Correct the item in its source and send it again';

function readSeconds(displayName: string, value: unknown, standard: number): number {
	const hours = value ?? standard;
	if (typeof hours === 'number' && hours > 0) return hours * 3600;
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is ${describeValue(value)}; a number of hours above 0 is expected`,
		'Type a number, as 4',
	);
}

/** What a gate does with the items that did not pass, in one go for a run. */
export class FailedChecks {
	#options: ParameterReader<{ options: ExceptionSettings }> | undefined;
	readonly #told: Opened = { opened: 0, repeated: 0 };
	readonly choice: FailureChoice;

	/** `parameter`: that of `failureParameter`. Throws `FIELD_INVALID` for a choice that there is not. */
	constructor(
		private readonly context: IExecuteFunctions,
		displayName: string,
		parameter: string,
	) {
		this.choice = readOption(displayName, context.getNodeParameter(parameter, 0, 'exception'), failureChoices);
	}

	/**
	 * The judged items, those that failed with their exceptions; or marked to stop the run. What keeps an exception from being
	 * opened keeps its own item, and no other, from being judged.
	 */
	async settle(
		judged: readonly JudgedItem[],
		failed: readonly FailedCheck[],
		field: string,
	): Promise<readonly JudgedItem[]> {
		const { passing = [], stopped = [] } = Object.groupBy(failed, ({ holds_back }) =>
			holds_back === false ? 'passing' : 'stopped',
		);
		const opening = this.choice === 'exception' ? failed : passing;
		if (opening.length === 0 && this.choice !== 'stop') return judged;
		const outcomes = opening.length === 0 ? new Map<number, Outcome>() : await this.#open(opening);
		if (this.choice === 'stop') for (const one of stopped) outcomes.set(...stopFor(one));
		return judged.map((one) => {
			const outcome = outcomes.get(one.index);
			if (outcome === undefined) return one;
			if ('thrown' in outcome) return { ...one, thrown: outcome.thrown };
			const { exception } = outcome;
			const more = { exception_id: exception.exception_id, exception } as unknown as IDataObject;
			return {
				...one,
				routed: one.routed.map(({ output, item }) => ({ output, item: withResult(item, field, more) })),
			};
		});
	}

	/** What was opened, as a sentence of a hint; empty when nothing was. */
	describe(): string {
		const { opened, repeated } = this.#told;
		const parts = [
			...(opened > 0 ? [`${count(opened, 'exception')} opened`] : []),
			...(repeated > 0 ? [`${repeated} counted as the same again`] : []),
		];
		return parts.length === 0 ? '' : ` ${parts.join(', ')}.`;
	}

	async #open(failed: readonly FailedCheck[]): Promise<Map<number, Outcome>> {
		const outcomes = new Map<number, Outcome>();
		const items: ExceptionItem[] = [];
		const opening: number[] = [];
		try {
			const store = await openStore(this.context);
			const triggers = await this.#recordUnknown(store, failed);
			for (const one of failed) {
				try {
					items.push(this.#itemOf({ ...one, trigger_id: one.trigger_id ?? triggers.get(one.index) }));
					opening.push(one.index);
				} catch (thrown) {
					outcomes.set(one.index, { thrown });
				}
			}
			const results = await store.openExceptions(items);
			for (const [place, result] of results.entries()) {
				this.#count(result);
				outcomes.set(opening[place]!, result);
			}
		} catch (thrown) {
			for (const { index } of failed) outcomes.set(index, { thrown });
		}
		return outcomes;
	}

	#count(result: ExceptionResult): void {
		if ('is_new' in result && result.is_new) this.#told.opened += 1;
		else this.#told.repeated += 1;
	}

	/** Records the arrival of items of which neither case nor trigger is known, so that their exceptions are about something. */
	async #recordUnknown(store: TriageStore, failed: readonly FailedCheck[]): Promise<Map<number, string>> {
		const unknown = failed.filter(({ case_id, trigger_id }) => !case_id && !trigger_id);
		const now = new Date().toISOString();
		const items = unknown.map(({ index, label, received_at }) => ({
			trigger: readTrigger({
				source: this.#workflowName(),
				received_at: received_at ?? now,
				refused: label,
				digest: itemDigest(this.#inputAt(index).json),
			}),
			context: commandOf(this.context, index, 'trigger of an exception'),
		}));
		const results = await store.recordTriggers(items);
		return new Map(unknown.map(({ index }, place) => [index, results[place]!.trigger_id]));
	}

	#itemOf(failed: FailedCheck): ExceptionItem {
		const { index, label, failure, fixes, fingerprint } = failed;
		this.#options ??= parameterReader<{ options: ExceptionSettings }>(this.context, { options: {} });
		const { options } = this.#options.read(index);
		const payload = keepPayload(this.#inputAt(index).json);
		const lines = [...new Set(fixes.filter((fix) => fix.trim() !== ''))].slice(0, maxRemediationLines);
		const ttl_seconds = readSeconds('Exception Respond Within', options.exceptionRespondHours, 4);
		const standard = defaultResolutionSeconds(ttl_seconds) / 3600;
		const exception = readException({
			label,
			failure,
			owner_role: readRole('Exception Owner Role', options.exceptionOwner ?? 'Triage'),
			backup_role: readRole('Exception Backup Role', options.exceptionBackup ?? 'Support-Lead'),
			ttl_seconds,
			resolution_seconds: readSeconds('Exception Resolve Within', options.exceptionResolveHours, standard),
			remediation: lines.length === 0 ? [lastResort] : lines,
			case_id: failed.case_id,
			trigger_id: failed.trigger_id,
			source: sourceOf(this.context),
			fingerprint: fingerprint ?? this.#sameItem(failed, payload),
			holds_back: failed.holds_back,
			checks: failed.checks,
			idempotency_key: failed.idempotency_key,
			received_at: failed.received_at,
			subject: failed.subject,
			payload: payloadFacts(payload),
		});
		return { exception, payload, context: commandOf(this.context, index, 'exception') };
	}

	/** The same item failing in the same place for the same reason. */
	#sameItem({ label }: FailedCheck, { digest }: KeptPayload): string | null {
		return digest === null ? null : `${this.context.getNode().id} ${label} ${digest}`;
	}

	#inputAt(index: number): INodeExecutionData {
		return this.context.getInputData()[index]!;
	}

	#workflowName(): string {
		const { name, id } = this.context.getWorkflow();
		return (name ?? id ?? 'workflow').toWellFormed().slice(0, maxNameLength);
	}
}

type Outcome = ExceptionResult | { thrown: unknown };

/** Where a run is, as an exception that it opens says it. */
export function sourceOf(context: IExecuteFunctions): { workflow: string; node: string; execution: string } {
	const { name, id } = context.getWorkflow();
	return { workflow: name ?? id ?? 'unsaved', node: context.getNode().name, execution: context.getExecutionId() };
}

function stopFor({ index, failure, fixes }: FailedCheck): [number, Outcome] {
	const thrown = new TriageError('ITEM_REFUSED', `The item did not pass: ${failure}`, fixes[0] ?? lastResort);
	return [index, { thrown }];
}

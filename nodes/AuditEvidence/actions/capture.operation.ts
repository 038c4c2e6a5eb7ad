import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import {
	captureParts,
	hideSecrets,
	maxNameLength,
	storableText,
	TriageError,
	type CaptureRules,
	type EntryData,
	type EntryReference,
	type EvidenceType,
} from '../../../core';
import { readCaseId } from '../../shared/caseId';
import { commandOf } from '../../shared/command';
import { count } from '../../shared/hints';
import { readOption } from '../../shared/readOption';
import { withResult } from '../../shared/resultField';
import { captureProperties } from './captureProperties';
import { goodOutput, resultIn, type Operation, type OperationContext } from './operation';
import { readFact, readRequiredFact } from './parameters';

const captures = [
	'approval',
	'beforeAfter',
	'note',
	'request',
	'requestResponse',
	'response',
	'selectedFields',
	'wholeItem',
] as const;
const decisions = ['approved', 'expired', 'rejected', 'requested'] as const;
const keeps = ['whole', 'fingerprint_if_large', 'fingerprint'] as const;

/** One entry to be: its facts, and what its parts are made of. */
interface Step {
	type: EvidenceType;
	data: EntryData;
	payloads: Record<string, unknown>;
	refs?: EntryReference[];
	/** Refers to the entry of the step before, as an answer or a decision does. */
	answers?: EntryReference['rel'];
	outcome?: string;
}

/** The parameters of one item, read when they are needed. */
class CaptureReader {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly index: number,
		private readonly item: INodeExecutionData,
		private readonly rules: CaptureRules,
	) {}

	/** What an entry says for good holds no secret either. */
	#clean(text: string): string {
		return String(hideSecrets({ text }, this.rules.hide).values.text);
	}

	fact(name: string, displayName: string): string {
		return this.#clean(readRequiredFact(this.context, this.index, name, displayName));
	}

	#payload(name: string): Record<string, unknown> {
		const value: unknown = this.context.getNodeParameter(name, this.index, '');
		if (value === undefined || value === null || value === '') return {};
		if (typeof value !== 'string') return { [name]: value };
		try {
			return { [name]: JSON.parse(value) as unknown };
		} catch {
			return { [name]: value };
		}
	}

	#requiredPayload(name: string, displayName: string): Record<string, unknown> {
		const payload = this.#payload(name);
		if (Object.hasOwn(payload, name)) return payload;
		throw new TriageError('FIELD_INVALID', `'${displayName}' is empty`, 'Drag in the field that holds the data');
	}

	#intent(): Step {
		const data = { connector: this.fact('connector', 'Connector'), method: this.fact('method', 'Method') };
		return { type: 'connector.intent', data, payloads: this.#payload('request') };
	}

	#outcomeFacts(): EntryData & { outcome: string } {
		const chosen = readOption('Outcome', this.context.getNodeParameter('outcome', this.index), [
			'failure',
			'fromStatusCode',
			'success',
		]);
		if (chosen !== 'fromStatusCode') return { outcome: chosen === 'success' ? 'ok' : 'failed' };
		const found: unknown = this.context.getNodeParameter('statusCode', this.index, '');
		if (found === undefined || found === null || found === '') return { outcome: 'unknown' };
		const status = Number(found);
		if (Number.isInteger(status) && status >= 100 && status < 600) {
			return { outcome: status >= 200 && status < 300 ? 'ok' : 'failed', status };
		}
		throw new TriageError(
			'FIELD_INVALID',
			`'Status Code' is ${JSON.stringify(found)?.slice(0, 60)}; a whole number from 100 to 599 is expected`,
			"Drag in the field with the code, or choose Success or Failure under 'Outcome'",
		);
	}

	#outcome(): Step {
		const data = this.#outcomeFacts();
		const payloads = this.#payload('response');
		return { type: 'connector.outcome', data, payloads, answers: 'outcome_of', outcome: data.outcome };
	}

	#reference(name: string, displayName: string, rel: EntryReference['rel']): EntryReference[] {
		return [{ id: readRequiredFact(this.context, this.index, name, displayName), rel }];
	}

	#approval(): Step[] {
		const decision = readOption('Decision', this.context.getNodeParameter('decision', this.index), decisions);
		const role = this.fact('approverRole', 'Approver Role');
		const note = this.#payload('note');
		const requested: Step = {
			type: 'approval.requested',
			data: { action: this.fact('step', 'Step'), approver_role: role },
			payloads: {},
			outcome: 'requested',
		};
		if (decision === 'requested') return [{ ...requested, payloads: note }];
		const decided: Step = {
			type: 'approval.decided',
			data: { decision, role },
			payloads: note,
			outcome: decision,
		};
		if (readFact(this.context, this.index, 'requestId', 'Request Entry ID') === '') {
			return [requested, { ...decided, answers: 'approves' }];
		}
		return [{ ...decided, refs: this.#reference('requestId', 'Request Entry ID', 'approves') }];
	}

	#snapshot(connector: string, record: string, payloads: Record<string, unknown>): Step[] {
		return [{ type: 'record.snapshot', data: { connector, moment: 'after', record }, payloads }];
	}

	steps(): Step[] {
		const capture = readOption('Capture', this.context.getNodeParameter('capture', this.index), captures);
		switch (capture) {
			case 'approval':
				return this.#approval();
			case 'beforeAfter':
				return this.#snapshot(this.fact('connector', 'Connector'), this.fact('record', 'Record ID'), {
					...this.#requiredPayload('before', 'Before'),
					...this.#requiredPayload('after', 'After'),
				});
			case 'note':
				return [{ type: 'note.added', data: {}, payloads: this.#requiredPayload('note', 'Note') }];
			case 'request':
				return [this.#intent()];
			case 'requestResponse':
				return [this.#intent(), this.#outcome()];
			case 'response': {
				const { answers, ...outcome } = this.#outcome();
				return [{ ...outcome, refs: this.#reference('intentId', 'Intent Entry ID', answers!) }];
			}
			case 'selectedFields':
				return this.#snapshot('n8n', 'selected fields', { item: this.#selected() });
			case 'wholeItem':
				return this.#snapshot('n8n', 'item', { item: this.item.json });
		}
	}

	#selected(): Record<string, unknown> {
		const { assignments = [] } = this.context.getNodeParameter('fields', this.index, {}) as {
			assignments?: Array<{ name: string; value: unknown }>;
		};
		if (assignments.length > 0) return Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
		throw new TriageError('FIELD_INVALID', "'Fields to Record' is empty", 'Drag in the fields that show what was done');
	}
}

function readRules(context: IExecuteFunctions, index: number): CaptureRules {
	const options = context.getNodeParameter('options', index, {}) as Partial<Record<keyof CaptureRules, string>>;
	const subject = storableText('Data Subject', options.subject ?? '', maxNameLength);
	if (subject.includes('@')) {
		throw new TriageError(
			'FIELD_INVALID',
			"'Data Subject' looks like an address, and it stays in the log for good",
			'Use a pseudonym that only your system can resolve, as the id of the customer',
		);
	}
	return {
		hide: String(context.getNodeParameter('hideFields', index, '') ?? ''),
		personal: options.personal ?? '',
		keep: readOption('Keep', options.keep ?? 'whole', keeps),
		...(subject !== '' && { subject }),
	};
}

/** Parts of all steps at once, so that a secret of the request is hidden in the response too. */
function partsOf(steps: readonly Step[], rules: CaptureRules) {
	const { parts, stripped, changed } = captureParts(Object.assign({}, ...steps.map(({ payloads }) => payloads)), rules);
	return steps.map(({ payloads }) => {
		const names = Object.keys(payloads);
		const isOwn = (name: string) =>
			names.includes(name.replace(/_pii$/, '')) || (name === 'diff' && names.includes('after'));
		return {
			parts: parts.filter(({ name }) => isOwn(name)),
			stripped: stripped.filter((path) => names.includes(path.split('.')[0]!) || path.startsWith('and ')),
			changed: names.includes('after') ? changed : [],
		};
	});
}

async function record(
	{ context, store }: OperationContext,
	index: number,
	steps: readonly Step[],
	rules: CaptureRules,
	step: string,
) {
	const case_id = readCaseId(context, index);
	let previous = '';
	let evidence: IDataObject = {};
	for (const [at, { parts, stripped, changed }] of partsOf(steps, rules).entries()) {
		const { type, data, answers, refs, outcome } = steps[at]!;
		const facts = {
			...data,
			step,
			...(stripped.length > 0 && { stripped }),
			...(changed.length > 0 && { changed }),
		};
		const references = answers && previous !== '' ? [{ id: previous, rel: answers }] : refs;
		const draft = { case_id, type, data: facts, parts, ...(references && { refs: references }) };
		const result = await store.record(draft, commandOf(context, index, `capture ${type}`));
		if (result.outcome === 'refused') throw new RangeError('Evidence without an expected version is never refused');
		evidence = {
			entry_id: result.entry_id,
			seq: result.seq,
			idx: result.idx,
			type,
			step,
			outcome: outcome ?? null,
			leaf_hash: result.leaf_hash,
			recorded_at: result.at,
			stripped,
			...(changed.length > 0 && { changed }),
			...(references?.[0] && { answers: references[0].id }),
		};
		previous = result.entry_id;
	}
	return { case_id, evidence };
}

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context, field } = operation;
	const rules = readRules(context, index);
	const reader = new CaptureReader(context, index, item, rules);
	const step = reader.fact('step', 'Step');
	const result = await record(operation, index, reader.steps(), rules, step);
	return [{ output: goodOutput, item: withResult(item, field, result) }];
};

const hints: Operation['hints'] = ([good = []], field) => {
	const hidden = good.filter((item) => resultIn<{ stripped: string[] }>(item, field, 'evidence')?.stripped.length);
	if (hidden.length === 0) return [];
	return [{ message: `${count(hidden.length, 'item')} had fields hidden: ${field}.evidence.stripped` }];
};

export const capture: Operation = { description: captureProperties, execute, hints };

import { fieldNames, maxNameLength, storableText } from '../case';
import { TriageError } from '../errors';
import { readInstant } from '../time';
import type { RootCauseLabel } from '../vocabulary';
import { completions, type Completion, type TriggerDraft, type TriggerKey } from './types';

/** Longest key, in characters; both engines index it. */
const maxKeyLength = 500;
const maxSeconds = 10 * 365 * 86_400;

/** How keys are treated where nothing else is said: remembered for seven days, longer than retries and redrives take. */
export const keyDefaults = { window_seconds: 7 * 86_400, completes: 'on_open', lease_seconds: 3600 } as const;

/** A trigger as a node or a script has it. */
export interface TriggerValues {
	source: unknown;
	/** ISO 8601; an instant without an offset means UTC. */
	received_at: unknown;
	refused?: RootCauseLabel | null;
	contract?: { id: string; digest: string } | null;
	digest?: string | null;
	/** Null or absent where nobody looks for duplicates; empty is refused. */
	key?: { value: unknown; window_seconds?: number | null; completes?: Completion; lease_seconds?: number } | null;
	subject?: string | null;
}

function refuse(field: string, message: string, fix: string): never {
	throw new TriageError('FIELD_INVALID', `'${field}' ${message}`, fix, { details: { field } });
}

/** Text that names something. It is not mended as other text is: two keys would become one. */
function readIdentity(field: string, value: unknown, max: number): string {
	if (value === undefined || value === null || value === '') refuse(field, 'is empty', `Map a value to '${field}'`);
	if (typeof value !== 'string' && (typeof value !== 'number' || !Number.isFinite(value))) {
		const found = Array.isArray(value)
			? 'a list'
			: typeof value === 'number'
				? String(value)
				: `of type ${typeof value}`;
		refuse(field, `is ${found}; a text or a number is expected`, 'Map a single value, as {{ $json.body.ticket_id }}');
	}
	const text = String(value);
	if (!text.isWellFormed() || text.includes('\u0000')) {
		refuse(field, 'has characters that cannot be kept', 'Map the value as its source writes it');
	}
	return storableText(field, text, max) || refuse(field, 'is empty', `Map a value to '${field}'`);
}

function readSeconds(field: string, value: number): number {
	if (Number.isFinite(value) && value > 0 && value <= maxSeconds) return Math.ceil(value);
	return refuse(
		field,
		`is ${value} seconds; more than 0 and at most ten years are allowed`,
		'Choose a longer or shorter time',
	);
}

function readKey(key: NonNullable<TriggerValues['key']>): TriggerKey {
	const { window_seconds = keyDefaults.window_seconds, completes = keyDefaults.completes } = key;
	if (!completions.includes(completes)) {
		refuse(
			'completes',
			`is "${String(completes).slice(0, 40)}"; allowed are ${completions.join(', ')}`,
			'Choose one of these',
		);
	}
	return {
		value: readIdentity('Duplicate Key', key.value, maxKeyLength),
		window_seconds: window_seconds === null ? null : readSeconds('Window', window_seconds),
		completes,
		lease_seconds: readSeconds('Lease', key.lease_seconds ?? keyDefaults.lease_seconds),
	};
}

/** A trigger from loose values. Throws `FIELD_INVALID` naming the first value that cannot be kept. */
export function readTrigger(values: TriggerValues): TriggerDraft {
	const received = typeof values.received_at === 'string' ? readInstant(values.received_at, 'UTC') : null;
	if (received === null) {
		const found =
			typeof values.received_at === 'string' ? `"${values.received_at.toWellFormed().slice(0, 40)}"` : 'no text';
		refuse(
			'Received At',
			`is ${found}; a date and time is expected`,
			"Write it as ISO 8601, as '2026-05-04T09:00:00Z'",
		);
	}
	return {
		source: readIdentity(fieldNames.source, values.source, maxNameLength),
		received_at: received,
		refused: values.refused ?? null,
		contract: values.contract ?? null,
		digest: values.digest ?? null,
		key: values.key ? readKey(values.key) : null,
		subject: values.subject ? storableText('Subject', values.subject, maxNameLength) : null,
	};
}

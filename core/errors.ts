/** Codes of refusals that a caller can act on; a code never changes meaning. `docs/reference/error-codes.md` lists them. */
export type TriageErrorCode =
	| 'BUNDLE_UNREADABLE'
	| 'BUNDLE_UNWRITABLE'
	| 'CALENDAR_INVALID'
	| 'CASE_NOT_FOUND'
	| 'CHAIN_INVALID'
	| 'CHECKLIST_INVALID'
	| 'CHECKPOINT_MALFORMED'
	| 'CHECKPOINT_SIGNATURE'
	| 'CLOCK_POLICY_INVALID'
	| 'COMMAND_REUSED'
	| 'CONTRACT_INVALID'
	| 'DEFINITION_INVALID'
	| 'DEFINITION_NOT_FOUND'
	| 'DEFINITION_UNUSABLE'
	| 'EVIDENCE_INVALID'
	| 'EXCEPTION_INVALID'
	| 'EXCEPTION_NOT_FOUND'
	| 'FIELD_INVALID'
	| 'ITEM_REFUSED'
	| 'KEY_INVALID'
	| 'N8N_REFUSED'
	| 'N8N_UNREACHABLE'
	| 'NOTHING_TO_SHOW'
	| 'PART_NOT_FOUND'
	| 'PART_PUBLIC'
	| 'PERIOD_EMPTY'
	| 'POLICY_INVALID'
	| 'STORE_BUSY'
	| 'STORE_UNAVAILABLE'
	| 'STORE_UNSHARED'
	| 'TABLE_INVALID'
	| 'TRIGGER_NOT_FOUND'
	| 'UNTRUSTED_KEY';

/**
 * Misuse or a fault, never an expected outcome: those are return values.
 * `message` says what does not hold, where, what was found and what is allowed; `fix` says the next step.
 */
export class TriageError extends Error {
	override readonly name = 'TriageError';

	constructor(
		readonly code: TriageErrorCode,
		message: string,
		readonly fix: string,
		options?: { cause?: unknown; details?: Record<string, unknown> },
	) {
		super(message, options?.cause === undefined ? undefined : { cause: options.cause });
		this.details = options?.details ?? {};
	}

	readonly details: Record<string, unknown>;
}

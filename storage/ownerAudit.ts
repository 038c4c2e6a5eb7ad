import type { CaseLapse } from '../core';

/** Where an audit of ownership goes on: numbers of the last cases that were looked at, 0 for the beginning. */
export interface OwnerAuditPlace {
	/** Among cases that go on. */
	open: number;
	/** Among those of which a lapse is open. */
	lapsed: number;
}

export interface OwnerAuditRequest {
	/** Owner of the exceptions. */
	operator_role: string;
	/** Behind which place to go on; null to begin. */
	after: OwnerAuditPlace | null;
	/** At most this many cases of each kind; 100 without it, 250 at most. */
	limit?: number;
}

export interface OwnerAudit {
	/** The log's clock, by which was judged. */
	at: string;
	/** What nobody had found before. */
	lapses: Array<CaseLapse & { case_id: string }>;
	/** Exceptions that were closed because what they are about is over. */
	healed: string[];
	/** Where to go on. Behind the last case it is the beginning. */
	next: OwnerAuditPlace;
}

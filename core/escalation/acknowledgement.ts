import type { EscalationChain, EscalationEvent } from './types';

const defaultRenewals = 3;

/** That somebody took a case on. It holds while there is activity. */
export class Acknowledgement {
	/** Its lifetime counts from here. Milliseconds. */
	base: number;
	private renewals = 0;

	constructor(
		readonly byRole: string,
		at: number,
		/** The pass and step that come next when it runs out. */
		readonly next: { pass: number; step: number },
		/** How many acknowledgements the run had before. */
		readonly index: number,
	) {
		this.base = at;
	}

	renewalsLeft({ max_ack_renewals = defaultRenewals }: EscalationChain): number {
		return Math.max(0, max_ack_renewals - this.renewals);
	}

	/** What its owner does prolongs it: evidence always, anything else only so often without evidence. */
	renew(event: Extract<EscalationEvent, { kind: 'activity' }>, at: number, chain: EscalationChain): void {
		if (event.by_role !== this.byRole) return;
		if (event.what === 'evidence') this.renewals = 0;
		else if (this.renewalsLeft(chain) === 0) return;
		else this.renewals += 1;
		this.base = at;
	}
}

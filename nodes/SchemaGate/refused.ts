import type { RootCauseLabel } from '../../core';
import type { FailedCheck } from '../shared/failedChecks';
import type { JudgedItem } from '../shared/forEachItem';
import { isEmpty, labelOf } from './draftTrigger';
import { invalidOutput, type Judged } from './judge';
import type { GateParameters } from './parameters';

/** Reasons that are named in the text of a failure; the item has all. */
const maxNamed = 5;

interface Reason {
	message: string;
	fix: string;
}

/** What the gate has put into an item. */
interface Gate {
	trigger_id?: string;
	problems?: Array<Reason & { label: RootCauseLabel }>;
}

function describe(reasons: readonly Reason[]): string {
	const more = reasons.length > maxNamed ? ` (and ${reasons.length - maxNamed} more)` : '';
	return `${reasons
		.slice(0, maxNamed)
		.map(({ message }) => message)
		.join('; ')}${more}`;
}

/** Why items of a run did not pass, as whoever sees to them has to know it. */
export class RefusedItems {
	readonly #noted = new Map<number, Omit<FailedCheck, 'index'>>();

	/** Takes note of an item that the contract or a rule refuses. */
	note(index: number, { result, findings }: Judged, { duplicateKey, options }: GateParameters): void {
		const reasons: Reason[] = [...result.problems, ...findings.filter(({ severity }) => severity === 'block')];
		this.#noted.set(index, {
			label: labelOf(result, findings),
			failure: describe(reasons),
			fixes: reasons.map(({ fix }) => fix),
			idempotency_key: isEmpty(duplicateKey) ? null : String(duplicateKey),
			received_at: isEmpty(options.receivedAt) ? null : String(options.receivedAt),
			subject: isEmpty(options.customerId) ? null : String(options.customerId),
		});
	}

	/** All items that leave by Invalid, those that only the ledger refused included. */
	among(judged: readonly JudgedItem[], field: string): FailedCheck[] {
		return judged.flatMap(({ index, routed }) => {
			const refused = routed.find(({ output }) => output === invalidOutput);
			if (refused === undefined) return [];
			const { trigger_id = null, problems = [] } = (refused.item.json[field] as { gate: Gate }).gate;
			const noted = this.#noted.get(index);
			if (noted !== undefined) return [{ index, trigger_id, ...noted }];
			const last = problems.at(-1);
			if (last === undefined) return [];
			return [{ index, trigger_id, label: last.label, failure: last.message, fixes: [last.fix] }];
		});
	}
}

import { isoOf } from '../time';
import type { EscalationRecord, EscalationRun } from './types';

/** What a run came to: what was recorded before, and what is new. */
export class RecordBook {
	/** What nobody has recorded yet, in the order in which it came. */
	readonly fresh: EscalationRecord[] = [];
	private readonly recorded: ReadonlyMap<string, EscalationRecord>;

	constructor(private readonly run: EscalationRun) {
		this.recorded = new Map(run.recorded.map((record) => [record.id, record]));
	}

	/** What was recorded of a step of a pass, or of something that comes once a run. */
	find(pass: number, what: number | string): EscalationRecord | undefined {
		return this.recorded.get(this.idOf(pass, what));
	}

	/** Keeps a record that is new; gives the one that was kept before. */
	keep(record: EscalationRecord): EscalationRecord {
		const known = this.recorded.get(record.id);
		if (known !== undefined) return known;
		this.fresh.push(record);
		return record;
	}

	/** A record of a step of a pass, or of something named by a word, that nobody is told of yet. */
	blank(pass: number, what: number | string, due: number): EscalationRecord {
		return {
			id: this.idOf(pass, what),
			kind: 'notify',
			pass,
			step: typeof what === 'number' ? what : null,
			due_at: isoOf(due),
			notify_at: isoOf(due),
			target_role: null,
			is_backup: false,
			action: 'notify',
			window: null,
			forced: null,
		};
	}

	private idOf(pass: number, what: number | string): string {
		const { case_id, run } = this.run;
		return typeof what === 'number' ? `${case_id}/${run}/${pass}/${what}` : `${case_id}/${run}/${what}`;
	}
}

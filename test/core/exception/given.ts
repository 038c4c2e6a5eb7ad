import {
	decideException,
	evolveException,
	readException,
	type ExceptionCommand,
	type ExceptionDecision,
	type ExceptionValues,
	type OpenException,
	type RecordedEntry,
	type TriageException,
} from '../../../core';

const begin = Date.parse('2026-01-05T09:00:00.000Z');

/** Minutes after the start of a test as an instant. */
export const plus = (minutes: number): string => new Date(begin + minutes * 60_000).toISOString();

export const values: ExceptionValues = {
	label: 'sys.timeout',
	owner_role: 'Triage',
	backup_role: 'Support-Lead',
	ttl_seconds: 4 * 3600,
	resolution_seconds: 24 * 3600,
	remediation: ['Ask the campaign team', { text: 'Tell the customer', required: false }],
	case_id: 'C-0001',
	source: { workflow: 'Triage tickets', node: 'Suppress contact', execution: '17' },
	failure: 'The campaign system did not answer',
};

export const opening = (more: Partial<ExceptionValues> = {}): OpenException => readException({ ...values, ...more });

/** An opening whose item is kept. */
export const keeping = (more: Partial<ExceptionValues> = {}): OpenException =>
	opening({ payload: { digest: `sha256:${'1'.repeat(64)}`, piece_count: 1, stripped: [] }, ...more });

/** An exception that commands are sent to, and its trail as a log would keep it. */
export class GivenException {
	readonly trail: Array<RecordedEntry<ExceptionCommand>> = [];
	state: TriageException | null = null;
	minute = 0;

	constructor(...commands: ExceptionCommand[]) {
		for (const command of commands) this.send(command);
	}

	get now(): string {
		return plus(this.minute);
	}

	wait(minutes: number): this {
		this.minute += minutes;
		return this;
	}

	send(command: ExceptionCommand, expectedVersion?: number, redriveAt?: string): ExceptionDecision {
		const decision = decideException(this.state, command, this.now, expectedVersion, redriveAt);
		if (decision.outcome === 'unchanged' || (decision.outcome === 'accepted' && decision.begins && this.state)) {
			return decision;
		}
		for (const { type, data } of decision.entries) this.add({ type, data, command });
		return decision;
	}

	add(entry: Pick<RecordedEntry<ExceptionCommand>, 'type' | 'data' | 'command'>): void {
		const { length } = this.trail;
		const place = { id: `entry-${length}`, case_id: '_exception/EX-0001', case_seq: length, at: this.now };
		const recorded = { ...entry, ...place, actor: { kind: 'workflow', id: 'wf1' } as const };
		this.trail.push(recorded);
		this.state = evolveException(this.state, recorded);
	}
}

/** Types and facts of what a decision appends. */
export const entriesOf = (decision: ExceptionDecision) =>
	decision.outcome === 'unchanged' ? [] : decision.entries.map(({ type, data }) => [type, data]);

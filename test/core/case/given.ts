import {
	decideCase,
	evolveCase,
	readCaseFields,
	type AssignOwner,
	type CaseCommand,
	type CaseDecision,
	type ChangeState,
	type CheckResult,
	type EvaluateQa,
	type RecordedEntry,
	type ResolveCase,
	type SecondsBetween,
	type TransferCase,
	type TriageCase,
} from '../../../core';

export const opening: CaseCommand = { kind: 'open', fields: readCaseFields({ source: 'desk', ticket_id: 'T-1' }) };
export const start: ChangeState = { kind: 'change_state', to: 'in-progress' };
export const resolve: ResolveCase = { kind: 'resolve', resolution: 'fixed' };
export const assign = (owner_role: string, more: Partial<AssignOwner> = {}): AssignOwner => ({
	kind: 'assign_owner',
	owner_role,
	backup_role: null,
	decided_by: 'rule',
	rule: 'A',
	reason: "Rule 'A' matched",
	...more,
});
export const transfer = (owner_role: string, more: Partial<TransferCase> = {}): TransferCase => ({
	kind: 'transfer',
	owner_role,
	backup_role: null,
	reason: 'They know it',
	...more,
});

export const checkResult = (name: string, more: Partial<CheckResult> = {}): CheckResult => ({
	id: name,
	name,
	type: 'evidence_recorded',
	severity: 'blocker',
	status: 'pass',
	detail: 'Recorded as connector.outcome',
	how_to_fix: null,
	value: null,
	evidence_id: null,
	at: null,
	...more,
});

/** What checks of a version of the case came to; all is well unless it is said otherwise. */
export const evaluation = (case_version: number, more: Partial<EvaluateQa> = {}): EvaluateQa => ({
	kind: 'evaluate_qa',
	stage: 'before_closing',
	case_version,
	checklist: 'Closing',
	digest: `sha256:${'0'.repeat(64)}`,
	checks: [checkResult('Suppression applied')],
	...more,
});

/** A case that commands are sent to, and its trail as a log would keep it. */
export class GivenCase {
	readonly trail: Array<RecordedEntry<CaseCommand>> = [];
	state: TriageCase | null = null;
	#now = Date.parse('2026-01-05T09:00:00.000Z');

	constructor(
		commands: readonly CaseCommand[] = [],
		private readonly secondsBetween?: SecondsBetween,
	) {
		for (const command of commands) {
			// In what came before, a case that was resolved had passed its checks.
			if (command.kind === 'resolve') this.check();
			this.send(command);
		}
	}

	get now(): string {
		return new Date(this.#now).toISOString();
	}

	wait(minutes: number): this {
		this.#now += minutes * 60_000;
		return this;
	}

	/** Records checks of the case as it is now. */
	check(more: Partial<EvaluateQa> = {}): CaseDecision {
		return this.send(evaluation(this.state!.version, more));
	}

	/** Folds entries of another trail, as once their commands were erased. */
	replay(entries: ReadonlyArray<RecordedEntry<CaseCommand>>): void {
		for (const entry of entries) this.state = evolveCase(this.state, entry);
	}

	/** `survivor`: the case that a command to merge names. */
	send(command: CaseCommand, survivor?: TriageCase): CaseDecision {
		const decision = decideCase(this.state, command, this.now, undefined, {
			...(this.secondsBetween && { secondsBetween: this.secondsBetween }),
			...(survivor && { survivor }),
		});
		if (decision.outcome === 'unchanged') return decision;
		for (const [ordinal, { type, data }] of decision.entries.entries()) {
			const entry = {
				id: `entry-${this.trail.length}`,
				type,
				case_id: 'C-0001',
				case_seq: this.trail.length,
				at: this.now,
				actor: { kind: 'workflow', id: 'wf1' } as const,
				data,
				command: ordinal === 0 ? command : null,
			};
			this.trail.push(entry);
			this.state = evolveCase(this.state, entry);
		}
		return decision;
	}
}

import { isoOf, millisOf } from '../time';
import { assertChain } from './chainFindings';
import { assertSameChain, readEvents } from './runFindings';
import { RunMachine } from './runMachine';
import type {
	EscalationChain,
	EscalationRecord,
	EscalationRun,
	EscalationSteps,
	PlannedStep,
	ScheduledStep,
} from './types';

function followRun(chain: EscalationChain, run: EscalationRun, now: number): RunMachine {
	assertChain(chain);
	assertSameChain(chain, run);
	const machine = new RunMachine(chain, run);
	machine.follow(readEvents(run.events, now), now);
	return machine;
}

/** Whether a record is of something that a role is told, and not only of what was passed over. */
export const isToTell = ({ kind }: EscalationRecord): boolean =>
	kind === 'notify' || kind === 'ack_expired' || kind === 'no_one_reachable' || kind === 'exhausted';

/** Parts what is to be told from what is only kept: an end, an acknowledgement or a later step overtook it. */
function sortOut(chain: EscalationChain, machine: RunMachine): Pick<EscalationSteps, 'due' | 'skipped'> {
	const { state, ack, fresh } = machine;
	const isHeld = ({ step, forced }: EscalationRecord): boolean => {
		if (state === 'resolved' || state === 'stopped') return true;
		const condition = step === null ? undefined : chain.steps[step - 1]?.condition;
		return ack !== null && forced === null && condition !== 'not_resolved';
	};
	const isTold = (record: EscalationRecord) => isToTell(record) && !isHeld(record);
	const latest = fresh.findLast((record) => record.kind === 'notify' && isTold(record));
	// Steps of one instant are told together, in the order of the chain.
	const isLatest = ({ notify_at }: EscalationRecord) => notify_at === latest?.notify_at;
	const isDue = (record: EscalationRecord) => isTold(record) && (record.kind !== 'notify' || isLatest(record));
	return {
		due: fresh.filter(isDue),
		skipped: fresh
			.filter((record) => !isDue(record))
			.map((record) => (record.kind === 'notify' ? { ...record, kind: 'skipped_catchup' as const } : record)),
	};
}

function planOf(chain: EscalationChain, pass: number, step: number, notify: number): PlannedStep {
	const definition = chain.steps[step - 1];
	return {
		notify_at: isoOf(notify),
		pass,
		step: definition === undefined ? null : step,
		target_role: definition?.target_role ?? chain.on_exhausted.fallback_role,
	};
}

/**
 * What a run came to by `now` that nobody has recorded yet. Keep `due` and `skipped` together with the run, and do what is
 * in `due`: the same call then gives nothing, at whatever later `now` until the next step. After a standstill only the
 * latest due step of a run is told; what it overtook is in `skipped`.
 *
 * Pass the version of the chain that the run was started with. A case that ended, or was acknowledged, at the instant of a
 * step goes before the step. Throws `CHAIN_INVALID`, `CALENDAR_INVALID` or `FIELD_INVALID` for what cannot be used.
 */
export function escalationSteps(chain: EscalationChain, run: EscalationRun, now: string): EscalationSteps {
	const machine = followRun(chain, run, millisOf(now, 'now'));
	const { ack, position, state } = machine;
	const turn = machine.nextTurn();
	const expires = machine.ackExpiry();
	const isExpiry = turn?.kind === 'ack_expired';
	const nextStep =
		isExpiry && ack!.next.pass === position.pass ? Math.max(position.step, ack!.next.step) : position.step;
	return {
		...sortOut(chain, machine),
		next: turn === null ? null : planOf(chain, position.pass, isExpiry ? nextStep : turn.step, turn.notify),
		next_due_at: turn === null ? null : isoOf(turn.notify),
		state,
		ack:
			ack === null || state === 'resolved' || state === 'stopped'
				? null
				: {
						by_role: ack.byRole,
						expires_at: expires === null ? null : isoOf(expires),
						renewals_left: ack.renewalsLeft(chain),
					},
	};
}

/**
 * Everything that a run will come to from `now` on if nothing happens, in order, with its planned times: to be shown before
 * it occurs. Roles are taken as they are now.
 */
export function plannedSteps(chain: EscalationChain, run: EscalationRun, now: string): ScheduledStep[] {
	const machine = followRun(chain, run, millisOf(now, 'now'));
	const known = machine.fresh.length;
	for (let turn = machine.nextTurn(); turn !== null; turn = machine.nextTurn()) machine.take(turn);
	return machine.fresh
		.slice(known)
		.filter(({ kind }) => kind === 'notify' || kind === 'exhausted' || kind === 'no_one_reachable')
		.map(({ pass, step, target_role, due_at, notify_at }) => ({
			pass,
			step,
			target_role: target_role!,
			due_at,
			notify_at,
			only_within: (step === null ? undefined : chain.steps[step - 1]?.only_within)?.name ?? null,
		}));
}

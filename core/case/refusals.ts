import type { EntryData } from '../evidence';
import type { CaseState } from '../vocabulary';
import { stateNames, transitions } from './transitions';
import type { CaseCommand, CaseDecision, Refusal, TriageCase } from './types';

/** A command that was refused, as its entry keeps it. */
export interface RefusedCommand {
	command: CaseCommand['kind'];
	from: CaseState;
	/** The state that was asked for; the same as `from` where none was. */
	to: CaseState;
	/** What the case or the command lacks; empty where it is not that. */
	missing: string;
}

const guardFixes: Record<string, string> = {
	'an owner role': 'Let a Role Owner node give the case an owner first',
};

function listStates(states: readonly CaseState[]): string {
	return states.map((state) => stateNames[state]).join(', ');
}

/** Of commands that change something else than the state: what a case cannot be. */
const passives: Partial<Record<CaseCommand['kind'], string>> = {
	transfer: 'transferred',
};

function describeOther(caseId: string, passive: string, { from, missing }: RefusedCommand): Refusal {
	if (missing !== '') {
		return {
			code: 'CASE_GUARD_UNMET',
			message: `Case ${caseId} cannot be ${passive} without ${missing}`,
			fix: `Set ${missing} in the node`,
		};
	}
	return {
		code: 'CASE_RESOLVED',
		message: `Case ${caseId} is ${stateNames[from]} and cannot be ${passive}`,
		fix: 'Its outcome is confirmed. To go on with it, change its state to Queued first',
	};
}

/** What is told about a refused command; also rebuilds the answer when the same command comes again. */
export function describeRefusal(caseId: string, refused: RefusedCommand): Refusal {
	const { command, from, to, missing } = refused;
	const passive = passives[command];
	if (passive !== undefined) return describeOther(caseId, passive, refused);
	if (missing !== '') {
		return {
			code: 'CASE_GUARD_UNMET',
			message: `Case ${caseId} cannot become ${stateNames[to]} without ${missing}`,
			fix: guardFixes[missing] ?? `Set ${missing} in the node that changes the state`,
		};
	}
	const message =
		from === to
			? `Case ${caseId} is ${stateNames[from]} already`
			: `Case ${caseId} cannot go from ${stateNames[from]} to ${stateNames[to]}`;
	return {
		code: 'CASE_TRANSITION_ILLEGAL',
		message,
		fix: `From ${stateNames[from]} a case can go to: ${listStates(transitions[from])}`,
	};
}

/** Refuses a command, and notes it in the trail of the case. */
export function refuse(
	{ case_id, state: from }: TriageCase,
	{ command, to = from, missing = '' }: Pick<RefusedCommand, 'command'> & Partial<RefusedCommand>,
): CaseDecision {
	const refusal = describeRefusal(case_id, { command, from, to, missing });
	const data: EntryData = { code: refusal.code, command, from, missing, to };
	return { outcome: 'refused', refusal, entries: [{ type: 'command.refused', data }] };
}

/** Refuses what was decided on another version of the case than the present one; `undefined` stands for any. */
export function findVersionConflict(state: TriageCase, expectedVersion: number | undefined): Refusal | null {
	if (expectedVersion === undefined || expectedVersion === state.version) return null;
	return {
		code: 'CASE_VERSION_CONFLICT',
		message: `Case ${state.case_id} is at version ${state.version}, not ${expectedVersion}`,
		fix: 'Get the case again and decide on what it holds now',
	};
}

import type { EntryData } from '../evidence';
import type { CaseState, ClosingNeed, StepStatus } from '../vocabulary';
import { fixUnmet } from './closing';
import { stateNames, stepTransitions, transitions } from './transitions';
import {
	maxAbsorbed,
	maxAttributes,
	maxOpenTasks,
	maxCaseRedrives,
	maxSteps,
	maxTags,
	type CaseCommand,
	type CaseDecision,
	type Refusal,
	type TriageCase,
} from './types';

/** A command that was refused, as its entry keeps it. */
export interface RefusedCommand {
	command: CaseCommand['kind'];
	from: CaseState;
	/** The state that was asked for; the same as `from` where none was. */
	to: CaseState;
	/** What the case or the command lacks; empty where it is not that. */
	missing: string;
	/** Of a step: its name, and the status it has and was to get. */
	step?: string;
	step_from?: StepStatus;
	step_to?: StepStatus;
	task_id?: string;
	/** Of a merge: the case that was named, and the one into which that was merged itself. */
	into?: string;
	into_merged?: string;
	/** The case into which this one is merged. */
	merged_into?: string;
	/** What the case lacks to be ended, as far as the reasons are known by name. */
	unmet?: ClosingNeed[];
}

const guardFixes: Record<string, string> = {
	'an owner role': 'Let a Role Owner node give the case an owner first',
};

function describeStep(caseId: string, { step, step_from, step_to }: RefusedCommand): Refusal | null {
	if (step_from === undefined) return null;
	return {
		code: 'CASE_STEP_ILLEGAL',
		message: `Step '${step}' of case ${caseId} is ${step_from} and cannot become ${step_to}`,
		fix: `From ${step_from} a step can go to: ${stepTransitions[step_from].join(', ')}`,
	};
}

/** Of commands that change something else than the state: what a case cannot be. */
const passives: Partial<Record<CaseCommand['kind'], string>> = {
	evaluate_qa: 'checked',
	merge: 'merged',
	open_task: 'given a task',
	repair_clocks: 'given other clocks',
	set_step: 'given a step',
	transfer: 'transferred',
	update: 'changed',
};

/** What is told when a case holds as much as it can. */
function describeFull(caseId: string, { command, into = '' }: RefusedCommand): Refusal {
	const code = 'CASE_GUARD_UNMET';
	if (command === 'merge') {
		const message = `Case ${into} has ${maxAbsorbed} cases merged into it, and none can be added`;
		return { code, message, fix: `Merge case ${into} into another one, and this case into that one` };
	}
	if (command === 'set_step') {
		const message = `Case ${caseId} has ${maxSteps} steps, and none can be added`;
		return { code, message, fix: 'Use the name of a step that the case has' };
	}
	if (command === 'open_task') {
		const message = `Case ${caseId} has ${maxOpenTasks} open tasks, and none can be added`;
		return { code, message, fix: 'Complete those that are done first' };
	}
	const message = `Case ${caseId} can hold at most ${maxAttributes} attributes and ${maxTags} tags`;
	return { code, message, fix: 'Take some away first' };
}

function describeCompletion(caseId: string, { missing, task_id }: RefusedCommand): Refusal {
	if (missing !== '') {
		return {
			code: 'CASE_GUARD_UNMET',
			message: `A task of case ${caseId} cannot be completed without ${missing}`,
			fix: `Set ${missing} in the node`,
		};
	}
	return {
		code: 'CASE_TASK_UNKNOWN',
		message: `Case ${caseId} has no task '${task_id}'`,
		fix: 'Task ids look like C-0031-T1; Triage Case: Get Many Tasks lists the tasks there are',
	};
}

const fixMerged = (into: string) => `Work on case ${into}, or take the merge back with Triage Case: Reopen`;

function describeOther(caseId: string, passive: string, refused: RefusedCommand): Refusal {
	const { from, missing, merged_into, unmet = [] } = refused;
	if (missing !== '') {
		return {
			code: 'CASE_GUARD_UNMET',
			message: `Case ${caseId} cannot be ${passive} without ${missing}`,
			fix: unmet.length > 0 ? fixUnmet(unmet) : `Set ${missing} in the node`,
		};
	}
	if (merged_into !== undefined) {
		const message = `Case ${caseId} was merged into ${merged_into} and cannot be ${passive}`;
		return { code: 'CASE_RESOLVED', message, fix: fixMerged(merged_into) };
	}
	return {
		code: 'CASE_RESOLVED',
		message: `Case ${caseId} is ${stateNames[from]} and cannot be ${passive}`,
		fix: 'Its outcome is confirmed. To go on with it, open it again with Triage Case: Reopen first',
	};
}

function describeMerge(caseId: string, { into, into_merged }: RefusedCommand): Refusal | null {
	const code = 'CASE_MERGE_ILLEGAL';
	if (into_merged !== undefined) {
		const message = `Case ${caseId} cannot be merged into ${into}, which was merged into ${into_merged} itself`;
		return { code, message, fix: `Merge it into ${into_merged}` };
	}
	if (into !== caseId) return null;
	return { code, message: `Case ${caseId} cannot be merged into itself`, fix: 'Name the case that goes on' };
}

/** The operation that takes a case from a state to another. */
function operationFor(from: CaseState, to: CaseState): string {
	if (to === 'resolved') return 'Resolve';
	if (to !== 'queued') return 'Change State';
	return from === 'resolved' ? 'Reopen' : 'Redrive';
}

function describeTransition(caseId: string, { from, to, merged_into }: RefusedCommand): Refusal {
	const code = 'CASE_TRANSITION_ILLEGAL';
	if (merged_into !== undefined) {
		const message = `Case ${caseId} was merged into ${merged_into} and cannot become ${stateNames[to]}`;
		return { code, message, fix: fixMerged(merged_into) };
	}
	if (transitions[from].includes(to)) {
		const operation = operationFor(from, to);
		const message = `Case ${caseId} goes from ${stateNames[from]} to ${stateNames[to]} by ${operation} only`;
		return { code, message, fix: `Use Triage Case: ${operation}` };
	}
	const ways = transitions[from].map((state) => {
		const operation = operationFor(from, state);
		return operation === 'Change State' ? stateNames[state] : `${stateNames[state]} (by ${operation})`;
	});
	const message =
		from === to
			? `Case ${caseId} is ${stateNames[from]} already`
			: `Case ${caseId} cannot go from ${stateNames[from]} to ${stateNames[to]}`;
	return { code, message, fix: `From ${stateNames[from]} a case can go to: ${ways.join(', ')}` };
}

function describeRedriven(caseId: string): Refusal {
	return {
		code: 'CASE_REDRIVE_LIMIT',
		message: `Case ${caseId} was queued again ${maxCaseRedrives} times after it failed, and failed again`,
		fix: 'Change its state to Manual Review, so that a person looks at it',
	};
}

/** What is told about a refused command; also rebuilds the answer when the same command comes again. */
export function describeRefusal(caseId: string, refused: RefusedCommand): Refusal {
	const { command, to, missing, unmet = [] } = refused;
	if (command === 'complete_task') return describeCompletion(caseId, refused);
	if (missing === 'room') return describeFull(caseId, refused);
	if (missing === 'redrives') return describeRedriven(caseId);
	const passive = passives[command];
	if (passive !== undefined) {
		return describeStep(caseId, refused) ?? describeMerge(caseId, refused) ?? describeOther(caseId, passive, refused);
	}
	if (missing !== '') {
		return {
			code: 'CASE_GUARD_UNMET',
			message: `Case ${caseId} cannot become ${stateNames[to]} without ${missing}`,
			fix: unmet.length > 0 ? fixUnmet(unmet) : (guardFixes[missing] ?? `Set ${missing} in the node`),
		};
	}
	return describeTransition(caseId, refused);
}

/** Refuses a command, and notes it in the trail of the case. */
export function refuse(
	{ case_id, state: from, merged_into }: TriageCase,
	{ command, to = from, missing = '', ...facts }: Pick<RefusedCommand, 'command'> & Partial<RefusedCommand>,
): CaseDecision {
	const more = { ...facts, ...(merged_into !== null && { merged_into }) };
	const refusal = describeRefusal(case_id, { command, from, to, missing, ...more });
	const data: EntryData = { code: refusal.code, command, from, missing, to, ...more };
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

import {
	canonicalize,
	commitPart,
	decideCase,
	describeRefusal,
	entryId,
	evolveCase,
	maxPartBytes,
	TriageError,
	type CaseCommand,
	type CaseState,
	type EntryContent,
	type RecordedEntry,
	type TriageCase,
} from '../../core';
import { caseIdOf } from '../projections/cases';
import type { CommandContext, CommandResult, CommandTarget } from '../store';
import { storedText } from '../storedText';
import { loadSalts } from './loadParts';
import type { Ports } from './ports';
import type { EntryDraft, Needs, WorkUnit } from './unit';

/** Name of the part that holds what the person or workflow said, personal data included. */
export const commandPartName = 'command';

/** A command that was checked as far as it can be without the store. */
export interface CommandJob {
	target: CommandTarget;
	command: CaseCommand;
	context: CommandContext;
	/** What the command is committed to as. */
	bytes: Uint8Array;
}

export function commandJob(target: CommandTarget, command: CaseCommand, context: CommandContext): CommandJob {
	const bytes = Buffer.from(canonicalize(command));
	if (bytes.length <= maxPartBytes) return { target, command, context, bytes };
	throw new TriageError(
		'FIELD_INVALID',
		`The command is ${bytes.length} bytes long; at most ${maxPartBytes} are kept`,
		'Shorten the longest field',
	);
}

export function commandNeeds({ target, command, context }: CommandJob): Needs {
	return {
		entryIds: [entryId(context.command_id, 0)],
		caseIds: target ? [storedText(target.case_id)] : [],
		tickets: command.kind === 'open' ? [command.fields] : [],
	};
}

export function commandReused(commandId: string, caseId: string): TriageError {
	return new TriageError(
		'COMMAND_REUSED',
		`Command '${commandId.slice(0, 40)}' ran before with other content, on case ${caseId}`,
		'Give every command an id of its own',
	);
}

export function caseNotFound(caseId: string): TriageError {
	return new TriageError(
		'CASE_NOT_FOUND',
		`There is no case '${caseId.slice(0, 40)}'`,
		'Check the case id; Triage Case: Get Many lists the cases there are',
	);
}

function loadTarget(unit: WorkUnit, { target, command }: CommandJob): TriageCase | null {
	if (command.kind === 'open') return unit.findCaseOfTicket(command.fields);
	const caseId = target?.case_id ?? '';
	const found = unit.findCase(caseId);
	if (found === null) throw caseNotFound(caseId);
	return found;
}

/** The kind of the command that caused an entry; empty for an entry that no command causes. */
function kindOf({ type, data }: EntryContent): string {
	switch (type) {
		case 'case.opened':
			return 'open';
		case 'owner.assigned':
			return 'assign_owner';
		case 'state.changed':
		case 'case.reopened':
			return 'change_state';
		case 'case.closed':
			return 'resolve';
		case 'command.refused':
			return String(data.command);
		default:
			return '';
	}
}

/** The answer of a command that ran before under the same id, or null. */
async function replayCommand(unit: WorkUnit, { command, context, bytes }: CommandJob): Promise<CommandResult | null> {
	const { command_id } = context;
	const earlier = unit.findEntry(entryId(command_id, 0));
	if (earlier === null) return null;
	const { c, s } = earlier.body;
	const reference = c.parts?.find(({ n }) => n === commandPartName);
	if (reference === undefined) throw commandReused(command_id, c.case);
	const salt = (await loadSalts(unit, s.idx)).get(commandPartName);
	// Once the command was erased only its kind is left to compare.
	const isSame = salt === undefined ? kindOf(c) === command.kind : reference.c === commitPart(salt, bytes);
	if (!isSame) throw commandReused(command_id, c.case);
	const current = unit.findCase(c.case) ?? (await unit.loadCase(c.case));
	if (current === null) throw new TriageError('EVIDENCE_INVALID', `Case ${c.case} has no row`, 'Verify the store');
	if (c.type !== 'command.refused') return { outcome: 'accepted', case: current, is_new: c.type === 'case.opened' };
	const [from, to] = [c.data.from as CaseState, c.data.to as CaseState];
	return { outcome: 'refused', case: current, refusal: describeRefusal(c.case, from, to, String(c.data.missing)) };
}

/** Runs one command in a unit. What it throws, it throws before it changes anything. */
export async function runCommand(unit: WorkUnit, job: CommandJob, ports: Ports): Promise<CommandResult> {
	const replayed = await replayCommand(unit, job);
	if (replayed !== null) return replayed;

	const { command, context, bytes } = job;
	const before = loadTarget(unit, job);
	const occurredAt = ports.now();
	const decision = decideCase(before, command, occurredAt, context.expected_version);
	if (decision.outcome === 'unchanged') return { outcome: 'unchanged', case: before!, is_new: false };

	let after = before;
	if (decision.entries.length > 0) {
		const caseId = before?.case_id ?? caseIdOf(unit.newestCase + 1);
		const drafts = decision.entries.map(({ type, data }, ordinal): EntryDraft => {
			const command = { name: commandPartName, bytes, media_type: 'application/json' };
			return {
				id: entryId(context.command_id, ordinal),
				type,
				occurred_at: occurredAt,
				actor: context.actor,
				...(context.run && { run: context.run }),
				data,
				parts: ordinal === 0 ? [{ ...command, capture: 'parsed', class: 'pii' }] : [],
			};
		});
		const placed = unit.place(caseId, drafts);
		for (const [ordinal, { body }] of placed.entries()) {
			const { c, s } = body;
			const entry = { type: c.type, case_id: caseId, case_seq: s.case_seq, at: s.at, data: c.data };
			after = evolveCase(after, { ...entry, command: ordinal === 0 ? command : null } satisfies RecordedEntry);
		}
		unit.take(placed, after);
	}
	return decision.outcome === 'refused'
		? { outcome: 'refused', case: after!, refusal: decision.refusal }
		: { outcome: 'accepted', case: after!, is_new: before === null };
}

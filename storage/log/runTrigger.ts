import {
	canonicalize,
	commandPartName,
	commitPart,
	decideSettlement,
	decideTrigger,
	entryId,
	readTriggerOutcome,
	TriageError,
	triggerTrail,
	type EntryBody,
	type Settlement,
	type Trigger,
	type TriggerDraft,
	type TriggerEntry,
	type TriggerSaid,
} from '../../core';
import { triggersAggregate } from '../projections/triggers';
import type { CommandContext } from '../store';
import { storedText } from '../storedText';
import type { SettlementResult, TriggerItem, TriggerResult } from '../triggers';
import { commandPart, commandReused } from './command';
import { loadSalts } from './loadParts';
import type { EntryDraft, PartDraft } from './place';
import type { Ports } from './ports';
import type { Identity, Needs, WorkUnit } from './unit';

const identityOf = ({ source, key }: TriggerDraft): Identity[] =>
	key === null ? [] : [{ aggregate: triggersAggregate, values: [source, key.value] }];

export const triggerNeeds = (items: readonly TriggerItem[]): Needs => ({
	entryIds: items.map(({ context }) => entryId(context.command_id, 0)),
	identities: items.flatMap(({ trigger }) => identityOf(trigger)),
});

/** Key and digest can tell about a person, also as digests that can be guessed: so they are a part, not facts. */
function saidBytes({ key, digest }: TriggerDraft): Uint8Array | null {
	if (key === null && digest === null) return null;
	return Buffer.from(canonicalize({ key: key?.value ?? null, digest } satisfies TriggerSaid));
}

async function replayTrigger(
	unit: WorkUnit,
	{ trigger, context: { command_id } }: TriggerItem,
): Promise<TriggerResult | null> {
	const earlier = unit.findEntry(entryId(command_id, 0));
	if (earlier === null) return null;
	const { c } = earlier.body;
	const isArrival = /^trigger\.(accepted|duplicate|refused)$/.test(c.type);
	const isSame = isArrival && c.data.source === trigger.source && c.data.received_at === trigger.received_at;
	if (!isSame || !(await saysTheSame(unit, earlier.body, saidBytes(trigger)))) throw commandReused(command_id, c.case);
	return { ...readTriggerOutcome(c), trigger_id: c.id, is_new: false };
}

async function saysTheSame(unit: WorkUnit, { c, s }: EntryBody, said: Uint8Array | null): Promise<boolean> {
	const reference = c.parts?.find(({ n }) => n === commandPartName);
	if (reference === undefined || said === null) return reference === undefined && said === null;
	const salt = (await loadSalts(unit, s.idx)).get(commandPartName);
	return salt === undefined || reference.c === commitPart(salt, said);
}

/** Decides on one arrival and records it, on the trail of its key or on one of its own. */
async function recordTrigger(unit: WorkUnit, item: TriggerItem, ports: Ports): Promise<TriggerResult> {
	const replayed = await replayTrigger(unit, item);
	if (replayed !== null) return replayed;
	const { trigger, context } = item;
	const occurredAt = ports.now();
	const [identity] = identityOf(trigger);
	const known = identity === undefined ? null : unit.findTrail(identity);
	const state = known === null ? null : unit.find(triggersAggregate, known);
	const { entry, shares_trail } = decideTrigger(state, trigger, unit.now(occurredAt));
	const id = entryId(context.command_id, 0);
	const said = saidBytes(trigger);
	const part: PartDraft[] =
		said === null ? [] : [{ ...commandPart(said), ...(trigger.subject !== null && { subject: trigger.subject }) }];
	unit.append(shares_trail && known !== null ? known : triggerTrail(id), [
		draftOf(id, entry, context, part, [], occurredAt),
	]);
	return { ...readTriggerOutcome(entry), trigger_id: id, is_new: true };
}

const draftOf = (
	id: string,
	{ type, data }: TriggerEntry,
	context: Pick<CommandContext, 'actor' | 'run'>,
	parts: readonly PartDraft[],
	refs: NonNullable<EntryDraft['refs']>,
	occurred_at: string,
): EntryDraft => ({
	id,
	type,
	occurred_at,
	actor: context.actor,
	...(context.run && { run: context.run }),
	...(refs.length > 0 && { refs }),
	data,
	parts,
});

/** Records arrivals in their order: a later one sees what became of an earlier one. */
export async function recordTriggers(
	unit: WorkUnit,
	items: readonly TriggerItem[],
	ports: Ports,
): Promise<TriggerResult[]> {
	const results: TriggerResult[] = [];
	for (const item of items) results.push(await recordTrigger(unit, item, ports));
	return results;
}

function triggerNotFound(triggerId: string): TriageError {
	return new TriageError(
		'TRIGGER_NOT_FOUND',
		`There is no accepted trigger '${triggerId.slice(0, 40)}'`,
		'Hand on the trigger id that the gate gave the item',
	);
}

/** What a settlement has to know of its trigger before it begins. */
export const settlementNeeds = (triggerId: string): Needs => ({ trailsOf: [storedText(triggerId)] });

function findTrigger(unit: WorkUnit, triggerId: string): { trailId: string; state: Trigger } {
	const entry = unit.findEntry(triggerId);
	if (entry?.body.c.type !== 'trigger.accepted') throw triggerNotFound(triggerId);
	const trailId = entry.body.c.case;
	const state = unit.find(triggersAggregate, trailId);
	if (state === null) throw new TriageError('EVIDENCE_INVALID', `${trailId} has no row`, 'Verify the store');
	return { trailId, state };
}

/**
 * Ends or links the work on an accepted trigger. The entry's id is made of the trigger's: it ends once, whoever says so and
 * however often.
 */
export function settleTrigger(
	unit: WorkUnit,
	triggerId: string,
	settlement: Settlement,
	context: Pick<CommandContext, 'actor' | 'run'>,
	ports: Ports,
): SettlementResult {
	const { trailId, state } = findTrigger(unit, triggerId);
	const entry = decideSettlement(state, triggerId, settlement);
	if (entry === null) return { outcome: 'unchanged', trigger: state };
	const rel = entry.type === 'trigger.linked' ? 'evidence_for' : 'outcome_of';
	const id = entryId(`${triggerId} ${entry.type}`, 0);
	unit.append(trailId, [draftOf(id, entry, context, [], [{ id: triggerId, rel }], ports.now())]);
	return { outcome: 'accepted', trigger: unit.find(triggersAggregate, trailId)! };
}

/** Completes the triggers of a case that wait for its end. */
export async function completeTriggersOf(
	unit: WorkUnit,
	caseId: string,
	context: Pick<CommandContext, 'actor' | 'run'>,
	ports: Ports,
): Promise<void> {
	const rows = await unit.db
		.selectFrom('triggers')
		.select('trail_id')
		.where('case_id', '=', caseId)
		.where('state', '=', 'claimed')
		.execute();
	for (const { trail_id } of rows) await unit.load(trail_id);
	const waiting = unit
		.findAll(triggersAggregate)
		.filter(({ case_id, state }) => case_id === caseId && state === 'claimed');
	for (const { trigger_id } of waiting) {
		await unit.loadEntries([trigger_id]);
		settleTrigger(unit, trigger_id, { kind: 'complete', case_id: caseId }, context, ports);
	}
}

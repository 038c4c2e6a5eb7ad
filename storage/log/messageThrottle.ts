import {
	assertThrottle,
	entryId,
	heldStanding,
	maxBundled,
	RoleMessages,
	throttleTrail,
	timerTrail,
	type EntryData,
	type EntryType,
	type SweptEntry,
	type ThrottleRule,
	type Timer,
} from '../../core';
import { throttlesAggregate } from '../projections/throttles';
import type { CommandContext } from '../store';
import type { ToldBundle } from '../timers';
import { timerOf } from './runTimer';
import type { WorkUnit } from './unit';

/** Steps that are looked at together. */
const pageSize = 250;

const toldTypes = ['timer.fired', 'timer.exhausted'] as const;

/** Holds the messages of one sweep to what roles may get, in the sweep's own transaction. */
export class MessageThrottle {
	private readonly roles = new Map<string, RoleMessages>();
	/** Cases and exceptions somebody was told about in this sweep, which the log does not have yet. */
	private readonly told = new Set<string>();
	private readonly now: string;

	/** Throws `FIELD_INVALID` for rules that cannot be used. */
	constructor(
		private readonly unit: WorkUnit,
		private readonly rules: readonly ThrottleRule[],
		private readonly sweeper: Pick<CommandContext, 'actor' | 'run'>,
	) {
		assertThrottle(rules);
		this.now = unit.now();
	}

	/** Whether the message about a step has to wait. The first one about a case never does, nor does what somebody forced. */
	async holds({ case_id }: Timer, { record, is_told }: SweptEntry, stepId: string): Promise<boolean> {
		if (!is_told || record.target_role === null || this.rules.length === 0) return false;
		const messages = await this.messagesOf(record.target_role);
		const passes = messages.mayPass || record.forced !== null || (await this.isFirst(case_id));
		this.told.add(case_id);
		if (passes) messages.pass(stepId);
		else messages.hold(stepId);
		return !passes;
	}

	/** Keeps what was decided, and lets go as one, role by role, what was held back and may go now. */
	async finish(): Promise<ToldBundle[]> {
		const waiting = await this.unit.db
			.selectFrom('throttles')
			.select('trail_id')
			.where('held_count', '>', 0)
			.orderBy('trail_id')
			.execute();
		for (const { trail_id } of waiting) await this.messagesOf(trail_id.slice(throttleTrail('').length));
		const bundles: ToldBundle[] = [];
		for (const [role, messages] of this.roles) {
			for (const { of, type, data } of messages.entries()) this.append(role, of, type, data);
			const bundle = messages.mayRelease ? await this.release(role, messages.held) : null;
			if (bundle !== null) bundles.push(bundle);
		}
		return bundles;
	}

	private async messagesOf(role: string): Promise<RoleMessages> {
		const known = this.roles.get(role);
		if (known !== undefined) return known;
		const trailId = throttleTrail(role);
		await this.unit.load(trailId);
		const messages = new RoleMessages(this.rules, this.unit.find(throttlesAggregate, trailId), this.now);
		this.roles.set(role, messages);
		return messages;
	}

	/** Whether nobody was told anything about this case or exception yet. */
	private async isFirst(caseId: string): Promise<boolean> {
		if (this.told.has(caseId)) return false;
		const from = timerTrail({ case_id: caseId, name: '' });
		const found = await this.unit.db
			.selectFrom('audit_entry')
			.select('idx')
			.where('case_id', '>=', from)
			// The character after the slash: all names of timers lie in between.
			.where('case_id', '<', `${from.slice(0, -1)}0`)
			.where('type', 'in', toldTypes)
			.limit(1)
			.executeTakeFirst();
		return found === undefined;
	}

	/** The steps that are still to be told go, those that were overtaken go nowhere, and those of paused timers stay. */
	private async release(role: string, held: readonly string[]): Promise<ToldBundle | null> {
		const found: Record<ReturnType<typeof heldStanding>, string[]> = { due: [], overtaken: [], waits: [] };
		const { due: steps, overtaken: left_out } = found;
		for (let from = 0; from < held.length; from += pageSize) {
			if (Math.max(steps.length, left_out.length) + pageSize > maxBundled) break;
			await this.sort(held.slice(from, from + pageSize), found);
		}
		const first = steps[0] ?? left_out[0];
		if (first === undefined) return null;
		const data = { steps, ...(left_out.length > 0 && { left_out }) };
		const entry_id = this.append(role, first, 'throttle.released', data);
		return steps.length === 0 ? null : { entry_id, target_role: role, step_count: steps.length };
	}

	private async sort(ids: readonly string[], found: Record<ReturnType<typeof heldStanding>, string[]>) {
		await this.unit.loadEntries(ids);
		const trails = new Map(ids.map((id) => [id, this.unit.findEntry(id)!.body.c]));
		await this.unit.loadAll([...trails.values()].map((content) => content.case));
		for (const [id, content] of trails) {
			found[heldStanding(timerOf(this.unit, content.case), String(content.data.id))].push(id);
		}
	}

	private append(role: string, of: string, type: EntryType, data: EntryData): string {
		const trailId = throttleTrail(role);
		// Made of the step and not of the sweep, as the step's own entry is.
		const id = entryId(`${trailId} ${of} ${type}`, 0);
		const { actor, run } = this.sweeper;
		this.unit.append(trailId, [{ id, type, occurred_at: this.now, actor, ...(run && { run }), data, parts: [] }]);
		return id;
	}
}

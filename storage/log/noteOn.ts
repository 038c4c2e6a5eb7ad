import { entryId, type EntryData, type EntryType } from '../../core';
import type { CommandContext } from '../store';
import type { WorkUnit } from './unit';

/** Appends an entry that a command causes on another trail than its own. That trail is loaded. */
export function noteOn(
	unit: WorkUnit,
	trailId: string,
	type: EntryType,
	data: EntryData,
	{ command_id, actor, run }: Pick<CommandContext, 'command_id' | 'actor' | 'run'>,
): void {
	const id = entryId(`${command_id} ${trailId} ${type}`, 0);
	unit.append(trailId, [{ id, type, occurred_at: unit.now(), actor, ...(run && { run }), data, parts: [] }]);
}

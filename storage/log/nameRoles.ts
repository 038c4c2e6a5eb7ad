import {
	decideDefinition,
	definitionFormats,
	definitionTrail,
	entryId,
	readDefinitionName,
	sealBody,
	type CaseCommand,
	type DefinitionTarget,
} from '../../core';
import { definitionsAggregate } from '../projections/definitions';
import type { CommandContext } from '../store';
import { bodyParts } from './definitionParts';
import type { Ports } from './ports';
import type { WorkUnit } from './unit';

/** Roles that a command of a case names. Throws `FIELD_INVALID` for a name that no role can have. */
export function rolesNamedBy(command: CaseCommand): DefinitionTarget[] {
	const names: Array<string | null | undefined> = [];
	if (command.kind === 'assign_owner') {
		names.push(command.owner_role, command.backup_role, command.accountable_role);
	}
	if (command.kind === 'transfer') names.push(command.owner_role, command.backup_role);
	if (command.kind === 'open_task') names.push(command.owner_role);
	if (command.kind === 'evaluate_qa') names.push(command.override?.role);
	if (command.kind === 'change_state') names.push(command.reviewer_role);
	return rolesNamed(names);
}

/** Roles by their names, once each. Throws `FIELD_INVALID` for a name that no role can have. */
export function rolesNamed(names: ReadonlyArray<string | null | undefined>): DefinitionTarget[] {
	const distinct = new Set(names.flatMap((name) => name || []));
	return [...distinct].map((name) => ({ kind: 'role', name: readDefinitionName('role', name) }));
}

/**
 * Makes the roles that were not known before, without members, so that whoever looks finds them and sees that they are not
 * staffed. `from`: ordinal of their first entry among those of the command.
 */
export function nameRoles(
	unit: WorkUnit,
	roles: readonly DefinitionTarget[],
	context: CommandContext,
	from: number,
	ports: Ports,
) {
	const unknown = roles.filter((target) => unit.find(definitionsAggregate, definitionTrail(target)) === null);
	let ordinal = from;
	for (const target of unknown) {
		const sealed = sealBody(definitionFormats, target, {});
		const decision = decideDefinition(
			null,
			{ kind: 'save', body: {} },
			{
				target,
				now: unit.now(),
				actor: context.actor,
				digest: sealed.digest,
				repeats_newest: false,
			},
		);
		if (decision.outcome !== 'accepted') continue;
		const drafts = decision.entries.map(({ type, data }) => ({
			id: entryId(context.command_id, ordinal++),
			type,
			occurred_at: ports.now(),
			actor: context.actor,
			...(context.run && { run: context.run }),
			data,
			parts: type === 'definition.saved' ? bodyParts(sealed) : [],
		}));
		unit.append(definitionTrail(target), drafts);
	}
}

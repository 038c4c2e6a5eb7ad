import {
	activationAt,
	definitionKindNames,
	TriageError,
	type Calendar,
	type DefinitionKind,
	type EscalationChain,
	type StartTimer,
} from '../../../core';
import { readDefinition } from '../../shared/definitions';
import type { FoundDefinition, TriageStore } from '../../shared/openStore';

/** What a timer counts by. A saved calendar comes with its version, so that the timer follows those that come later. */
export type CountedCalendar = Pick<StartTimer, 'calendar' | 'saved_calendar'>;

/** Chains and calendars by name, each read once a run, in the version that counts then. */
export class SavedDefinitions {
	private readonly found = new Map<string, Promise<FoundDefinition>>();

	constructor(private readonly store: TriageStore) {}

	/** Throws `FIELD_INVALID` and `DEFINITION_NOT_FOUND`. */
	async calendar(parameter: unknown): Promise<Calendar> {
		return (await this.get('calendar', parameter)).body as Calendar;
	}

	/** The same, with the version it is of. */
	async countedCalendar(parameter: unknown): Promise<CountedCalendar> {
		const { definition, version, body } = await this.get('calendar', parameter);
		const now = new Date().toISOString();
		// What was saved a moment ago counts, also where the log's clock is ahead of this machine's.
		const { effective_from } = activationAt(definition, now > definition.updated_at ? now : definition.updated_at)!;
		return { calendar: body as Calendar, saved_calendar: { version: version.number, effective_from } };
	}

	/** Throws `FIELD_INVALID` and `DEFINITION_NOT_FOUND`. */
	async chain(parameter: unknown): Promise<EscalationChain> {
		const { body, version } = await this.get('escalation_chain', parameter);
		return { ...(body as EscalationChain), version: version.number };
	}

	private async get(kind: DefinitionKind, parameter: unknown): Promise<FoundDefinition> {
		const name = readDefinition(kind, parameter);
		const key = `${kind}/${name}`;
		const known = this.found.get(key) ?? this.read(kind, name);
		this.found.set(key, known);
		return await known;
	}

	private async read(kind: DefinitionKind, name: string): Promise<FoundDefinition> {
		const found = await this.store.getDefinition({ kind, name });
		if (found !== null) return found;
		throw new TriageError(
			'DEFINITION_NOT_FOUND',
			`There is no ${definitionKindNames[kind].toLowerCase()} '${name}' in force`,
			'Check the name, upper and lower case included, or save and activate it first',
		);
	}
}

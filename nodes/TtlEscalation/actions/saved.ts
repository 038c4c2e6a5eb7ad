import {
	definitionKindNames,
	TriageError,
	type Calendar,
	type DefinitionKind,
	type EscalationChain,
} from '../../../core';
import { readDefinition } from '../../shared/definitions';
import type { FoundDefinition, TriageStore } from '../../shared/openStore';

/** Chains and calendars by name, each read once a run, in the version that counts then. */
export class SavedDefinitions {
	private readonly found = new Map<string, Promise<FoundDefinition>>();

	constructor(private readonly store: TriageStore) {}

	/** Throws `FIELD_INVALID` and `DEFINITION_NOT_FOUND`. */
	async calendar(parameter: unknown): Promise<Calendar> {
		return (await this.get('calendar', parameter)).body as Calendar;
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

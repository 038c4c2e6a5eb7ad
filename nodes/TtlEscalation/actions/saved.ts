import type { IExecuteFunctions } from 'n8n-workflow';

import {
	activationAt,
	canonicalize,
	definitionKindNames,
	TriageError,
	type Calendar,
	type DefinitionKind,
	type EscalationChain,
	type StartTimer,
} from '../../../core';
import { readDefinition } from '../../shared/definitions';
import type { Hint } from '../../shared/hints';
import type { FoundDefinition, TriageStore } from '../../shared/openStore';
import { saveDefinition } from '../../shared/saveDefinition';
import { readChosen } from '../../shared/savedDefinition';
import { callRoles } from './inspection';

/** What a timer counts by. A saved calendar comes with its version, so that the timer follows those that come later. */
export type CountedCalendar = Pick<StartTimer, 'calendar' | 'saved_calendar'>;

/** Chains and calendars by name, each read or saved once a run, in the version that counts then. */
export class SavedDefinitions {
	private readonly found = new Map<string, Promise<FoundDefinition>>();
	private readonly chains = new Map<string, { text: string; saving: Promise<number> }>();
	/** What to say about what was saved. */
	readonly hints: Hint[] = [];

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

	/**
	 * Saves a chain under a name, once a run, and gives it as it is saved. Throws `FIELD_INVALID`, also where a run has two
	 * chains for one name, and what `saveDefinition` throws.
	 */
	async saveChain(context: IExecuteFunctions, saveAs: unknown, chain: EscalationChain): Promise<EscalationChain> {
		if (readChosen(saveAs) === '') {
			throw new TriageError('FIELD_INVALID', "'Save Steps As' is empty", 'Type a name, or remove the option');
		}
		const name = readDefinition('escalation_chain', saveAs);
		const { version: _version, ...body } = { ...chain, id: name };
		const text = canonicalize(body);
		const known = this.chains.get(name) ?? { text, saving: this.save(context, name, body) };
		this.chains.set(name, known);
		if (known.text === text) return { ...chain, id: name, version: await known.saving };
		throw new TriageError(
			'FIELD_INVALID',
			`'Save Steps As' is '${name}' for items that have other steps`,
			"Write values in the place of the expressions, or remove the option 'Save Steps As'",
		);
	}

	/** The version that holds a chain. */
	private async save(context: IExecuteFunctions, name: string, body: object): Promise<number> {
		const target = { kind: 'escalation_chain', name } as const;
		try {
			const { number, hints } = await saveDefinition(context, target, body, 'Save Steps As');
			this.hints.push(...hints);
			return number;
		} catch (thrown) {
			if (!(thrown instanceof TriageError)) throw thrown;
			const { code, message, fix, details } = thrown;
			throw new TriageError(code, callRoles(message), fix, { cause: thrown, details });
		}
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

import {
	activationAt,
	activationsBetween,
	checkCalendar,
	definitionTrail,
	TriageError,
	type Calendar,
	type CalendarVersion,
	type Definition,
} from '../../core';
import { readDefinition } from '../projections/definitions';
import { loadBody } from './definitionParts';
import type { WorkUnit } from './unit';

type Db = WorkUnit['db'];

/** Saved calendars with their versions, as they came into force up to an instant. */
export class CalendarHistory {
	readonly #bodies = new Map<string, Calendar>();

	private constructor(
		private readonly db: Db,
		private readonly at: string,
		private readonly definitions: ReadonlyMap<string, Definition>,
	) {}

	static async read(db: Db, at: string): Promise<CalendarHistory> {
		const rows = await db.selectFrom('definitions').select('record').where('kind', '=', 'calendar').execute();
		const calendars = rows.map(({ record }) => readDefinition(record));
		return new CalendarHistory(db, at, new Map(calendars.map((calendar) => [calendar.name, calendar])));
	}

	/** Calendars of which a version is in force, each with the instant since when it is. */
	inForce(): Array<{ name: string; since: string }> {
		return [...this.definitions.values()].flatMap((definition) => {
			const activation = activationAt(definition, this.at);
			return activation === null || activation.version === null
				? []
				: [{ name: definition.name, since: activation.effective_from }];
		});
	}

	/** The version in force of a calendar; null where there is none. */
	async versionInForce(name: string): Promise<CalendarVersion | null> {
		const definition = this.definitions.get(name);
		const activation = definition && activationAt(definition, this.at);
		if (!definition || !activation || activation.version === null) return null;
		const { version, effective_from } = activation;
		return { version, effective_from, calendar: await this.#body(definition, version) };
	}

	/**
	 * What came into force of a calendar after an instant, in order. Left out is what does not open any more, and the end of
	 * the whole calendar: whoever counts by it goes on by what it has.
	 */
	async changesSince(name: string, since: string): Promise<CalendarVersion[]> {
		const definition = this.definitions.get(name);
		if (definition === undefined) return [];
		const changes: CalendarVersion[] = [];
		for (const { version, effective_from } of activationsBetween(definition, since, this.at)) {
			if (version === null) continue;
			const calendar = await this.#body(definition, version);
			if (checkCalendar(calendar, this.at).length === 0) changes.push({ version, effective_from, calendar });
		}
		return changes;
	}

	async #body(definition: Definition, number: number): Promise<Calendar> {
		const trailId = definitionTrail(definition);
		const known = this.#bodies.get(`${number} ${trailId}`);
		if (known !== undefined) return known;
		const { body } = await loadBody(this.db, trailId, definition.versions[number - 1]!.seq);
		if (body === null) {
			throw new TriageError('EVIDENCE_INVALID', `A body of ${trailId} is not there`, 'Verify the store');
		}
		const calendar = JSON.parse(Buffer.from(body).toString()) as Calendar;
		this.#bodies.set(`${number} ${trailId}`, calendar);
		return calendar;
	}
}

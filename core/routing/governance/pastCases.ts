import { erasedSource, fieldNames, type CaseFields, type TriageCase } from '../../case';
import { parsePath, type PathStep } from '../../gate';
import type { ColumnType, RoutingColumn } from '../types';
import type { PastCase } from './backtest';

/** Which field of a case holds what a column asks about, by the column's field. */
export type CaseFieldsOfColumns = Readonly<Record<string, keyof CaseFields>>;

/** Cases hold texts: of a number that became one, nobody knows whether it was a number. */
const textTypes: ReadonlySet<ColumnType> = new Set(['date', 'datetime', 'string']);

interface HeldColumn {
	steps: readonly PathStep[];
	caseField: keyof CaseFields;
}

type Container = Record<PathStep, unknown>;

const define = (container: Container, step: PathStep, value: unknown) =>
	Object.defineProperty(container, step, { value, enumerable: true, configurable: true, writable: true });

/** Puts a value where a path leads, and says whether it could. */
function place(facts: Container, steps: readonly PathStep[], value: string): boolean {
	let container = facts;
	for (const [at, step] of steps.slice(0, -1).entries()) {
		if (!Object.hasOwn(container, step)) define(container, step, typeof steps[at + 1] === 'number' ? [] : {});
		const next = container[step];
		if (typeof next !== 'object' || next === null) return false;
		container = next as Container;
	}
	define(container, steps.at(-1)!, value);
	return true;
}

/**
 * Makes of a case what `backtest` asks about, for tables with these columns. A case holds fewer fields than its item had: a
 * column asks about the case's field of the same name, or about the one that `caseFields` says. All others are not known.
 */
export class PastCaseReader {
	private readonly held = new Map<string, HeldColumn>();
	private readonly fields: readonly string[];

	constructor(columns: readonly RoutingColumn[], caseFields: CaseFieldsOfColumns = {}) {
		this.fields = [...new Set(columns.map(({ field }) => field))];
		// Two tables may give a column two types.
		const untold = new Set(columns.filter(({ type }) => !textTypes.has(type)).map(({ field }) => field));
		for (const field of this.fields) {
			const mapped = Object.hasOwn(caseFields, field) ? caseFields[field] : undefined;
			const caseField = mapped ?? (Object.hasOwn(fieldNames, field) ? (field as keyof CaseFields) : undefined);
			const path = parsePath(field);
			if (caseField === undefined || untold.has(field) || !('steps' in path)) continue;
			this.held.set(field, { steps: path.steps, caseField });
		}
	}

	/** Fields of columns that no case holds. */
	get unheldFields(): string[] {
		return this.fields.filter((field) => !this.held.has(field));
	}

	read(record: TriageCase): PastCase {
		const isErased = record.source === erasedSource;
		const facts: Container = {};
		const unknown_fields: string[] = [];
		for (const field of this.fields) {
			const held = this.held.get(field);
			const isKnown = held !== undefined && (!isErased || held.caseField === 'priority');
			const value = isKnown ? record[held.caseField] : null;
			// What is null was absent from the ticket, as it is from the facts.
			const isPlaced = value === null ? isKnown : place(facts, held!.steps, value);
			if (!isPlaced) unknown_fields.push(field);
		}
		const { case_id, owner } = record;
		return {
			case_id,
			facts,
			unknown_fields,
			...(owner !== null && { owner_role: owner.role, owned_by_default: owner.decided_by === 'default' }),
		};
	}
}

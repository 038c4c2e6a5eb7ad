import type { FilterValue } from 'n8n-workflow';

import { checkSeverities, checkTypes, TriageError, type Check, type Checklist, type ChecklistItem } from '../../core';
import { describeValue, readOption } from '../shared/readOption';
import { asksNothing, keptConditions } from './conditions';

/** A row of the node's checks, as it was written. */
export interface CheckRow {
	checkName?: unknown;
	type?: unknown;
	step?: unknown;
	statuses?: unknown;
	condition?: FilterValue;
	field?: unknown;
	firstField?: unknown;
	secondField?: unknown;
	maxAgeHours?: unknown;
	severity?: unknown;
	howToFix?: unknown;
	isConditional?: unknown;
	appliesIf?: FilterValue;
}

/** How far back a date may lie where nothing else is said. */
export const defaultDateAgeHours = 24;

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : String(value ?? ''));

export const nameOfRow = ({ checkName }: CheckRow, at: number): string => text(checkName) || `Check ${at + 1}`;

function conditionsOf(filter: FilterValue | undefined, name: string) {
	if (!asksNothing(filter)) return keptConditions(filter!, name);
	throw new TriageError(
		'FIELD_INVALID',
		`The check '${name}' has no condition`,
		'Add a condition, or remove the check',
	);
}

const missing = (label: string, name: string, found: string, fix: string) =>
	new TriageError('FIELD_INVALID', `'${label}' of the check '${name}' is ${found}`, fix);

const ageLabel = 'Not Older Than (Hours)';

/** The age in hours, of which 0 means any. */
function ageOf(hours: unknown, name: string): { max_age_seconds?: number } {
	if (typeof hours === 'number' && hours >= 0) return hours === 0 ? {} : { max_age_seconds: hours * 3600 };
	const found = `${describeValue(hours)}; a number of hours from 0 is expected`;
	throw missing(ageLabel, name, found, 'Type a number of hours, as 24, or 0 where any age counts');
}

/** How far back a date may lie. Any would be no check of when it happened. */
function dateAgeOf(hours: unknown, name: string): number {
	if (typeof hours === 'number' && hours > 0) return hours * 3600;
	const found = `${describeValue(hours)}; a number of hours above 0 is expected`;
	const fix =
		"Type how many hours back the date may lie, as 24. Where any date will do, choose the type 'Field Has Value'";
	throw missing(ageLabel, name, found, fix);
}

function checkOf(row: CheckRow, name: string): Check {
	const type = readOption(`Type of ${name}`, row.type ?? 'evidence_recorded', checkTypes);
	const written = (label: string, value: unknown) => {
		if (text(value) !== '') return text(value);
		throw missing(label, name, 'empty', 'Fill it in, or remove the check');
	};
	const age = () => ageOf(row.maxAgeHours ?? 0, name);
	switch (type) {
		case 'action_confirmed':
		case 'evidence_recorded':
			return { type, step: written('Step', row.step), ...age() };
		case 'api_call_succeeded':
			return { type, step: written('Step', row.step), statuses: text(row.statuses ?? '200-299'), ...age() };
		case 'condition_is_true':
			return { type, condition: conditionsOf(row.condition, name) };
		case 'field_has_value':
			return { type, field: written('Field', row.field) };
		case 'happened_recently': {
			const max_age_seconds = dateAgeOf(row.maxAgeHours ?? defaultDateAgeHours, name);
			return { type, field: written('Field', row.field), max_age_seconds };
		}
		case 'two_values_match': {
			const [left, right] = [written('First Field', row.firstField), written('Second Field', row.secondField)];
			return { type, left: { field: left }, right: { field: right } };
		}
	}
}

function itemOf(row: CheckRow, at: number): ChecklistItem {
	const name = nameOfRow(row, at);
	const how_to_fix = text(row.howToFix);
	return {
		id: `check-${at + 1}`,
		name,
		check: checkOf(row, name),
		severity: readOption(`If It Fails of ${name}`, row.severity ?? 'blocker', checkSeverities),
		...(row.isConditional === true && { applies_if: conditionsOf(row.appliesIf, name) }),
		...(how_to_fix !== '' && { how_to_fix }),
	};
}

/** The checklist that the node's rows describe; what it lacks is told by `readChecklist`. */
export function checklistOf(name: string, rows: readonly CheckRow[], warningsBlock: boolean): Checklist {
	return { name, items: rows.map(itemOf), ...(warningsBlock && { warnings_block: true }) };
}

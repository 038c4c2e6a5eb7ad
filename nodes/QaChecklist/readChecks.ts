import type { FilterValue } from 'n8n-workflow';

import { checkSeverities, checkTypes, TriageError, type Check, type Checklist, type ChecklistItem } from '../../core';
import { readOption } from '../shared/readOption';
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

function checkOf(row: CheckRow, name: string): Check {
	const type = readOption(`Type of ${name}`, row.type ?? 'evidence_recorded', checkTypes);
	const hours = row.maxAgeHours ?? 0;
	const max_age_seconds = typeof hours === 'number' ? hours * 3600 : Number.NaN;
	const age = hours !== 0 && { max_age_seconds };
	switch (type) {
		case 'action_confirmed':
		case 'evidence_recorded':
			return { type, step: text(row.step), ...age };
		case 'api_call_succeeded':
			return { type, step: text(row.step), statuses: text(row.statuses ?? '200-299'), ...age };
		case 'condition_is_true':
			return { type, condition: conditionsOf(row.condition, name) };
		case 'field_has_value':
			return { type, field: text(row.field) };
		case 'happened_recently':
			return { type, field: text(row.field), max_age_seconds };
		case 'two_values_match':
			return { type, left: { field: text(row.firstField) }, right: { field: text(row.secondField) } };
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

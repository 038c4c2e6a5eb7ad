import { TriageError } from '../../errors';
import { describeKind, memberOf } from '../../gate';
import { readRoleName } from '../roleName';
import { isRecord } from '../table/readOutcome';
import type { PastCase } from './backtest';

export const maxPastCases = 20_000;

function refuse(message: string, fix: string): never {
	throw new TriageError('FIELD_INVALID', message, fix, { details: { field: 'cases' } });
}

function parse(text: string, place: string): unknown {
	try {
		return JSON.parse(text);
	} catch (cause) {
		return refuse(`${place} is no JSON: ${(cause as Error).message}`, 'Correct it there');
	}
}

/** What a row is judged by: its own facts, as an object or as JSON, or else the row itself. */
function factsOf(row: Readonly<Record<string, unknown>>, place: string): unknown {
	const facts = memberOf(row, 'facts');
	if (facts === undefined) return row;
	const read = typeof facts === 'string' ? parse(facts, `'facts' of ${place}`) : facts;
	if (isRecord(read)) return read;
	return refuse(`'facts' of ${place} is ${describeKind(read, false)}`, 'Write the item that is to be routed');
}

function readRow(row: unknown, index: number, needsOwner: boolean): PastCase {
	const place = `case ${index + 1}`;
	if (!isRecord(row)) {
		return refuse(`${place} is ${describeKind(row, false)}`, 'Write {"case_id": …, "facts": {…}, "owner_role": …}');
	}
	const [id, owner] = [memberOf(row, 'case_id'), memberOf(row, 'owner_role')];
	const owner_role = readRoleName(`owner_role of ${place}`, owner ?? '');
	if (needsOwner && owner_role === '') {
		return refuse(`${place} names no owner_role`, "Name the role that should get it, or 'triage' for nobody");
	}
	return {
		case_id: typeof id === 'string' || typeof id === 'number' ? String(id).toWellFormed() : place,
		facts: factsOf(row, place),
		...(owner_role !== '' && { owner_role }),
	};
}

/**
 * Cases that were written down, as golden cases are: a list, or JSON of one, of rows with `case_id`, `facts` and `owner_role`,
 * which is who should get it. A row without `facts` is judged as a whole. Throws `FIELD_INVALID`.
 */
export function readPastCases(value: unknown, { needsOwner }: { needsOwner: boolean }): PastCase[] {
	const rows = typeof value === 'string' ? parse(value, 'The list of cases') : value;
	if (!Array.isArray(rows)) {
		return refuse(
			`The list of cases is ${describeKind(rows, false)}`,
			'Write [{"case_id": …, "facts": {…}, "owner_role": …}]',
		);
	}
	if (rows.length > maxPastCases) {
		return refuse(`The list has ${rows.length} cases; at most ${maxPastCases} are compared`, 'Leave some out');
	}
	return rows.map((row, index) => readRow(row, index, needsOwner));
}

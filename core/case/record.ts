import type { RecordedEntry } from '../evidence';
import type { CaseCommand } from './types';

/** An entry on the trail of a case. */
export type CaseRecord = RecordedEntry<CaseCommand>;

/** A fact of an entry as text; entries are closed records, so another type can only come from a damaged log. */
export const text = (entry: CaseRecord, key: string): string => String(entry.data[key] ?? '');

/** A fact of an entry that is a list of text. */
export function list(entry: CaseRecord, key: string): string[] {
	const value = entry.data[key];
	return Array.isArray(value) ? [...(value as readonly string[])] : [];
}

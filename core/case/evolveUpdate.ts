import type { CaseMode, Priority } from '../vocabulary';
import { list, text, type CaseRecord } from './record';
import type { TriageCase, UpdateCase } from './types';

const attributePrefix = 'attributes/';

/** What an update says of a field or attribute; null once the command was erased. */
function valueOf(command: UpdateCase | null, name: string): string | null {
	const isAttribute = name.startsWith(attributePrefix);
	const values: Record<string, string | null> = (isAttribute ? command?.attributes : command?.fields) ?? {};
	const key = isAttribute ? name.slice(attributePrefix.length) : name;
	return Object.hasOwn(values, key) ? values[key]! : null;
}

export function updateCase(state: TriageCase, entry: CaseRecord): TriageCase {
	const command = entry.command?.kind === 'update' ? entry.command : null;
	const attributes = new Map(Object.entries(state.attributes));
	const fields: Record<string, string | null> = {};
	for (const name of list(entry, 'changed')) {
		const value = valueOf(command, name);
		if (!name.startsWith(attributePrefix)) fields[name] = value;
		else if (value === null) attributes.delete(name.slice(attributePrefix.length));
		else attributes.set(name.slice(attributePrefix.length), value);
	}
	const removed = list(entry, 'tags_removed');
	return {
		...state,
		...fields,
		priority: (text(entry, 'priority') || state.priority) as Priority,
		mode: (text(entry, 'mode') || state.mode) as CaseMode,
		attributes: Object.fromEntries(attributes),
		tags: [...state.tags.filter((tag) => !removed.includes(tag)), ...list(entry, 'tags_added')].sort(),
	};
}

import type { EntryData } from '../evidence';
import { refuse } from './refusals';
import { maxAttributes, maxTags, type CaseDecision, type TriageCase, type UpdateCase } from './types';

/** Names of the fields and attributes that the command changes; an attribute's begins with `attributes/`. */
function changedNames(state: TriageCase, { fields = {}, attributes = {} }: UpdateCase): string[] {
	const changed = Object.entries(fields).filter(([name, value]) => state[name as keyof typeof fields] !== value);
	const own = Object.entries(attributes).filter(([name, value]) => attributeOf(state, name) !== value);
	return [...changed.map(([name]) => name), ...own.map(([name]) => `attributes/${name}`)].sort();
}

function attributeOf({ attributes }: TriageCase, name: string): string | null {
	return Object.hasOwn(attributes, name) ? attributes[name]! : null;
}

function isTooFull(state: TriageCase, { attributes = {}, add_tags = [], remove_tags = [] }: UpdateCase): boolean {
	const names = new Set(Object.keys(state.attributes));
	for (const [name, value] of Object.entries(attributes)) {
		if (value === null) names.delete(name);
		else names.add(name);
	}
	const tags = new Set([...state.tags, ...add_tags]);
	for (const tag of remove_tags) tags.delete(tag);
	return names.size > maxAttributes || tags.size > maxTags;
}

/** Changes what is known of a case. Values stay in the command, which can be erased; names, tags and choices are facts. */
export function decideUpdate(state: TriageCase, command: UpdateCase): CaseDecision {
	if (state.state === 'resolved') return refuse(state, { command: 'update' });
	const { priority, mode, add_tags = [], remove_tags = [] } = command;
	const changed = changedNames(state, command);
	const tags_removed = state.tags.filter((tag) => remove_tags.includes(tag));
	const tags_added = [...new Set(add_tags)].filter((tag) => !state.tags.includes(tag) && !remove_tags.includes(tag));
	const data: EntryData = {
		changed,
		...(priority !== undefined && priority !== state.priority && { priority }),
		...(mode !== undefined && mode !== state.mode && { mode }),
		...(tags_added.length > 0 && { tags_added }),
		...(tags_removed.length > 0 && { tags_removed }),
	};
	if (changed.length === 0 && Object.keys(data).length === 1) return { outcome: 'unchanged' };
	if (isTooFull(state, command)) return refuse(state, { command: 'update', missing: 'room' });
	return { outcome: 'accepted', entries: [{ type: 'case.updated', data }] };
}

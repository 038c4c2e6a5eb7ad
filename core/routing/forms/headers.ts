import type { RoutingColumn } from '../types';

/** Headers of what belongs to a rule beside its cells. */
export const ruleHeaders = ['rule.id', 'rule.priority', 'rule.examples'];
/** Headers of the parts of an outcome. */
export const outcomeHeaders = [
	'then.owner_role',
	'then.backup_role',
	'then.accountable_role',
	'then.consulted',
	'then.informed',
	'then.respond_within',
	'then.priority',
];

const typedHeader = /^(.*?):\s+((?:boolean|date|datetime|integer|number|string)(?:\s.*)?)$/s;
const otherTypedHeader = /^(.*?):\s+(.*)$/s;

/** `age: integer [0..120]` is a field, its type, and the values there can be. */
export function readColumnHeader(header: string): RoutingColumn {
	const [, field = header, rest = 'string'] = typedHeader.exec(header) ?? otherTypedHeader.exec(header) ?? [];
	const [type = '', values = ''] = [/^\S+/.exec(rest)?.[0], rest.replace(/^\S+\s*/, '')];
	return { field: field.trim(), type: type as RoutingColumn['type'], ...(values !== '' && { values }) };
}

/** The header that `readColumnHeader` reads back. */
export function writeColumnHeader({ field, type, values }: RoutingColumn): string {
	const literal = (value: unknown) =>
		typeof value === 'string' && type === 'string' ? JSON.stringify(value) : String(value);
	const list = typeof values === 'string' ? values : (values ?? []).map(literal).join(',');
	return type === 'string' && list === '' && !field.includes(':') ? field : `${field}: ${type} ${list}`.trimEnd();
}

import { maxLineLength, maxNameLength, storableText } from '../case';
import { definitionInvalid, readDefinitionName, type BodyFinding } from '../definition';
import { TriageError } from '../errors';
import type { RoleBody, RoleMember } from './types';

const maxMembers = 30;
const maxRoles = 30;
const maxHandles = 20;
const channelName = /^[a-z][a-z0-9_-]{0,39}$/;

type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Values =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function typeOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (value === null) return 'null';
	return typeof value === 'object' ? 'an object' : `of type ${typeof value}`;
}

/** Reads loose values and keeps every finding, so that all are told at once. */
class RoleReader {
	readonly findings: BodyFinding[] = [];

	find(pointer: string, message: string, fix: string) {
		this.findings.push({ pointer, message, fix });
	}

	/** What `read` gives, or `otherwise` after keeping what it throws. */
	#attempt<T>(pointer: string, otherwise: T, read: () => T): T {
		try {
			return read();
		} catch (error) {
			if (!(error instanceof TriageError)) throw error;
			this.find(pointer, error.message, error.fix);
			return otherwise;
		}
	}

	known(values: Values, keys: readonly string[], at: string) {
		for (const key of Object.keys(values).filter((found) => !keys.includes(found))) {
			const shown = key.toWellFormed().slice(0, 40);
			this.find(`${at}/${shown}`, `'${shown}' is not known`, `Use only ${keys.join(', ')}`);
		}
	}

	text(value: unknown, pointer: string, max: number): string | null {
		if (value === undefined || value === null) return null;
		if (typeof value === 'string') {
			return this.#attempt(pointer, null, () => storableText(pointer.slice(1), value, max) || null);
		}
		this.find(pointer, `'${pointer.slice(1)}' is ${typeOf(value)}; a text is expected`, 'Write it as a text');
		return null;
	}

	flag(value: unknown, pointer: string): boolean {
		if (value === undefined) return true;
		if (typeof value === 'boolean') return value;
		this.find(pointer, `'${pointer.slice(1)}' is ${typeOf(value)}; true or false is expected`, 'Write true or false');
		return true;
	}

	name(kind: 'role' | 'calendar', value: unknown, pointer: string): string | null {
		if (value === undefined || value === null || value === '') return null;
		return this.#attempt(pointer, null, () => readDefinitionName(kind, value));
	}

	list<T>(value: unknown, pointer: string, max: number, read: (entry: unknown, at: string) => T | null): T[] {
		if (value === undefined || value === null) return [];
		if (!Array.isArray(value)) {
			this.find(pointer, `'${pointer.slice(1)}' is ${typeOf(value)}; a list is expected`, 'Write a list');
			return [];
		}
		if (value.length > max) {
			this.find(
				pointer,
				`'${pointer.slice(1)}' has ${value.length} entries; at most ${max} are kept`,
				'Split the role',
			);
		}
		return value.slice(0, max).flatMap((entry: unknown, index) => read(entry, `${pointer}/${index}`) ?? []);
	}
}

function readHandles(reader: RoleReader, value: unknown, at: string): Record<string, string> {
	if (value === undefined || value === null) return {};
	if (!isObject(value)) {
		reader.find(
			at,
			`'${at.slice(1)}' is ${typeOf(value)}; an object by channel is expected`,
			'Write { "slack": "@ada" }',
		);
		return {};
	}
	const channels = Object.keys(value);
	if (channels.length > maxHandles) {
		reader.find(
			at,
			`'${at.slice(1)}' has ${channels.length} channels; at most ${maxHandles} are kept`,
			'Leave some out',
		);
	}
	const handles = channels.slice(0, maxHandles).flatMap((channel) => {
		if (!channelName.test(channel)) {
			const shown = channel.toWellFormed().slice(0, 40);
			reader.find(at, `'${shown}' is no channel`, 'Name it with lower-case letters, digits, _ and -, as slack');
			return [];
		}
		const handle = reader.text(value[channel], `${at}/${channel}`, 200);
		return handle === null ? [] : [[channel, handle] as const];
	});
	return Object.fromEntries(handles);
}

function readMember(reader: RoleReader, value: unknown, at: string): RoleMember | null {
	if (!isObject(value)) {
		reader.find(at, `'${at.slice(1)}' is ${typeOf(value)}; an object is expected`, 'Write { "id": "ada" }');
		return null;
	}
	reader.known(value, ['id', 'name', 'on_duty', 'handles'], at);
	const id = reader.text(value.id, `${at}/id`, maxNameLength);
	if (id === null) reader.find(`${at}/id`, `Member ${at.split('/')[2]} has no id`, 'Give each member a pseudonym');
	if (id?.includes('@')) {
		const fix = 'Use a pseudonym: the id stays in the trail for good, while handles can be erased';
		reader.find(`${at}/id`, `The id "${id}" looks like an e-mail address`, fix);
	}
	return {
		id: id ?? '',
		on_duty: reader.flag(value.on_duty, `${at}/on_duty`),
		name: reader.text(value.name, `${at}/name`, maxNameLength),
		handles: readHandles(reader, value.handles, `${at}/handles`),
	};
}

const members = [
	'description',
	'on_duty',
	'backup_role',
	'accountable_role',
	'consulted_roles',
	'informed_roles',
	'calendar',
	'members',
];

/**
 * A role from loose values, as a node or a script has them; what is left out has its default. Throws `DEFINITION_INVALID`
 * with all that is wrong in `details.findings`.
 */
export function readRoleBody(value: unknown, name: string): RoleBody {
	const reader = new RoleReader();
	if (!isObject(value))
		reader.find('', `It is ${typeOf(value)}; an object is expected`, 'Write {} for a role without members');
	const values = isObject(value) ? value : {};
	reader.known(values, members, '');
	const roles = (key: 'consulted_roles' | 'informed_roles') =>
		reader.list(values[key], `/${key}`, maxRoles, (entry, at) => reader.name('role', entry, at));
	const body: RoleBody = {
		description: reader.text(values.description, '/description', maxLineLength),
		on_duty: reader.flag(values.on_duty, '/on_duty'),
		backup_role: reader.name('role', values.backup_role, '/backup_role'),
		accountable_role: reader.name('role', values.accountable_role, '/accountable_role') ?? name,
		consulted_roles: roles('consulted_roles'),
		informed_roles: roles('informed_roles'),
		calendar: reader.name('calendar', values.calendar, '/calendar'),
		members: reader.list(values.members, '/members', maxMembers, (entry, at) => readMember(reader, entry, at)),
	};
	if (body.backup_role === name) {
		reader.find('/backup_role', 'The role is its own backup', 'Name another role, or leave it out');
	}
	const ids = body.members.map(({ id }) => id);
	const doubled = ids.find((id, index) => id !== '' && ids.indexOf(id) < index);
	if (doubled !== undefined) {
		reader.find('/members', `Two members have the id "${doubled}"`, 'Give each member an id of its own');
	}
	if (reader.findings.length > 0) throw definitionInvalid({ kind: 'role', name }, reader.findings);
	return body;
}

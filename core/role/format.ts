import type { BodyFormat } from '../definition';
import { readRoleBody } from './readRole';
import type { RoleBody, RoleMember } from './types';

type Contact = Pick<RoleMember, 'name' | 'handles'>;

const hasContact = ({ name, handles }: Contact) => name !== null || Object.keys(handles).length > 0;

/** How a role is kept: names and handles of its members apart, one part a member, so that each can be erased. */
export const roleFormat: BodyFormat = {
	split(body, name) {
		const { members, ...rest } = readRoleBody(body, name);
		return {
			body: { ...rest, members: members.map(({ id, on_duty }) => ({ id, on_duty })) },
			personal: members.filter(hasContact).map(({ id, name: called, handles }) => ({
				subject: id,
				value: { name: called, handles } satisfies Contact,
			})),
		};
	},
	join(body, personal): RoleBody {
		const kept = body as RoleBody;
		const contacts = new Map(personal.map(({ subject, value }) => [subject, value as unknown as Contact]));
		const members = kept.members.map(({ id, on_duty }) => ({
			id,
			on_duty,
			...(contacts.get(id) ?? { name: null, handles: {} }),
		}));
		return { ...kept, members };
	},
};

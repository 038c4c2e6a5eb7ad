import type { IExecuteFunctions } from 'n8n-workflow';

import {
	isUnstaffed,
	readRoleBody,
	roleRecord,
	type RoleBody,
	type RoleRecord,
	type UnstaffedChoice,
} from '../../core';
import { commandOf } from './command';
import type { TriageStore } from './openStore';

export type RoleNames = readonly (string | null | undefined)[];

const given = (names: RoleNames): string[] => names.filter((name): name is string => Boolean(name));

/** Roles as the store has them, each read once a run and only when somebody asks. */
export class RoleBook {
	/** Null for a role that was retired: nobody stands behind it any more. */
	private readonly records = new Map<string, RoleRecord | null>();
	private readonly unsaved = new Set<string>();
	private readonly unstaffed = new Set<string>();

	constructor(
		private readonly store: TriageStore,
		private readonly choice: UnstaffedChoice,
	) {}

	/** The records of roles and of their backups; undefined while some of them have to be loaded. */
	find(names: RoleNames): RoleRecord[] | undefined {
		const found: RoleRecord[] = [];
		const wanted = given(names);
		for (const [index, name] of wanted.entries()) {
			if (wanted.indexOf(name) < index) continue;
			const record = this.records.get(name);
			if (record === undefined) return undefined;
			if (record === null) continue;
			found.push(record);
			if (record.backup_role) wanted.push(record.backup_role);
		}
		return found;
	}

	/** As `find`, after loading what is missing. */
	async load(names: RoleNames): Promise<RoleRecord[]> {
		const wanted = given(names);
		const found = new Map<string, RoleRecord>();
		for (const name of wanted) {
			if (found.has(name)) continue;
			const known = this.records.get(name);
			const record = known === undefined ? await this.loadOne(name) : known;
			if (record === null) continue;
			found.set(name, record);
			if (record.backup_role) wanted.push(record.backup_role);
		}
		return [...found.values()];
	}

	private async loadOne(name: string): Promise<RoleRecord | null> {
		const target = { kind: 'role', name } as const;
		const held = await this.store.getDefinition(target);
		const isRetired = held === null && (await this.store.listVersions(target)).length > 0;
		if (held === null && !isRetired) this.unsaved.add(name);
		const body = held === null ? readRoleBody({}, name) : (held.body as RoleBody);
		if (!isRetired && isUnstaffed(body)) this.unstaffed.add(name);
		const record = isRetired ? null : roleRecord(name, body, this.choice);
		this.records.set(name, record);
		return record;
	}

	/** Those of the names that nobody was put on. */
	unstaffedOf(names: Iterable<string>): string[] {
		return [...names].filter((name) => this.unstaffed.has(name));
	}

	/** Makes those of the names that the store does not know, without members, so that whoever looks finds them. */
	async saveUnknown(context: IExecuteFunctions, names: Iterable<string>): Promise<void> {
		for (const name of names) {
			if (!this.unsaved.delete(name)) continue;
			const save = { kind: 'save', body: {}, only_if_new: true } as const;
			await this.store.executeDefinition({ kind: 'role', name }, save, commandOf(context, 0, `save_role ${name}`));
		}
	}
}

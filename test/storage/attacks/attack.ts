import type { EntryBody } from '../../../core';
import type { VerifyCode } from '../../../storage';
import type { Fixture } from './fixture';
import { editBody, forge, run, type Tables } from './forge';

export type Damage = (tables: Tables, fixture: Fixture) => Promise<unknown>;

/** What is done to the log, and exactly what has to be found. */
export type Attack = [name: string, damage: Damage, codes: VerifyCode[]];

export const statements =
	(...texts: string[]): Damage =>
	async (tables) =>
		await run(tables, ...texts);

export const entry =
	(idx: number, edit: (body: EntryBody) => unknown, hashed = false): Damage =>
	async (tables) =>
		await editBody(tables, idx, edit, hashed);

export const rewrite =
	(edit: (bodies: EntryBody[]) => EntryBody[], skey: string | null = null): Damage =>
	async (tables) =>
		await forge(tables, edit, skey);

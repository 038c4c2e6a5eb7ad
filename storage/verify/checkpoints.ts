import type { Kysely } from 'kysely';

import { openNote, parseCheckpoint, splitNote, TriageError } from '../../core';
import { readBody } from '../log/entries';
import type { HighWater, VerifyCode, VerifyOptions } from '../verification';
import type { StoreTables } from '../tables';
import type { Report } from './report';
import type { Tree } from './tree';

/** What somebody says about the log at one size. */
export interface Claim extends HighWater {
	/** Who says so, as the subject of a sentence. */
	by: string;
	origin: string | null;
	/** Held outside of the store. */
	held: boolean;
	/** Signed with a key that was handed in. */
	verified: boolean;
}

/** The claim of a note. Throws `CHECKPOINT_MALFORMED`, `CHECKPOINT_SIGNATURE` and `UNTRUSTED_KEY`. */
export function readNote(note: string, vkeys: readonly string[] | undefined): Pick<Claim, 'origin' | 'size' | 'root'> {
	const bytes = Buffer.from(note);
	const { text } = vkeys === undefined ? splitNote(bytes) : openNote(bytes, vkeys);
	const { origin, size, root } = parseCheckpoint(text);
	return { origin, size, root: Buffer.from(root).toString('hex') };
}

function tryNote(note: string, by: string, held: boolean, { vkeys }: VerifyOptions, report: Report): Claim[] {
	try {
		return [{ ...readNote(note, vkeys), by, held, verified: vkeys !== undefined }];
	} catch (error) {
		if (!(error instanceof TriageError) || error.code === 'KEY_INVALID') throw error;
		report.add(error.code as VerifyCode, null, null, `${by}: ${error.message}`);
		return [];
	}
}

/** All that is said about the log's roots: by its checkpoints, by their entries, and by what the caller holds. */
export async function collectClaims(db: Kysely<StoreTables>, options: VerifyOptions, report: Report): Promise<Claim[]> {
	const notes = await db.selectFrom('audit_checkpoint').selectAll().orderBy('size').execute();
	const claims = notes.flatMap(({ size, note }) => {
		const by = `The checkpoint at ${size}`;
		const read = tryNote(note, by, false, options, report);
		const isOther = read.some((claim) => claim.size !== size);
		if (isOther) report.add('COLUMN_DIVERGED', null, null, `${by} is kept under another size`);
		return read;
	});
	const known = new Set(notes.map(({ size }) => size));
	const entries = await db.selectFrom('audit_entry').select('body').where('type', '=', 'log.checkpointed').execute();
	for (const { body } of entries) {
		const claim = claimOfEntry(body);
		// What the entry says is wrong in form is found when the entry itself is verified.
		if (claim === null) continue;
		claims.push(claim);
		if (known.has(claim.size)) continue;
		report.add('CHECKPOINT_MISSING', null, null, `The checkpoint at ${claim.size} is recorded and not there`);
	}
	for (const [index, note] of (options.anchors ?? []).entries()) {
		claims.push(...tryNote(note, `The held checkpoint ${index + 1}`, true, options, report));
	}
	if (options.high_water !== undefined) {
		claims.push({ ...options.high_water, by: 'The held size and root', origin: null, held: true, verified: false });
	}
	return claims;
}

function claimOfEntry(body: string): Claim | null {
	try {
		const { c, s } = readBody(body);
		const [size, root] = [Number(c.data.size), String(c.data.root)];
		return { size, root, by: `Entry ${s.idx}`, origin: null, held: false, verified: false };
	} catch {
		return null;
	}
}

/** Compares what is said with the tree. Returns how many entries a held claim covers. */
export function checkClaims(claims: readonly Claim[], tree: Tree, origin: string | null, report: Report): number {
	let covered = 0;
	for (const { by, size, root, origin: named, held } of claims) {
		if (named !== null && origin !== null && named !== origin) {
			report.add('ORIGIN_MISMATCH', null, null, `${by} is of another log: ${named.slice(0, 100)}`);
		} else if (size > tree.frontier.size) {
			const message = `${by} covers ${size} entries, and the log has ${tree.frontier.size}`;
			report.add('TRUNCATED', null, null, message);
		} else if (tree.roots.get(size) !== root) {
			report.add('HISTORY_REWRITTEN', null, null, `The first ${size} entries are not those that ${lower(by)} is about`);
		} else if (held) {
			covered = Math.max(covered, size);
		}
	}
	findForks(claims, report);
	return covered;
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Two signatures over different trees of one size: whoever holds both can prove that the signer said two things. */
function findForks(claims: readonly Claim[], report: Report) {
	const signed = Map.groupBy(
		claims.filter(({ verified }) => verified),
		({ origin, size }) => `${size} ${origin}`,
	);
	for (const [first, ...others] of signed.values()) {
		if (others.every(({ root }) => root === first?.root)) continue;
		report.add('FORK', null, null, `Two signed checkpoints at ${first?.size} have different roots`);
	}
}

/** Says what the caller's own copies do not cover. */
export async function checkCover(
	db: Kysely<StoreTables>,
	claims: readonly Claim[],
	{ max_age_seconds }: VerifyOptions,
	now: string,
	report: Report,
) {
	if (!claims.some(({ held, size }) => held && size > 0)) {
		report.add('UNANCHORED', null, null, 'No checkpoint was handed in that is held outside of the store');
	}
	if (max_age_seconds === undefined) return;
	const newest = await db
		.selectFrom('audit_entry')
		.select(({ fn }) => fn.max('at').as('at'))
		.where('type', '=', 'log.checkpointed')
		.executeTakeFirst();
	const age = newest?.at ? (Date.parse(now) - Date.parse(newest.at)) / 1000 : Infinity;
	if (age <= max_age_seconds) return;
	report.add('STALE', null, null, `The newest checkpoint is older than ${max_age_seconds} seconds`);
}

import type { Kysely } from 'kysely';

import {
	appendLeaf,
	emptyFrontier,
	entryId,
	findBodyProblem,
	leafHash,
	logCaseId,
	parseCanonical,
	rootOf,
	splitNote,
	TriageError,
	writeCheckpoint,
	writeFrontier,
	type EntryBody,
	type Frontier,
} from '../../core';
import type { CheckpointOptions, CheckpointResult, Signer } from '../checkpoints';
import type { CommandContext } from '../store';
import type { HighWater, VerifyCode, VerifyFinding } from '../verification';
import type { StoreTables } from '../tables';
import { readNote } from '../verify/checkpoints';
import { readLeaves } from '../verify/tree';
import type { Ports } from './ports';
import type { WorkUnit } from './unit';

const pageSize = 500;
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A prefix that the log has to have: what was signed, or what the caller remembers. */
interface Prefix extends HighWater {
	by: string;
}

/** What is verified before signing, carried from a look without the lock to the one that holds it. */
export class SigningCheck {
	#frontier: Frontier = emptyFrontier;
	/** Bodies before this were hashed again when the newest checkpoint was signed, or by this check. */
	#hashedTo = 0;
	#newestSize = -1;
	readonly #prefixes: Prefix[] = [];
	readonly #roots = new Map<number, string>();
	readonly findings: VerifyFinding[] = [];

	constructor(private readonly options: CheckpointOptions) {}

	#find(code: VerifyCode, idx: number | null, message: string) {
		this.findings.push({ code, idx, case_id: null, message });
	}

	/** Reads on from where it stopped, up to the present end of the log. */
	async readOn(db: Kysely<StoreTables>): Promise<void> {
		await this.#readPrefixes(db);
		const wanted = new Set(this.#prefixes.map(({ size }) => size));
		const keepRoot = () => {
			if (wanted.has(this.#frontier.size)) this.#roots.set(this.#frontier.size, toHex(rootOf(this.#frontier)));
		};
		keepRoot();
		for await (const page of readLeaves(db, this.#frontier.size)) {
			for (const { idx, leaf_hash } of page) {
				if (idx !== this.#frontier.size) this.#find('INDEX_GAP', idx, `Entry ${idx} stands behind a gap`);
				this.#frontier = appendLeaf(this.#frontier, Buffer.from(leaf_hash, 'hex'));
				keepRoot();
			}
		}
		await this.#readBodies(db);
	}

	/** Another process may have signed between the two looks: then its checkpoint has to be a prefix, too. */
	async #readPrefixes(db: Kysely<StoreTables>) {
		const { high_water, vkeys } = this.options;
		const isFirst = this.#prefixes.length === 0;
		if (isFirst && high_water !== undefined) {
			this.#prefixes.push({ ...high_water, by: 'the held size and root' });
		}
		const newest = await db
			.selectFrom('audit_checkpoint')
			.selectAll()
			.orderBy('size', 'desc')
			.limit(1)
			.executeTakeFirst();
		if (newest === undefined || newest.size === this.#newestSize) return;
		this.#newestSize = newest.size;
		try {
			this.#prefixes.push({ ...readNote(newest.note, vkeys), by: 'the newest checkpoint' });
			if (this.#hashedTo === 0) this.#hashedTo = newest.size;
		} catch (error) {
			if (!(error instanceof TriageError) || error.code === 'KEY_INVALID') throw error;
			this.#find(error.code as VerifyCode, null, error.message);
		}
	}

	async #readBodies(db: Kysely<StoreTables>) {
		for (;;) {
			const rows = await db
				.selectFrom('audit_entry')
				.select(['idx', 'leaf_hash', 'body'])
				.where('idx', '>=', this.#hashedTo)
				.orderBy('idx')
				.limit(pageSize)
				.execute();
			if (rows.length === 0) return;
			for (const { idx, leaf_hash, body } of rows) this.#checkBody(idx, leaf_hash, body);
			this.#hashedTo = rows.at(-1)!.idx + 1;
		}
	}

	#checkBody(idx: number, hash: string, body: string) {
		if (toHex(leafHash(body)) !== hash) {
			this.#find('BODY_MODIFIED', idx, `The body of entry ${idx} does not have its hash`);
		}
		try {
			const value = parseCanonical(Buffer.from(body));
			const problem = findBodyProblem(value);
			if (problem !== null) this.#find('SCHEMA', idx, `Entry ${idx} is not what an entry is: ${problem}`);
			else if ((value as EntryBody).s.idx !== idx) this.#find('INDEX_MISMATCH', idx, `Entry ${idx} has another index`);
		} catch (error) {
			if (!(error instanceof TriageError)) throw error;
			this.#find('NON_CANONICAL', idx, `Entry ${idx} is not canonical JSON`);
		}
	}

	/** Compares what was read with the head and with what has to be a prefix. */
	judge(unit: WorkUnit) {
		const { size } = this.#frontier;
		if (unit.size !== size || writeFrontier(unit.frontier) !== writeFrontier(this.#frontier)) {
			this.#find('HEAD_MISMATCH', null, `The head of the log does not fit its ${size} entries`);
		}
		for (const prefix of this.#prefixes) {
			if (prefix.size > size) {
				this.#find('TRUNCATED', null, `The log has ${size} entries, and ${prefix.by} covers ${prefix.size}`);
			} else if (this.#roots.get(prefix.size) !== prefix.root) {
				const message = `The first ${prefix.size} entries are not those that ${prefix.by} is about`;
				this.#find('HISTORY_REWRITTEN', null, message);
			}
		}
	}

	/** Root over all that was read. */
	get root(): Uint8Array {
		return rootOf(this.#frontier);
	}
}

/** Signs the log as it is and appends an entry that says so; signs nothing when a finding stands against it. */
export async function signCheckpoint(
	unit: WorkUnit,
	check: SigningCheck,
	sign: Signer,
	context: CommandContext,
	ports: Ports,
): Promise<CheckpointResult> {
	await check.readOn(unit.db);
	check.judge(unit);
	if (check.findings.length > 0) return { outcome: 'refused', findings: check.findings };

	const { size, origin } = unit;
	const text = writeCheckpoint({ origin, size, root: check.root });
	const note = sign(text);
	if (splitNote(Buffer.from(note)).text !== text) {
		throw new TriageError('CHECKPOINT_MALFORMED', 'The signer signed another text', 'Check the signer');
	}
	await unit.load(logCaseId);
	const [placed] = unit.append(logCaseId, [
		{
			id: entryId(context.command_id, 0),
			type: 'log.checkpointed',
			occurred_at: ports.now(),
			actor: context.actor,
			...(context.run && { run: context.run }),
			data: { root: toHex(check.root), size },
			parts: [],
		},
	]);
	unit.flush();
	await unit.db.insertInto('audit_checkpoint').values({ size, note }).execute();
	return { outcome: 'signed', size, root: toHex(check.root), note, at: placed!.body.s.at, is_new: true };
}

/** The checkpoint that the same command signed before, or null. */
export async function replayCheckpoint(
	unit: WorkUnit,
	{ command_id }: CommandContext,
): Promise<CheckpointResult | null> {
	const earlier = unit.findEntry(entryId(command_id, 0));
	if (earlier === null) return null;
	const { c, s } = earlier.body;
	if (c.type === 'log.checkpointed') {
		const [size, root] = [Number(c.data.size), String(c.data.root)];
		const select = unit.db.selectFrom('audit_checkpoint').select('note').where('size', '=', size);
		const row = await select.executeTakeFirst();
		if (row !== undefined) return { outcome: 'signed', size, root, note: row.note, at: s.at, is_new: false };
	}
	throw new TriageError(
		'COMMAND_REUSED',
		`Command '${command_id.slice(0, 40)}' ran before and signed nothing that is there`,
		'Give every command an id of its own',
	);
}

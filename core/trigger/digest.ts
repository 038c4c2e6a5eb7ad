import { TriageError } from '../errors';
import { itemDigest, memberOf, parsePath, type PathStep } from '../gate';

function readSteps(path: string): readonly PathStep[] {
	const read = parsePath(path);
	if ('steps' in read) return read.steps;
	const shown = path.toWellFormed().slice(0, 80);
	throw new TriageError('FIELD_INVALID', `The path '${shown}' ${read.reason}`, read.fix, { details: { path: shown } });
}

/** The item as JSON of our own, as it would be sent: what JSON cannot hold is left out or null. */
function asJson(item: unknown): unknown {
	try {
		return JSON.parse(JSON.stringify(item) ?? 'null') as unknown;
	} catch (cause) {
		throw new TriageError('FIELD_INVALID', 'The item is nested too deep or holds itself', 'Send it in another form', {
			cause,
		});
	}
}

function digestOf(value: unknown): string {
	const digest = itemDigest(value);
	if (digest !== null) return digest;
	throw new TriageError('FIELD_INVALID', 'The item is nested too deep', 'Send it in another form');
}

/** Takes a member out. Nothing happens where there is none. */
function drop(item: unknown, steps: readonly PathStep[]) {
	const holder = steps.slice(0, -1).reduce<unknown>((held, step) => memberOf(held, step), item);
	const last = steps.at(-1);
	if (last === undefined || memberOf(holder, last) === undefined) return;
	if (Array.isArray(holder)) holder.splice(Number(last), 1);
	else delete (holder as Record<PathStep, unknown>)[last];
}

/**
 * Digest of what an item says, which is `itemDigest` of it as it would be sent, without some fields. `ignore`: paths of
 * fields that may differ, as `received_at` or `meta.attempt`. The item itself is not changed. Throws `FIELD_INVALID` for a
 * path that cannot be read, and an item that cannot.
 */
export function contentDigest(item: unknown, ignore: readonly string[] = []): string {
	const own = asJson(item);
	for (const steps of ignore.map(readSteps)) drop(own, steps);
	return digestOf(own);
}

/**
 * Key of the fields at these paths, for senders that have none of their own; an absent field is not the same as null. Null
 * when none of the fields is there. Throws as `contentDigest` does.
 */
export function keyOfFields(item: unknown, paths: readonly string[]): string | null {
	const own = asJson(item);
	const values = paths.map((path) => {
		const value = readSteps(path).reduce<unknown>((held, step) => memberOf(held, step), own);
		return value === undefined ? [] : [value];
	});
	return values.every(({ length }) => length === 0) ? null : digestOf(values);
}

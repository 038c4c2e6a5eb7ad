import { createHash } from 'node:crypto';

import { TriageError } from '../errors';
import { jcs } from '../evidence';
import { memberOf, parsePath, type PathStep } from '../gate';

const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

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

function canonicalText(value: unknown): string {
	try {
		return jcs(value);
	} catch (cause) {
		throw new TriageError('FIELD_INVALID', 'The item is nested too deep', 'Send it in another form', { cause });
	}
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
 * Digest of an item, `sha256:` and 64 hex digits: the same for the same content in any order of keys. `ignore`: paths of
 * fields that may differ, as `received_at` or `meta.attempt`. The item itself is not changed. Throws `FIELD_INVALID` for a
 * path that cannot be read, and an item that cannot.
 */
export function digestItem(item: unknown, ignore: readonly string[] = []): string {
	const own = asJson(item);
	for (const steps of ignore.map(readSteps)) drop(own, steps);
	return digestOf(canonicalText(own));
}

/**
 * Key of the fields at these paths, for senders that have none of their own; an absent field is not the same as null. Null
 * when none of the fields is there. Throws as `digestItem` does.
 */
export function keyOfFields(item: unknown, paths: readonly string[]): string | null {
	const own = asJson(item);
	const values = paths.map((path) => {
		const value = readSteps(path).reduce<unknown>((held, step) => memberOf(held, step), own);
		return value === undefined ? [] : [value];
	});
	return values.every(({ length }) => length === 0) ? null : digestOf(canonicalText(values));
}

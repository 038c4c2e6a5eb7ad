import { createHash } from 'node:crypto';

import { TriageError } from '../errors';
import { jcs, maxPartBytes, type PartReference } from '../evidence';
import { diffFields } from './diffFields';
import { listPaths, readFieldNames, showPath, type FieldMatcher } from './fieldNames';
import { hideSecrets } from './hideSecrets';
import type { Json } from './plain';
import { sealFields } from './seal';

/** Bytes to keep beside an entry. */
export interface CapturedPart {
	name: string;
	bytes: Uint8Array;
	media_type: string;
	capture: PartReference['cap'];
	class: PartReference['cls'];
	subject?: string;
}

/** What is kept of a payload: all of it, all that fits a part, or only its SHA-256. */
export type Keep = 'whole' | 'fingerprint_if_large' | 'fingerprint';

export interface CaptureRules {
	/** Fields whose values are never kept, with commas between them. */
	hide: string;
	/**
	 * Fields that hold personal data. With them only these can be erased and the rest stays for good; without them the
	 * whole payload can be erased.
	 */
	personal: string;
	/** Pseudonym of the person it is about. */
	subject?: string;
	keep: Keep;
}

export interface Captured {
	parts: CapturedPart[];
	/** Where something was hidden, as an entry may say it. */
	stripped: string[];
	/** Fields in which `before` and `after` differ, likewise; empty without both. */
	changed: string[];
}

/** Names of the payloads as a person reads them. */
const payloadNames: Readonly<Record<string, string>> = {
	after: 'After',
	before: 'Before',
	diff: 'Before and After',
	item: 'Whole Item',
	note: 'Note',
	request: 'Request',
	response: 'Response',
};

/** The SHA-256 of bytes that are not kept themselves. Beside an entry it is salted, so that it cannot be guessed from there. */
function fingerprint(bytes: Uint8Array): Uint8Array {
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	return Buffer.from(jcs({ bytes: bytes.length, sha256 }));
}

class Collector {
	readonly parts: CapturedPart[] = [];

	constructor(
		private readonly rules: CaptureRules,
		private readonly isPersonal: FieldMatcher,
	) {}

	#add(name: string, payload: Json, partClass: PartReference['cls'], from = name): void {
		const isText = typeof payload === 'string';
		const bytes = Buffer.from(isText ? payload : jcs(payload));
		const { keep, subject } = this.rules;
		const isLarge = bytes.length > maxPartBytes;
		if (isLarge && keep === 'whole') {
			throw new TriageError(
				'EVIDENCE_INVALID',
				`'${payloadNames[from] ?? from}' is ${bytes.length} bytes long; at most ${maxPartBytes} are kept`,
				"Choose 'Selected Fields', or set Options > 'Keep' to keep the fingerprint of what is too large",
			);
		}
		const isFingerprint = isLarge || keep === 'fingerprint';
		this.parts.push({
			name,
			bytes: isFingerprint ? fingerprint(bytes) : bytes,
			media_type: isFingerprint ? 'application/vnd.support-triage.fingerprint+json' : mediaTypeOf(isText),
			capture: 'parsed',
			class: partClass,
			...(partClass === 'pii' && subject && { subject }),
		});
	}

	addPayload(name: string, payload: Json): void {
		// Personal data in running text has no name to find it by.
		if (this.rules.personal.trim() === '' || typeof payload !== 'object' || payload === null) {
			this.#add(name, payload, 'pii');
			return;
		}
		const { skeleton, sealed } = sealFields(payload, this.isPersonal, `${name}_pii`);
		this.#add(name, skeleton, 'public');
		if (Object.keys(sealed).length > 0) this.#add(`${name}_pii`, sealed, 'pii', name);
	}

	addDiff(changes: Json): void {
		this.#add('diff', changes, 'pii');
	}
}

const mediaTypeOf = (isText: boolean) => (isText ? 'text/plain; charset=utf-8' : 'application/json');

/**
 * Makes the parts of an entry of what a workflow captured: without secrets, with personal data only in parts that can be
 * erased, and with the differences of `before` and `after` as a part of their own. Throws `EVIDENCE_INVALID` for what is
 * nested too deep or, unless its fingerprint is enough, too large.
 */
export function captureParts(payloads: Readonly<Record<string, unknown>>, rules: CaptureRules): Captured {
	const { values, stripped } = hideSecrets(payloads, rules.hide);
	const collector = new Collector(rules, readFieldNames(rules.personal));
	for (const [name, payload] of Object.entries(values)) collector.addPayload(name, payload);
	if (!Object.hasOwn(values, 'before') || !Object.hasOwn(values, 'after')) {
		return { parts: collector.parts, stripped, changed: [] };
	}
	const differences = diffFields(values.before, values.after);
	collector.addDiff(differences.map(({ change }) => ({ ...change })));
	return { parts: collector.parts, stripped, changed: listPaths(differences.map(({ steps }) => showPath(steps))) };
}

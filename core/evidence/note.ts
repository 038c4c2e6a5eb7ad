import { TriageError, type TriageErrorCode } from '../errors';
import { isKeyName, readBase64, readSkey, readVkey, type VerifierKey } from './noteKeys';

/** Largest note that is read, in bytes, and most signatures in it. */
export const maxNoteBytes = 64 * 1024;
const maxSignatures = 100;

const dash = '\u2014 ';
const idLength = 4;
const timeLength = 8;

/** One signature line of a note. */
export interface NoteSignature {
	name: string;
	/** Eight lower-case hex digits. */
	id: string;
}

/** A signature by a known key that fits the text. */
export interface VerifiedSignature extends NoteSignature {
	/** The verifier key it was verified with. */
	vkey: string;
	/** When a witness says that it signed, in seconds since 1970; absent for plain signatures. */
	time_seconds?: number;
}

/** A note with at least one verified signature. */
export interface OpenedNote {
	/** The signed text, with its final line feed. */
	text: string;
	verified: VerifiedSignature[];
	/** Lines by keys that were not handed in: nothing is known about them. */
	unverified: NoteSignature[];
}

interface SignatureLine extends NoteSignature {
	signature: Uint8Array;
}

function refuse(code: TriageErrorCode, message: string): never {
	const fix =
		code === 'UNTRUSTED_KEY'
			? 'Compare the names and ids with the verifier keys you were given'
			: 'Take the checkpoint again, byte for byte, from where it was published';
	throw new TriageError(code, message, fix);
}

const malformed = (message: string): never => refuse('CHECKPOINT_MALFORMED', message);

function checkText(text: string): void {
	if (!text.endsWith('\n') || text === '\n') malformed('The text of a note is not empty and ends with a line feed');
	if (!text.isWellFormed()) malformed('The text of a note holds half of a surrogate pair');

	if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) malformed('A note holds no control character but line feeds');
}

function readLine(line: string): SignatureLine {
	const [name = '', encoded = '', ...rest] = line.startsWith(dash) ? line.slice(dash.length).split(' ') : [];
	const bytes = readBase64(encoded);
	if (!isKeyName(name) || rest.length > 0 || bytes === null || bytes.length <= idLength) {
		return malformed(`The signature line '${line.slice(0, 80)}' does not have the form '${dash}name base64'`);
	}
	const id = Buffer.from(bytes.subarray(0, idLength)).toString('hex');
	return { name, id, signature: bytes.subarray(idLength) };
}

function decode(note: Uint8Array): string {
	if (note.length > maxNoteBytes) malformed(`The note is ${note.length} bytes long; at most ${maxNoteBytes} are read`);
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(note);
	} catch {
		return malformed('The note is not UTF-8');
	}
}

/** Text and signature lines of a note, nothing of it verified. Throws `CHECKPOINT_MALFORMED`. */
export function splitNote(note: Uint8Array): { text: string; signatures: SignatureLine[] } {
	const whole = decode(note);
	const end = whole.lastIndexOf('\n\n');
	if (end < 0) malformed('The note has no empty line before its signatures');
	const text = whole.slice(0, end + 1);
	const lines = whole.slice(end + 2).split('\n');
	checkText(text);
	checkText(`${whole.slice(end + 2)}\n`);
	if (lines.pop() !== '') malformed('The last signature line does not end with a line feed');
	if (lines.length === 0) malformed('The note has no signature');
	if (lines.length > maxSignatures)
		malformed(`The note has ${lines.length} signatures; at most ${maxSignatures} are read`);
	return { text, signatures: lines.map(readLine) };
}

/** Time of a cosignature that fits, in seconds; null where it does not fit. */
function verifyCosignature(key: VerifierKey, text: string, signature: Uint8Array): number | null {
	if (signature.length <= timeLength) return null;
	const time = Buffer.from(signature).readBigUInt64BE(0);
	const message = Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
	const isTime = time <= BigInt(Number.MAX_SAFE_INTEGER);
	return isTime && key.verify(message, signature.subarray(timeLength)) ? Number(time) : null;
}

function readKeys(vkeys: readonly string[]): Map<string, VerifierKey & { vkey: string }> {
	const keys = new Map<string, VerifierKey & { vkey: string }>();
	for (const vkey of vkeys) {
		const key = readVkey(vkey);
		const label = `${key.name}+${key.id}`;
		if (keys.has(label)) {
			throw new TriageError('KEY_INVALID', `Two verifier keys are called ${label}`, 'Give every key once');
		}
		keys.set(label, { ...key, vkey });
	}
	return keys;
}

/**
 * Opens a C2SP signed note. Lines by unknown keys are ignored, also when only the name or only the id is that of a
 * known key. Throws `CHECKPOINT_MALFORMED`; `CHECKPOINT_SIGNATURE` when a line by a known key does not fit the text or
 * stands there twice; `UNTRUSTED_KEY` when no line is by a known key; `KEY_INVALID` for a verifier key that is not
 * right or is given twice. The text says nothing unless this returns.
 */
export function openNote(note: Uint8Array, vkeys: readonly string[]): OpenedNote {
	const keys = readKeys(vkeys);
	const { text, signatures } = splitNote(note);
	const opened: OpenedNote = { text, verified: [], unverified: [] };
	for (const { name, id, signature } of signatures) {
		const key = keys.get(`${name}+${id}`);
		if (key === undefined) {
			opened.unverified.push({ name, id });
			continue;
		}
		const { vkey } = key;
		if (opened.verified.some((known) => known.vkey === vkey)) {
			refuse('CHECKPOINT_SIGNATURE', `The key ${name} (${id}) signed the note twice`);
		}
		const time = key.kind === 'cosignature' ? verifyCosignature(key, text, signature) : undefined;
		const fits = key.kind === 'cosignature' ? time !== null : key.verify(Buffer.from(text), signature);
		if (!fits) refuse('CHECKPOINT_SIGNATURE', `The signature by ${name} (${id}) does not fit the text`);
		opened.verified.push({ name, id, vkey, ...(typeof time === 'number' && { time_seconds: time }) });
	}
	if (opened.verified.length > 0) return opened;
	const signers = signatures.map(({ name, id }) => `${name} (${id})`).join(', ');
	return refuse('UNTRUSTED_KEY', `The note is signed by ${signers.slice(0, 200)} and by none of the known keys`);
}

/**
 * Signs a text with one or more signing keys and returns the note. The same text and keys always give the same bytes.
 * Throws `CHECKPOINT_MALFORMED` for a text that no note can hold and `KEY_INVALID` for a key that is not right.
 */
export function signNote(text: string, skeys: readonly string[]): string {
	checkText(text);
	if (skeys.length === 0) malformed('A note needs at least one signature');
	const lines = skeys.map((skey) => {
		const { name, id, sign } = readSkey(skey);
		const signature = Buffer.concat([Buffer.from(id, 'hex'), sign(Buffer.from(text))]);
		return `${dash}${name} ${signature.toString('base64')}\n`;
	});
	return `${text}\n${lines.join('')}`;
}

import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

import { TriageError } from '../errors';

/** Signature types of C2SP signed notes that are understood here. */
export const ed25519Type = 1;
export const cosignatureType = 4;

// DER around the 32 bytes of an Ed25519 key (RFC 8410), which is how node:crypto takes them.
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const keyLength = 32;

/** A public key by the name and id that signature lines give for it. */
export interface VerifierKey {
	name: string;
	/** Eight lower-case hex digits. */
	id: string;
	/** `ed25519`: signs the text. `cosignature`: a witness's, signs the text and a time. */
	kind: 'ed25519' | 'cosignature';
	verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** A private key of type Ed25519. */
export interface SignerKey {
	name: string;
	id: string;
	sign(message: Uint8Array): Uint8Array;
}

function refuse(message: string): never {
	throw new TriageError('KEY_INVALID', message, 'Copy the key again, as one line from its first to its last character');
}

/** Key names are non-empty and hold no space of any kind, no plus and no control character. */
export function isKeyName(name: string): boolean {
	return name !== '' && name.isWellFormed() && !/[\s\u0085+\u0000-\u001f]/u.test(name);
}

/** Standard base64 of exactly these bytes, or null: no other alphabet, no missing padding, no spare bits. */
export function readBase64(text: string): Uint8Array | null {
	const bytes = Buffer.from(text, 'base64');
	return bytes.toString('base64') === text ? bytes : null;
}

function keyId(name: string, typed: Uint8Array): string {
	return createHash('sha256').update(`${name}\n`).update(typed).digest('hex').slice(0, 8);
}

const publicBytes = (seed: Uint8Array) =>
	createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' }).subarray(spkiPrefix.length);

function privateKeyOf(seed: Uint8Array): KeyObject {
	return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
}

/** Name, id and typed key bytes of a key's text, after its hash was checked against `publicOf` its bytes. */
function readKeyText(text: string, what: string): { name: string; id: string; typed: Uint8Array } {
	const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/su.exec(text);
	if (match === null) refuse(`The ${what} does not have the form name+id+base64`);
	const [, name = '', id = '', encoded = ''] = match;
	const typed = readBase64(encoded);
	if (!isKeyName(name)) refuse(`The ${what} has the name '${name}', which no key may have`);
	if (typed === null || typed.length !== 1 + keyLength) refuse(`The ${what} '${name}' does not hold a key of 32 bytes`);
	return { name, id, typed };
}

/** Reads a verifier key, `name+id+base64`. Throws `KEY_INVALID`, also when its id is not the hash of name and key. */
export function readVkey(vkey: string): VerifierKey {
	const { name, id, typed } = readKeyText(vkey, 'verifier key');
	if (typed[0] !== ed25519Type && typed[0] !== cosignatureType) {
		refuse(`The verifier key '${name}' is of type ${typed[0]}; known are 1 (Ed25519) and 4 (cosignature)`);
	}
	if (keyId(name, typed) !== id) refuse(`The verifier key '${name}' has the id ${keyId(name, typed)} and says ${id}`);
	const key = createPublicKey({ key: Buffer.concat([spkiPrefix, typed.subarray(1)]), format: 'der', type: 'spki' });
	return {
		name,
		id,
		kind: typed[0] === ed25519Type ? 'ed25519' : 'cosignature',
		verify: (message, signature) => verify(null, message, key, signature),
	};
}

const skeyPrefix = 'PRIVATE+KEY+';

/** Reads a signing key, `PRIVATE+KEY+name+id+base64`. Throws `KEY_INVALID` with a message that holds no key bytes. */
export function readSkey(skey: string): SignerKey {
	if (!skey.startsWith(skeyPrefix)) refuse(`The signing key does not begin with ${skeyPrefix}`);
	const { name, id, typed } = readKeyText(skey.slice(skeyPrefix.length), 'signing key');
	if (typed[0] !== ed25519Type) refuse(`The signing key '${name}' is of type ${typed[0]}; only 1 (Ed25519) can sign`);
	const seed = typed.subarray(1);
	const isOwnId = keyId(name, Buffer.concat([Uint8Array.of(ed25519Type), publicBytes(seed)])) === id;
	if (!isOwnId) refuse(`The signing key '${name}' does not have the id ${id}`);
	const key = privateKeyOf(seed);
	return { name, id, sign: (message) => sign(null, message, key) };
}

/** The two texts of a new key: `vkey` goes to auditors, `skey` is a secret. */
export interface KeyPair {
	vkey: string;
	skey: string;
}

/**
 * The Ed25519 key pair of a seed, in the text forms of C2SP signed notes. `seed` is 32 bytes from a cryptographic
 * random source and never used twice; `name` is the origin of the log that the key signs for.
 */
export function makeKeyPair(name: string, seed: Uint8Array): KeyPair {
	if (!isKeyName(name)) refuse(`'${name}' cannot be the name of a key: no spaces, no plus, not empty`);
	if (seed.length !== keyLength) refuse(`A seed is 32 bytes long, not ${seed.length}`);
	const typed = Buffer.concat([Uint8Array.of(ed25519Type), publicBytes(seed)]);
	const id = keyId(name, typed);
	const typedSeed = Buffer.concat([Uint8Array.of(ed25519Type), seed]);
	return {
		vkey: `${name}+${id}+${typed.toString('base64')}`,
		skey: `${skeyPrefix}${name}+${id}+${typedSeed.toString('base64')}`,
	};
}

/** Name, id and verifier key of a signing key; what of it may be shown. Throws `KEY_INVALID`. */
export function describeSigningKey(skey: string): { name: string; id: string; vkey: string } {
	const { name, id } = readSkey(skey);
	const { typed } = readKeyText(skey.slice(skeyPrefix.length), 'signing key');
	return { name, id, vkey: makeKeyPair(name, typed.subarray(1)).vkey };
}

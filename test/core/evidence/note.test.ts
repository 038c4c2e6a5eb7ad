import { createHash, createPrivateKey, sign } from 'node:crypto';
import fc from 'fast-check';

import {
	makeKeyPair,
	openNote,
	parseCheckpoint,
	signNote,
	writeCheckpoint,
	type OpenedNote,
	type TriageError,
} from '../../../core';

const bytes = (text: string) => Buffer.from(text);
const codeOf = (work: () => unknown) => {
	try {
		work();
		return null;
	} catch (error) {
		return (error as TriageError).code;
	}
};

/** The examples of Go's golang.org/x/mod/sumdb/note. */
const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const peter = {
	skey: 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
	vkey: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
	line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
};
const enoch = {
	vkey: 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop',
	line: '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n',
};

/** A checkpoint that sum.golang.org signed, the key of the Go checksum database, and its use in C2SP tlog-checkpoint. */
const golang = {
	vkey: 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8',
	text: 'go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
	line: '— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n',
};

describe('published notes', () => {
	test("Go's example is signed byte for byte", () => {
		expect(signNote(text, [peter.skey])).toBe(`${text}\n${peter.line}`);
	});

	test("Go's example with two signers opens with the key of either, and with both", () => {
		const note = bytes(`${text}\n${peter.line}${enoch.line}`);
		const signers = (keys: string[]): [OpenedNote['text'], string[], string[]] => {
			const { text: opened, verified, unverified } = openNote(note, keys);
			return [opened, verified.map(({ name }) => name), unverified.map(({ name }) => name)];
		};
		expect(signers([peter.vkey])).toEqual([text, ['PeterNeumann'], ['EnochRoot']]);
		expect(signers([enoch.vkey])).toEqual([text, ['EnochRoot'], ['PeterNeumann']]);
		expect(signers([enoch.vkey, peter.vkey])).toEqual([text, ['PeterNeumann', 'EnochRoot'], []]);
	});

	test('a checkpoint of the Go checksum database opens and reads', () => {
		const { text: opened, verified } = openNote(bytes(`${golang.text}\n${golang.line}`), [golang.vkey]);
		expect(verified).toEqual([{ name: 'sum.golang.org', id: '033de0ae', vkey: golang.vkey }]);
		const checkpoint = parseCheckpoint(opened);
		expect([checkpoint.origin, checkpoint.size]).toEqual(['go.sum database tree', 20852163]);
		expect(writeCheckpoint(checkpoint)).toBe(golang.text);
	});

	test('a text with empty lines, as in the C2SP specification, is split at the last one', () => {
		const poem = 'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n';
		const line =
			'— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n';
		const note = signNote(poem, [peter.skey]) + line;
		expect(openNote(bytes(note), [peter.vkey])).toMatchObject({
			text: poem,
			unverified: [{ name: 'quasimodo.example/salvatore', id: '367ba04b' }],
		});
	});
});

describe('notes that are not right are refused', () => {
	const good = `${text}\n${peter.line}`;
	const encoded = peter.line.slice('— PeterNeumann '.length, -1);
	const withLine = (line: string) => `${text}\n${line}`;
	test.each<[string, string | Uint8Array]>([
		['nothing', ''],
		['a text without signatures', text],
		['no empty line', text + peter.line],
		['no signature after the empty line', `${text}\n`],
		['no text', `\n\n${peter.line}`],
		['only the separator and a signature', `\n${peter.line}`],
		['no line feed at the end', good.slice(0, -1)],
		['a line feed more at the end', `${good}\n`],
		['text after the signatures', `${good}more\n`],
		['a hyphen for the dash', withLine(peter.line.replace('—', '-'))],
		['two hyphens for the dash', withLine(peter.line.replace('—', '--'))],
		['no space after the dash', withLine(peter.line.replace('— ', '—'))],
		['no name', withLine(`—  ${encoded}\n`)],
		['no signature in the line', withLine('— PeterNeumann\n')],
		['an empty signature', withLine('— PeterNeumann \n')],
		['two spaces', withLine(peter.line.replace('Neumann ', 'Neumann  '))],
		['a space at the end of the line', withLine(peter.line.replace('\n', ' \n'))],
		['a plus in the name', withLine(peter.line.replace('PeterNeumann', 'Peter+Neumann'))],
		['a no-break space in the name', withLine(peter.line.replace('PeterNeumann', 'Peter\u00a0Neumann'))],
		['base64 that is none', withLine(peter.line.replace('x08go', '!08go'))],
		['base64 of another alphabet', withLine(peter.line.replaceAll('/', '_'))],
		['base64 without its padding', withLine(peter.line.replace('=\n', '\n'))],
		['base64 with spare bits', withLine(peter.line.replace('nAM=', 'nAN='))],
		['an id and nothing else', withLine('— PeterNeumann x08gow==\n')],
		['less than an id', withLine('— PeterNeumann x08g\n')],
		['a carriage return', good.replaceAll('\n', '\r\n')],
		['a tab in the text', signNote(text, [peter.skey]).replace('you think', 'you\tthink')],
		['U+0000', good.replace('you think', 'you\u0000think')],
		['bytes that are not UTF-8', Buffer.concat([Buffer.from([0xff]), bytes(good)])],
		['a hundred and one signatures', `${text}\n${enoch.line.repeat(101)}`],
		['more than 64 KiB', `${'x'.repeat(64 * 1024)}\n\n${peter.line}`],
	])('%s', (_, note) => {
		const given = typeof note === 'string' ? bytes(note) : note;
		expect(codeOf(() => openNote(given, [peter.vkey]))).toBe('CHECKPOINT_MALFORMED');
	});

	test.each([
		['a changed text', good.replace('answer', 'Answer')],
		['a line feed more in the text', `${text}\n\n${peter.line}`],
		['a byte order mark', `\ufeff${good}`],
		['the signature of another text', `${text}\n${signNote('other\n', [peter.skey]).split('\n\n')[1]}`],
		[
			'a signature cut short',
			withLine(`— PeterNeumann ${Buffer.from(encoded, 'base64').subarray(0, 67).toString('base64')}\n`),
		],
		['the same signature twice', `${good}${peter.line}`],
		['a good and a bad signature by one key', good + signNote('other\n', [peter.skey]).split('\n\n')[1]!],
	])('%s', (_, note) => {
		expect(codeOf(() => openNote(bytes(note), [peter.vkey, enoch.vkey]))).toBe('CHECKPOINT_SIGNATURE');
	});

	test.each([
		['no key at all', []],
		['the key of somebody else', [enoch.vkey]],
		['another key of the same name', [makeKeyPair('PeterNeumann', Buffer.alloc(32, 7)).vkey]],
	])('with %s', (_, keys) => {
		expect(codeOf(() => openNote(bytes(good), keys))).toBe('UNTRUSTED_KEY');
	});

	test('any flipped bit of a signed text or a known signature', () => {
		const whole = bytes(good);
		fc.assert(
			fc.property(fc.nat(whole.length - 1), fc.nat(7), (at, bit) => {
				const flipped = Buffer.from(whole);
				flipped[at]! ^= 1 << bit;
				expect(codeOf(() => openNote(flipped, [peter.vkey]))).not.toBeNull();
			}),
			{ numRuns: 400 },
		);
	});
});

describe('keys', () => {
	test('a key pair is that of its seed', () => {
		const seed = Buffer.from(peter.skey.split('+').slice(4).join('+'), 'base64').subarray(1);
		expect(makeKeyPair('PeterNeumann', seed)).toEqual({ vkey: peter.vkey, skey: peter.skey });
	});

	test('what a new key signs opens with its verifier key', () => {
		fc.assert(
			fc.property(
				fc.uint8Array({ minLength: 32, maxLength: 32 }),
				fc.stringMatching(/^[a-z0-9./-]{1,40}$/),
				(seed, name) => {
					const { skey, vkey } = makeKeyPair(name, seed);
					expect(openNote(bytes(signNote('a\n', [skey])), [vkey]).text).toBe('a\n');
				},
			),
			{ numRuns: 50 },
		);
	});

	test.each([
		['no text', ''],
		['no id', 'PeterNeumann+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
		['another id', peter.vkey.replace('c74f20a3', 'c74f20a4')],
		['another name', peter.vkey.replace('Peter', 'Petra')],
		['a space in the name', peter.vkey.replace('PeterNeumann', 'Peter Neumann')],
		['a key cut short', peter.vkey.slice(0, -4)],
		['a line feed at the end', `${peter.vkey}\n`],
		['a type that is not known', peter.vkey.replace('+ARpc', '+Ahpc')],
		['a signing key in its place', peter.skey],
	])('a verifier key with %s is refused', (_, vkey) => {
		expect(codeOf(() => openNote(bytes(`${text}\n${peter.line}`), [vkey]))).toBe('KEY_INVALID');
	});

	test('a verifier key that is given twice is refused', () => {
		expect(codeOf(() => openNote(bytes(`${text}\n${peter.line}`), [peter.vkey, peter.vkey]))).toBe('KEY_INVALID');
	});

	test.each([
		['a verifier key in its place', peter.vkey],
		['another id', peter.skey.replace('c74f20a3', 'c74f20a4')],
		['a key cut short', peter.skey.slice(0, -4)],
	])('a signing key that is %s is refused without showing it', (_, skey) => {
		const work = () => signNote(text, [skey]);
		expect(codeOf(work)).toBe('KEY_INVALID');
		expect(work).not.toThrow(/AYEKFALV/);
	});

	test.each([
		['an empty name', '', 32],
		['a name with a plus', 'a+b', 32],
		['a name with a space', 'a b', 32],
		['a seed of 31 bytes', 'a', 31],
	])('no pair is made of %s', (_, name, length) => {
		expect(codeOf(() => makeKeyPair(name, Buffer.alloc(length)))).toBe('KEY_INVALID');
	});
});

/** The key of a witness: the same Ed25519 key under type 4. */
function witnessOf(name: string, seed: Uint8Array) {
	const key = createPrivateKey({
		key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
		format: 'der',
		type: 'pkcs8',
	});
	const publicKey = Buffer.from(makeKeyPair(name, seed).vkey.split('+').slice(2).join('+'), 'base64').subarray(1);
	const typed = Buffer.concat([Uint8Array.of(4), publicKey]);
	const id = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4);
	const cosign = (body: string, seconds: number) => {
		const time = Buffer.alloc(8);
		time.writeBigUInt64BE(BigInt(seconds));
		const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${body}`), key);
		return `— ${name} ${Buffer.concat([id, time, signature]).toString('base64')}\n`;
	};
	return { vkey: `${name}+${id.toString('hex')}+${typed.toString('base64')}`, cosign };
}

describe('cosignatures', () => {
	const witness = witnessOf('witness.example.com/w1', Buffer.alloc(32, 3));

	test('of a witness carry the time at which it signed', () => {
		const note = signNote(golang.text, [peter.skey]) + witness.cosign(golang.text, 1679315147);
		const { verified } = openNote(bytes(note), [peter.vkey, witness.vkey]);
		expect(verified.map(({ name, time_seconds }) => [name, time_seconds])).toEqual([
			['PeterNeumann', undefined],
			['witness.example.com/w1', 1679315147],
		]);
	});

	test('for another time or text do not fit', () => {
		const line = witness.cosign(golang.text, 1679315147);
		expect(codeOf(() => openNote(bytes(`${text}\n${line}`), [witness.vkey]))).toBe('CHECKPOINT_SIGNATURE');
		const later = witness.cosign(golang.text, 1679315148);
		const mixed = Buffer.from(line.split(' ')[2]!, 'base64');
		Buffer.from(later.split(' ')[2]!, 'base64').copy(mixed, 4, 4, 12);
		const forged = `— witness.example.com/w1 ${mixed.toString('base64')}\n`;
		expect(codeOf(() => openNote(bytes(`${golang.text}\n${forged}`), [witness.vkey]))).toBe('CHECKPOINT_SIGNATURE');
	});
});

describe('checkpoint texts', () => {
	test('read back as they were written', () => {
		fc.assert(
			fc.property(
				fc.stringMatching(/^[a-z/]{1,20}$/),
				fc.maxSafeNat(),
				fc.uint8Array({ minLength: 32, maxLength: 32 }),
				(origin, size, root) => {
					const read = parseCheckpoint(writeCheckpoint({ origin, size, root }));
					expect([read.origin, read.size, [...read.root]]).toEqual([origin, size, [...root]]);
				},
			),
		);
	});

	test.each([
		['no line', ''],
		['two lines', 'log\n1\n'],
		['an extension line', `${golang.text}more\n`],
		['no line feed at the end', golang.text.slice(0, -1)],
		['no origin', golang.text.replace('go.sum database tree', '')],
		['a size with a zero before it', golang.text.replace('20852163', '020852163')],
		['a negative size', golang.text.replace('20852163', '-1')],
		['a size beyond the safe numbers', golang.text.replace('20852163', '9007199254740992')],
		['a size in other digits', golang.text.replace('20852163', '1e3')],
		['a root cut short', golang.text.replace('CsUY', '')],
		['a root with spare bits', golang.text.replace('q2I=', 'q2J=')],
	])('with %s are refused', (_, given) => {
		expect(codeOf(() => parseCheckpoint(given))).toBe('CHECKPOINT_MALFORMED');
	});

	test.each([
		['an empty origin', { origin: '', size: 1, root: Buffer.alloc(32) }],
		['an origin of two lines', { origin: 'a\nb', size: 1, root: Buffer.alloc(32) }],
		['half an entry', { origin: 'a', size: 0.5, root: Buffer.alloc(32) }],
		['a root of 31 bytes', { origin: 'a', size: 1, root: Buffer.alloc(31) }],
	])('with %s are not written', (_, checkpoint) => {
		expect(codeOf(() => writeCheckpoint(checkpoint))).toBe('CHECKPOINT_MALFORMED');
	});
});

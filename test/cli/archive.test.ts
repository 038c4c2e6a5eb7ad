import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

import { readBundle } from '../../cli/readBundle';
import {
	readArchiveDirectory,
	verifyBundle,
	writeArchiveDirectory,
	writeFileHeader,
	type ArchiveEntry,
	type AuditPolicy,
} from '../../core';
import { writeArchive } from '../../storage';
import { readFolder, run, signedStore } from './evidenceOfStore';

const folder = mkdtempSync(join(tmpdir(), 'archive-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (...names: string[]) => join(folder, ...names);
const [store, archive, unpacked, policyFile, damaged] = [
	at('store', 'store.sqlite'),
	at('bundle.zip'),
	at('bundle'),
	at('policy.json'),
	at('damaged.zip'),
];
let policy: AuditPolicy;
let good: Buffer;

beforeAll(async () => {
	const { note, origin, vkey } = await signedStore(store);
	policy = { v: 1, origin, vkeys: [vkey], anchors: [{ note }] };
	writeFileSync(at('anchor.txt'), note);
	writeFileSync(policyFile, JSON.stringify(policy));
	await run('export', '--store', store, '--out', archive, '--full');
	await run('export', '--store', store, '--out', unpacked, '--full');
	good = readFileSync(archive);
});

const verifyIt = async (path: string) => await run('verify', path, '--policy', policyFile);

describe('an archive', () => {
	test('is verified as it is, with the same report as the folder', async () => {
		const [ofArchive, ofFolder] = [await verifyIt(archive), await verifyIt(unpacked)];
		expect(ofArchive).toMatchObject({ code: 0, out: expect.stringMatching(/^VERIFIED\n/) as string });
		expect(ofArchive).toEqual(ofFolder);
	});

	test('is the same file when it is exported again, and for its owner alone', async () => {
		await run('export', '--store', store, '--out', at('again.zip'), '--full');
		expect(readFileSync(at('again.zip')).equals(good)).toBe(true);
		expect(statSync(archive).mode & 0o777).toBe(0o600);
	});

	test('is the same file on every machine', async () => {
		const path = at('pinned.zip');
		const one = async function* (text: string) {
			yield Buffer.from(text);
		};
		await writeArchive(path, async (sink) => {
			await sink.write('b.txt', one('two\n'));
			await sink.write('a/a.txt', one(''));
		});
		const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
		expect(digest).toBe('5a65c88085e5507cbfe324642fbb709c6a22920fe81eeea8e545be40852d9f4d');
	});

	test('takes the place of no file, and is there whole or not at all', async () => {
		expect(await run('export', '--store', store, '--out', archive, '--full')).toMatchObject({
			code: 2,
			err: expect.stringMatching(/^BUNDLE_UNWRITABLE: There is a file .*bundle\.zip already/) as string,
		});
		const path = at('half.zip');
		const half = writeArchive(path, async (sink) => {
			await sink.write(
				'a.txt',
				(async function* () {
					yield Buffer.from('a');
				})(),
			);
			throw new Error('The disk is full');
		});
		await expect(half).rejects.toThrow('The disk is full');
		expect([existsSync(path), existsSync(`${path}.partial`)]).toEqual([false, false]);
	});

	test('says that a place cannot be written', async () => {
		const out = join(policyFile, 'inner', 'bundle.zip');
		expect(await run('export', '--store', store, '--out', out, '--full')).toMatchObject({
			code: 2,
			err: expect.stringMatching(/^BUNDLE_UNWRITABLE/) as string,
		});
	});

	test('of more than 4 GiB is refused', async () => {
		const many = async function* () {
			const chunk = Buffer.alloc(0);
			Object.defineProperty(chunk, 'length', { value: 2 ** 32 });
			yield chunk;
		};
		const work = writeArchive(at('large.zip'), async (sink) => await sink.write('a.txt', many()));
		await expect(work).rejects.toMatchObject({ code: 'BUNDLE_UNWRITABLE' });
		expect(existsSync(at('large.zip.partial'))).toBe(false);
	});
});

/** Whether other programs are here; where one is not, its test is listed as skipped. */
const has = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
const python = has('python3', '--version');
const unzip = has('unzip', '-v');

describe(`the independent verifier in Python${python ? '' : ' (skipped: no python3 here)'}`, () => {
	const withPython = python ? test : test.skip;
	const script = join(__dirname, '../../docs/verify_bundle.py');
	const verifyInPython = (path: string) => {
		const { status, stdout, stderr } = spawnSync('python3', [script, path, at('anchor.txt')], { encoding: 'utf8' });
		return { status, stdout, stderr };
	};

	withPython('reads the archive as it reads the folder', () => {
		const ofArchive = verifyInPython(archive);
		expect(ofArchive).toMatchObject({
			status: 0,
			stdout: expect.stringMatching(/^OK: \d of 9 entries lead/) as string,
		});
		expect(ofArchive).toEqual(verifyInPython(unpacked));
	});

	withPython.each<[string, () => Buffer]>([
		['one file twice', () => renamed('proofs.ndjson', 'manifest.json')],
		['a file that is compressed', () => edited((bytes, directory) => bytes.writeUInt16LE(8, directory + 10))],
		['a file that the manifest does not name', () => archiveOf([...readFolder(unpacked), ['x', Buffer.from('x')]])],
		['a file that was changed', () => renamed('Billing', 'Product')],
		['no file', () => archiveOf([])],
	])('fails for an archive with %s', (_, bytes) => {
		writeFileSync(damaged, bytes());
		expect(verifyInPython(damaged)).toMatchObject({
			status: 1,
			stdout: '',
			stderr: expect.stringMatching(/^FAILED: /) as string,
		});
	});
});

(python ? test : test.skip)(
	`Python's zipfile finds nothing wrong${python ? '' : ' (skipped: no python3 here)'}`,
	() => {
		const code = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), *z.namelist())';
		const { stdout } = spawnSync('python3', ['-c', code, archive], { encoding: 'utf8' });
		expect(stdout.trim().split(' ')).toEqual(['None', ...readFolder(unpacked).keys()]);
	},
);

(unzip ? test : test.skip)(`unzip makes the folder of it${unzip ? '' : ' (skipped: no unzip here)'}`, () => {
	expect(spawnSync('unzip', ['-q', archive, '-d', at('unzipped')]).status).toBe(0);
	expect(readFolder(at('unzipped'))).toEqual(readFolder(unpacked));
	expect(statSync(at('unzipped', 'parts.ndjson')).mode & 0o777).toBe(0o600);
});

/** Every byte that is no file's, and some of each file: those of the files are flipped one by one elsewhere. */
function* placesToFlip(): Generator<number> {
	const directory = good.readUInt32LE(good.length - 6);
	const entries = readArchiveDirectory(good.subarray(directory), directory);
	const isInFile = (place: number) =>
		entries.some(({ name, offset, size }) => {
			const start = offset + 30 + name.length;
			return place >= start && place < start + size;
		});
	for (let place = 0; place < good.length; place += 1) if (place % 29 === 0 || !isInFile(place)) yield place;
}

test('no byte of an archive can change unseen', async () => {
	const unnoticed: number[] = [];
	const outcomes = { refused: 0, tampered: 0 };
	for (const place of placesToFlip()) {
		const flipped = Buffer.from(good);
		flipped[place]! ^= 1 << (place % 8);
		writeFileSync(damaged, flipped);
		try {
			const report = await verifyBundle(await readBundle(damaged), policy, { now: '2026-01-05T10:00:00.000Z' });
			if (report.verdict === 'TAMPERED') outcomes.tampered += 1;
			else unnoticed.push(place);
		} catch (error) {
			expect(error).toMatchObject({ code: 'BUNDLE_UNREADABLE' });
			outcomes.refused += 1;
		}
	}
	expect(unnoticed).toEqual([]);
	expect(outcomes.tampered).toBeGreaterThan(200);
	expect(outcomes.refused).toBeGreaterThan(800);
}, 60_000);

/** An archive of these files with everything right but what `change` changes in the directory. */
function archiveOf(files: Array<[name: string, bytes: Buffer]>, change: (entries: ArchiveEntry[]) => void = () => {}) {
	const pieces: Uint8Array[] = [];
	let offset = 0;
	const entries = files.map(([name, bytes]): ArchiveEntry => {
		const entry = { name, size: bytes.length, crc: 0, offset };
		const header = writeFileHeader(entry);
		pieces.push(header, bytes);
		offset += header.length + bytes.length;
		return entry;
	});
	change(entries);
	return Buffer.concat([...pieces, writeArchiveDirectory(entries, offset)]);
}

/** The same text in every place, of the same length. */
const renamed = (from: string, to: string) => Buffer.from(good.toString('latin1').replaceAll(from, to), 'latin1');
const edited = (edit: (bytes: Buffer, directory: number, end: number) => void) => {
	const bytes = Buffer.from(good);
	const end = bytes.length - 22;
	edit(bytes, bytes.readUInt32LE(end + 16), end);
	return bytes;
};
const two: Array<[string, Buffer]> = [
	['a.txt', Buffer.alloc(100)],
	['b.txt', Buffer.alloc(100)],
];

describe('a hostile archive is refused', () => {
	test.each<[name: string, bytes: () => Buffer, message: RegExp]>([
		[
			'that leads out of its folder',
			() => renamed('parts.ndjson', '../../../x.y'),
			/"\.\.\/\.\.\/\.\.\/x\.y" cannot be/,
		],
		['that leads out by its middle', () => renamed('parts.ndjson', 'a/../../b.js'), /cannot be the name/],
		['with a path from the root', () => renamed('parts.ndjson', '/etc/passwd1'), /cannot be the name/],
		['with a path of Windows', () => renamed('parts.ndjson', 'C:\\x\\y\\z.exe'), /cannot be the name/],
		['with a folder for a file', () => renamed('parts.ndjson', 'parts.ndjso/'), /cannot be the name/],
		['with a name that writes on the screen', () => renamed('parts.ndjson', '\u001b[2Jxxxxxxxx'), /"\\u001b\[2J/],
		['with one file twice', () => renamed('proofs.ndjson', 'manifest.json'), /manifest\.json stands twice/],
		['with files out of order', () => renamed('proofs.ndjson', 'broofs.ndjson'), /not written the way an export/],
		['that is compressed', () => edited((bytes, at) => bytes.writeUInt16LE(8, at + 10)), /is compressed, so another/],
		['that is encrypted', () => edited((bytes, at) => bytes.writeUInt16LE(1, at + 8)), /not written the way/],
		['with a link', () => edited((bytes, at) => bytes.writeUInt32LE((0o120777 << 16) >>> 0, at + 38)), /not written/],
		['with an extra field', () => edited((bytes, at) => bytes.writeUInt16LE(4, at + 30)), /not written the way/],
		['on several disks', () => edited((bytes, _, end) => bytes.writeUInt16LE(1, end + 4)), /not written the way/],
		['with more files than it has', () => edited((bytes, _, end) => bytes.writeUInt16LE(9, end + 8)), /not written/],
		[
			'with a comment',
			() => Buffer.concat([edited((bytes, _, end) => bytes.writeUInt16LE(1, end + 20)), Buffer.alloc(1)]),
			/does not end as/,
		],
		[
			'with a long directory',
			() => edited((bytes, _, end) => bytes.writeUInt32LE(2 ** 31, end + 12)),
			/too long for a bundle/,
		],
		['whose files lie in one another', () => archiveOf(two, ([, b]) => (b!.offset = 0)), /overlap/],
		[
			'whose file is longer than the archive',
			() => archiveOf(two, ([, b]) => (b!.size = 2 ** 32 - 1)),
			/something between the files/,
		],
		[
			'with something hidden before the files',
			() => archiveOf(two, ([a, b]) => (a!.offset = b!.offset)),
			/overlap, or there is something/,
		],
		[
			'with something hidden before the directory',
			() => archiveOf(two, (entries) => void entries.pop()),
			/something between the files/,
		],
		[
			'with something before it',
			() => Buffer.concat([Buffer.from('#!/bin/sh\n'), good]),
			/not whole, or something was added/,
		],
		['with something after it', () => Buffer.concat([good, Buffer.from('x')]), /does not end as/],
		['that was cut off', () => good.subarray(0, good.length - 1), /does not end as/],
		['that was cut off at the front', () => good.subarray(100), /not whole/],
		['whose two headers differ', () => edited((bytes) => bytes.writeUInt32LE(1, 18)), /header of .* is not the one/],
		['that is empty', () => archiveOf([]), /There is no manifest\.json/],
		['that is no archive', () => Buffer.from('{}'), /does not end as/],
		['of no byte', () => Buffer.alloc(0), /does not end as/],
		[
			'of 101 files',
			() =>
				archiveOf(Array.from({ length: 101 }, (_, index) => [`f${String(index).padStart(3, '0')}`, Buffer.alloc(0)])),
			/directory of the archive is damaged/,
		],
	])('%s', async (_, bytes, message) => {
		writeFileSync(damaged, bytes());
		const { code, out, err } = await verifyIt(damaged);
		expect([code, out]).toEqual([2, '']);
		expect(err).toMatch(/^BUNDLE_UNREADABLE: /);
		expect(err).toMatch(message);
	});

	test('a bomb, and nothing of it is unpacked', async () => {
		const bomb = deflateRawSync(Buffer.alloc(50_000_000));
		const bytes = archiveOf([['entries.ndjson', bomb]]);
		const directory = bytes.readUInt32LE(bytes.length - 6);
		bytes.writeUInt16LE(8, directory + 10);
		bytes.writeUInt16LE(8, 8);
		writeFileSync(damaged, bytes);
		const before = process.memoryUsage().rss;
		expect(await verifyIt(damaged)).toMatchObject({
			code: 2,
			err: expect.stringContaining('unpack it and give the folder') as string,
		});
		expect(process.memoryUsage().rss - before).toBeLessThan(20_000_000);
	});
});

test('a file that the manifest does not name is found in an archive, too', async () => {
	const files = [...readFolder(unpacked), ['extra.txt', Buffer.from('x')] as [string, Buffer]];
	writeFileSync(damaged, archiveOf(files));
	expect(await verifyIt(damaged)).toMatchObject({
		code: 1,
		out: expect.stringContaining('The file extra.txt is not in the manifest') as string,
	});
});

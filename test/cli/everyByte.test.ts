import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { verifyBundle, type AuditPolicy } from '../../core';
import { filesOf, reseal } from '../evidence/testLog';
import { readFolder, run, signedStore } from './evidenceOfStore';

const script = join(__dirname, '../../docs/verify_bundle.py');
const hasPython = spawnSync('python3', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'every-byte-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kinds: [name: string, ...selection: string[]][] = [
	['case', '--case', 'C-0001'],
	['full', '--full'],
	['period', '--from', '2', '--to', '4'],
];
const at = (...names: string[]) => join(folder, ...names);
const [anchorFile, earlyFile, policyFile] = [at('anchor.txt'), at('early.txt'), at('policy.json')];
let policy: AuditPolicy;

beforeAll(async () => {
	const store = at('store', 'store.sqlite');
	const { note, early, origin, vkey } = await signedStore(store);
	policy = { v: 1, origin, vkeys: [vkey], anchors: [{ note }] };
	writeFileSync(anchorFile, note);
	writeFileSync(earlyFile, early);
	writeFileSync(policyFile, JSON.stringify(policy));
	for (const [name, ...selection] of kinds) await run('export', '--store', store, '--out', at(name), ...selection);
});

/** Every byte of every file, each time with another of its bits. */
function* flipsOf(files: ReadonlyMap<string, Buffer>): Generator<[name: string, at: number, mask: number]> {
	let count = 0;
	for (const [name, bytes] of files) {
		for (let offset = 0; offset < bytes.length; offset += 1) yield [name, offset, 1 << ((count += 1) % 8)];
	}
}

describe.each(kinds)('a single flipped bit in a %s bundle', (name) => {
	test('is never verified, whichever byte of whichever file it is in', async () => {
		const bundle = readFolder(at(name));
		const verdictOf = async () => {
			const report = await verifyBundle(filesOf(bundle), policy, { now: '2026-01-05T10:00:00.000Z' });
			return report.verdict;
		};
		expect(await verdictOf()).toBe('VERIFIED');
		const unnoticed: string[] = [];
		let count = 0;
		for (const [file, offset, mask] of flipsOf(bundle)) {
			const bytes = bundle.get(file)!;
			bytes[offset]! ^= mask;
			if ((await verdictOf()) === 'VERIFIED') unnoticed.push(`${file} at ${offset}`);
			bytes[offset]! ^= mask;
			count += 1;
		}
		expect(unnoticed).toEqual([]);
		expect(count).toBeGreaterThan(5000);
	}, 300_000);

	test('makes the command fail', async () => {
		const bundle = readFolder(at(name));
		const codes = new Set<number>();
		for (const [file, offset, mask] of flipsOf(bundle)) {
			if (offset % 89 !== 0) continue;
			const bytes = bundle.get(file)!;
			const flipped = Buffer.from(bytes);
			flipped[offset]! ^= mask;
			writeFileSync(at(name, file), flipped);
			codes.add((await run('verify', at(name), '--policy', policyFile)).code);
			writeFileSync(at(name, file), bytes);
		}
		expect([...codes]).toEqual([1]);
		expect((await run('verify', at(name), '--policy', policyFile)).code).toBe(0);
	}, 60_000);
});

/** Flips as above, inside one Python process, and prints what went unnoticed. */
const flipEveryByte = `
import importlib.util, pathlib, sys
spec = importlib.util.spec_from_file_location("verify_bundle", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
folder, checkpoint = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]).read_bytes()
module.verify(folder, checkpoint)
count = 0
for file in sorted(path for path in folder.rglob("*") if path.is_file()):
    good = file.read_bytes()
    for at in range(len(good)):
        count += 1
        file.write_bytes(good[:at] + bytes([good[at] ^ 1 << count % 8]) + good[at + 1:])
        try:
            module.verify(folder, checkpoint)
            print("unnoticed:", file, at)
        except Exception:
            pass
    file.write_bytes(good)
print("flipped", count)
`;

const python = (...args: string[]) => {
	const { status, stdout, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
	return { status, stdout, stderr };
};

test('the verifier in Python has the 50 lines at most that the documents say', () => {
	expect(readFileSync(script, 'utf8').split('\n').length - 1).toBeLessThanOrEqual(50);
});

// Where there is no Python 3, these tests are listed as skipped.
(hasPython ? describe : describe.skip).each(kinds)(
	`the independent verifier in Python${hasPython ? '' : ' (skipped: no python3 here)'}, on a %s bundle`,
	(name) => {
		test('does not run where Python leaves out the checks', () => {
			expect(python('-O', script, at(name), anchorFile)).toMatchObject({ status: 1, stdout: '' });
		});

		test('agrees that it leads to the checkpoints that the auditor holds', () => {
			for (const [held, size] of [
				[anchorFile, 9],
				[earlyFile, 3],
			] as const) {
				expect(python(script, at(name), held)).toEqual({
					status: 0,
					stderr: '',
					stdout: expect.stringContaining(`lead to the checkpoint of ${size} entries`) as string,
				});
			}
		});

		test('fails for a checkpoint of another root, of another size, and of another log', () => {
			const [origin, size, root] = policy.anchors![0]!.note.split('\n') as [string, string, string];
			for (const lines of [
				[origin, size, `AAAA${root.slice(4)}`],
				[origin, '8', root],
				[origin, '10', root],
				['other', size, root],
			]) {
				writeFileSync(at('wrong.txt'), `${lines.join('\n')}\n`);
				expect(python(script, at(name), at('wrong.txt'))).toMatchObject({ status: 1, stdout: '' });
			}
		});

		test.each<[string, string, (text: string) => string]>([
			['an entry', 'entries.ndjson', (text) => text.replace('Billing', 'Product')],
			['a part', 'parts.ndjson', (text) => text.replace(/"salt":"../, '"salt":"++')],
			[
				'a proof',
				'proofs.ndjson',
				(text) => text.replace(/"(consistency|proof)":\[/, `$&"${'A'.repeat(43)}=",`).replace(',]', ']'),
			],
			['an earlier checkpoint', 'anchors/checkpoints.ndjson', (text) => text.replace(/\\n3\\n../, '\\n3\\n++')],
			['the last entry, cut off', 'entries.ndjson', (text) => text.replace(/[^\n]*\n$/, '')],
			['the first entry, cut off', 'entries.ndjson', (text) => text.replace(/^[^\n]*\n/, '')],
		])('fails for %s when digests are made to fit', (_, file, change) => {
			const good = readFolder(at(name));
			const bad = new Map(good);
			bad.set(file, Buffer.from(change(good.get(file)!.toString())));
			for (const [path, bytes] of reseal(bad)) writeFileSync(at(name, path), bytes);
			const isChanged = !bad.get(file)!.equals(good.get(file)!);
			const { status } = python(script, at(name), anchorFile);
			for (const [path, bytes] of good) writeFileSync(at(name, path), bytes);
			expect([isChanged, status]).toEqual([true, 1]);
		});

		test('fails for every single flipped bit', () => {
			const { stdout, stderr } = python('-c', flipEveryByte, script, at(name), anchorFile);
			expect(stderr).toBe('');
			expect(stdout).toMatch(/^flipped \d{4,}\n$/);
		}, 300_000);
	},
);

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { ExportSelection } from '../../storage';
import { exportLog, TestLog, verify, type Bundle } from './testLog';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'python-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Verifies pairs of a bundle and a checkpoint, one line of answer for each. */
const verifyAll = `
import json, pathlib, sys
sys.path.insert(0, sys.argv[1])
import verify_bundle
for bundle, checkpoint in json.load(sys.stdin):
    try: print(verify_bundle.verify(pathlib.Path(bundle), pathlib.Path(checkpoint).read_bytes()))
    except Exception: print("FAILED")
`;

function write(name: string, bundle: Bundle): string {
	for (const [file, bytes] of bundle) {
		const path = join(folder, name, file);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, bytes);
	}
	return join(folder, name);
}

/** Nine entries of two cases with parts, and checkpoints at three sizes. */
function smallLog(): TestLog {
	const log = new TestLog();
	for (let at = 1; at < 9; at += 1) {
		const parts = [{ n: 'note', text: `note ${at}`, cls: 'public' as const }];
		log.add({ case: `C-000${(at % 2) + 1}`, type: 'note.added', parts });
		if ([2, 5, 7].includes(at)) log.checkpoint();
	}
	return log;
}

(hasPython ? test : test.skip)(
	`the verifier in Python agrees with ours on every range and every checkpoint${hasPython ? '' : ' (no python3 here)'}`,
	async () => {
		const log = smallLog();
		const sizes = log.bodies.map((_body, at) => at + 1);
		const ranges = sizes.flatMap((to) => sizes.filter((size) => size <= to).map((size) => ({ from: size - 1, to })));
		const wanted: ExportSelection[] = [
			{ kind: 'full' },
			{ kind: 'case', case_id: 'C-0001' },
			{ kind: 'case', case_id: 'C-0002' },
			...ranges.map((range) => ({ kind: 'period' as const, ...range })),
		];
		for (const size of sizes) writeFileSync(join(folder, `at-${size}.txt`), log.noteAt(size));
		const [pairs, expected]: [string[][], string[]] = [[], []];
		for (const [number, selection] of wanted.entries()) {
			const bundle = await exportLog(log, selection);
			const path = write(`bundle-${number}`, bundle);
			for (const size of sizes) {
				const { verdict, coverage } = await verify(bundle, [log.noteAt(size)]);
				const { anchored, entries } = coverage!;
				const claim = `OK: ${anchored} of ${entries} entries lead to the checkpoint of ${size} entries`;
				pairs.push([path, join(folder, `at-${size}.txt`)]);
				expected.push(verdict === 'VERIFIED' ? `${claim}; its signature was not checked` : 'FAILED');
			}
		}
		const docs = join(__dirname, '../../docs');
		const python = spawnSync('python3', ['-B', '-c', verifyAll, docs], {
			input: JSON.stringify(pairs),
			encoding: 'utf8',
		});
		expect(python.stderr).toBe('');
		expect(python.stdout.trimEnd().split('\n')).toEqual(expected);
		expect(new Set(expected).size).toBeGreaterThan(20);
	},
	60_000,
);

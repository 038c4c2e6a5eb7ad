import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { signNote, type AuditPolicy, type BundleReport } from '../../core';
import { readFolder, run, signedStore } from './evidenceOfStore';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (...names: string[]) => join(folder, ...names);
const store = at('store', 'store.sqlite');
const [policyFile, anchorFile, earlyFile] = [at('policy.json'), at('anchor.txt'), at('early.txt')];
let policy: AuditPolicy;
let signed: Awaited<ReturnType<typeof signedStore>>;

beforeAll(async () => {
	signed = await signedStore(store);
	policy = { v: 1, origin: signed.origin, vkeys: [signed.vkey] };
	writeFileSync(policyFile, JSON.stringify(policy));
	writeFileSync(anchorFile, signed.note);
	writeFileSync(earlyFile, signed.early);
});

const selections: [name: string, ...args: string[]][] = [
	['case', '--case', 'C-0001'],
	['full', '--full'],
	['period by number', '--from', '1', '--to', '4'],
	['period by time', '--from', '2026-01-05T09:02:00Z', '--to', '2026-01-05T09:05:00+00:00'],
];

describe.each(selections)('a %s', (name, ...selection) => {
	const out = at('bundles', name);

	test('is exported, verified by what the auditor holds, and not without', async () => {
		expect(await run('export', '--store', store, '--out', out, ...selection)).toMatchObject({ code: 0, err: '' });
		const verify = ['verify', out, '--policy', policyFile];
		const verified = await run(...verify, '--anchor', anchorFile, '--anchor', earlyFile);
		expect(verified).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^VERIFIED\n/) as string });
		expect(await run(...verify)).toMatchObject({ code: 3, out: expect.stringMatching(/^INCONCLUSIVE\n/) as string });
	});

	test('is for its owner alone, and the same bytes when it is exported again', async () => {
		const again = at('again', name);
		await run('export', '--store', store, '--out', again, ...selection);
		expect(readFolder(again)).toEqual(readFolder(out));
		expect(statSync(out).mode & 0o777).toBe(0o700);
		expect(statSync(join(out, 'parts.ndjson')).mode & 0o777).toBe(0o600);
	});
});

test('an exported period holds the entries of its time', async () => {
	const manifest = JSON.parse(readFileSync(at('bundles', 'period by time', 'manifest.json'), 'utf8')) as {
		from: number;
		to: number;
	};
	const times = readFileSync(at('bundles', 'period by time', 'entries.ndjson'), 'utf8').match(/"at":"[^"]*"/g);
	expect(times).toHaveLength(manifest.to - manifest.from);
	expect([times?.[0], times?.at(-1)]).toEqual(['"at":"2026-01-05T09:02:00.000Z"', '"at":"2026-01-05T09:04:00.000Z"']);
});

describe('verify', () => {
	const bundle = at('bundles', 'full');

	test('prints a report that a program can read', async () => {
		const { code, out } = await run('verify', bundle, '--policy', policyFile, '--anchor', earlyFile, '--json');
		const report = JSON.parse(out) as BundleReport;
		expect(code).toBe(0);
		expect(report).toMatchObject({
			verdict: 'VERIFIED',
			completeness: 'NOT_JUDGED',
			coverage: { entries: 9, anchored: 3, pending: 6, anchored_to: 3, parts: 7 },
			counts: { PENDING: 1 },
		});
	});

	test('prints the findings of a damaged bundle, and what is not proved', async () => {
		const damaged = at('damaged');
		await run('export', '--store', store, '--out', damaged, '--full');
		const path = join(damaged, 'entries.ndjson');
		writeFileSync(path, readFileSync(path, 'utf8').replace('Billing', 'Product'));
		const { code, out } = await run('verify', damaged, '--policy', policyFile, '--anchor', anchorFile);
		expect(code).toBe(1);
		expect(out).toMatch(/^TAMPERED\n/);
		expect(out).toMatch(/hard {2}MANIFEST_MISMATCH {5}The file entries.ndjson was changed/);
		expect(out).toMatch(/hard {2}HISTORY_REWRITTEN {5}The root over 9 entries is not that of the checkpoint you hold/);
		expect(out).toMatch(/Not proved\n {2}- .*every step was recorded/s);
	});

	test('does not let a bundle write on the screen', async () => {
		const hostile = at('hostile');
		mkdirSync(hostile);
		writeFileSync(join(hostile, 'manifest.json'), JSON.stringify({ '\u001b[2J\r': 1 }));
		const { code, out } = await run('verify', hostile, '--policy', policyFile);
		expect(code).toBe(1);

		expect(out).not.toMatch(/[\u001b\r]/);
	});

	test.each<[string, () => string[], RegExp]>([
		['no bundle', () => ['verify', '--policy', policyFile], /Name one bundle/],
		['two bundles', () => ['verify', bundle, bundle, '--policy', policyFile], /Name one bundle/],
		['no policy', () => ['verify', bundle], /--policy is missing/],
		['an option that there is not', () => ['verify', bundle, '--force'], /--force/],
		[
			'a folder that is not there',
			() => ['verify', at('gone'), '--policy', policyFile],
			/BUNDLE_UNREADABLE.*cannot be read as a bundle/,
		],
		[
			'a folder that is no bundle',
			() => ['verify', at('store'), '--policy', policyFile],
			/BUNDLE_UNREADABLE: There is no manifest.json/,
		],
		['a policy that is not there', () => ['verify', bundle, '--policy', at('gone')], /ENOENT/],
		['a policy that is no JSON', () => ['verify', bundle, '--policy', anchorFile], /POLICY_INVALID.*is not JSON/],
		[
			'an anchor that is no note',
			() => ['verify', bundle, '--policy', policyFile, '--anchor', policyFile],
			/CHECKPOINT_MALFORMED/,
		],
		['an anchor that is not there', () => ['verify', bundle, '--policy', policyFile, '--anchor', at('gone')], /ENOENT/],
	])('with %s is unusable', async (_, args, message) => {
		const { code, out, err } = await run(...args());
		expect([code, out]).toEqual([2, '']);
		expect(err).toMatch(message);
	});

	test('does not follow a link out of the bundle', async () => {
		const linked = at('linked');
		await run('export', '--store', store, '--out', linked, '--full');
		symlinkSync(policyFile, join(linked, 'link'));
		expect(await run('verify', linked, '--policy', policyFile)).toMatchObject({ code: 2 });
	});
});

describe('export', () => {
	const args = (...more: string[]) => ['export', '--store', store, '--out', at('new'), ...more];
	test.each<[string, string[], RegExp]>([
		['nothing chosen', args(), /Give one of --case, --from with --to, and --full/],
		['two things chosen', args('--full', '--case', 'C-0001'), /Give one of/],
		['half a period', args('--from', '1'), /--from and --to go together/],
		['a number and an instant', args('--from', '1', '--to', '2026-01-05'), /'1' is not an instant/],
		['no instant', args('--from', 'yesterday', '--to', 'today'), /'yesterday' is not an instant/],
		['an empty period', args('--from', '2', '--to', '2'), /PERIOD_EMPTY: There are not all entries from 2 to before 2/],
		['a period beyond the log', args('--from', '2', '--to', '99'), /PERIOD_EMPTY/],
		['a case that is not there', args('--case', 'C-0099'), /CASE_NOT_FOUND: There is no case 'C-0099'/],
		['an unknown withholding', args('--full', '--withhold', 'some'), /--withhold is one of none, pii, all/],
		['no store', ['export', '--full', '--out', at('new')], /--store is missing, and TRIAGE_STORE_URL is not set/],
		[
			'a store that is not there',
			['export', '--store', at('gone'), '--full', '--out', at('new')],
			/STORE_UNAVAILABLE: There is no store/,
		],
		[
			'a file that is no store',
			['export', '--store', policyFile, '--full', '--out', at('new')],
			/STORE_UNAVAILABLE: .* is not a triage store/,
		],
		[
			'a folder that is taken',
			['export', '--store', store, '--full', '--out', at('bundles')],
			/BUNDLE_UNWRITABLE: .* is not empty/,
		],
	])('with %s writes nothing', async (_, given, message) => {
		const { code, err } = await run(...given);
		expect(code).toBe(2);
		expect(err).toMatch(message);
		expect([existsSync(at('new')), existsSync(at('new.partial')), existsSync(at('gone'))]).toEqual([
			false,
			false,
			false,
		]);
	});

	test('leaves out the parts that are withheld', async () => {
		await run('export', '--store', store, '--out', at('withheld'), '--full', '--withhold', 'pii');
		// The role that was named is no personal data.
		expect(readFileSync(at('withheld', 'parts.ndjson'), 'utf8')).toMatch(
			/^\{"b64":"[^"]*","idx":4,"n":"body",[^\n]*\n$/,
		);
		const verified = await run('verify', at('withheld'), '--policy', policyFile, '--anchor', anchorFile);
		expect(verified.code).toBe(0);
		expect(verified.out).toContain('6 withheld');
	});
});

describe('keygen', () => {
	test('writes a key that signs, for its owner alone, and never over another', async () => {
		const file = at('key');
		const { code, out } = await run('keygen', '--name', 'log.example.com/a', '--out', file);
		expect([code, statSync(file).mode & 0o777]).toEqual([0, 0o600]);
		expect(out).toMatch(/^log\.example\.com\/a\+[0-9a-f]{8}\+A[^\n]+\n$/);
		const before = readFileSync(file, 'utf8');
		expect(signNote('a\n', [before.trim()])).toContain('— log.example.com/a ');
		expect(await run('keygen', '--name', 'log.example.com/a', '--out', file)).toMatchObject({ code: 2, out: '' });
		expect(readFileSync(file, 'utf8')).toBe(before);
	});

	test.each([
		['no name', ['--out', 'key']],
		['no file', ['--name', 'a']],
		['a name with a space', ['--name', 'a b', '--out', at('other')]],
	])('with %s is unusable', async (_, args) => {
		expect(await run('keygen', ...args)).toMatchObject({ code: 2, out: '' });
	});
});

describe('the command line', () => {
	test.each([[['--help']], [['verify', '--help']], [['export', '-h']], [['keygen', '--help']]])(
		'%j shows how it is used',
		async (args) => {
			expect(await run(...args)).toMatchObject({
				code: 0,
				err: '',
				out: expect.stringMatching(/^Usage: n8n-nodes-support-triage/) as string,
			});
		},
	);

	test.each([[[]], [['toString']], [['publish']]])('%j is no command', async (args) => {
		expect(await run(...args)).toMatchObject({ code: 2, out: '' });
	});

	test('tells its version', async () => {
		const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
		expect(await run('--version')).toEqual({ code: 0, err: '', out: `${version}\n` });
	});
});

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { ICredentialType, INodeTypeDescription } from 'n8n-workflow';

import { run } from '../../scripts/command';
import { pack } from '../../scripts/pack';
import { root } from '../../scripts/paths';
import { filesOf } from '../../scripts/stamp';

interface Manifest {
	dependencies: Record<string, string>;
	n8n: { credentials: string[]; nodes: string[] };
}

interface Loaded {
	node: string;
	known: Record<string, { className: string; sourcePath: string }>;
	types: INodeTypeDescription[];
	credentials: Array<{ sourcePath: string; supportedNodes?: string[] }>;
	credentialTypes: ICredentialType[];
}

const packageName = 'n8n-nodes-support-triage';

/** The build takes its time on a fresh checkout. */
const limit = 180_000;

const folder = mkdtempSync(join(tmpdir(), 'support-triage-package-'));
const nodeModules = join(folder, 'node_modules');
let files: string[];
let manifest: Manifest;
let installed: string;

/** Links packages of this checkout into a folder: what npm would fetch, without the network. */
function link(names: readonly string[], into: string) {
	for (const name of names) {
		mkdirSync(dirname(join(into, name)), { recursive: true });
		symlinkSync(join(root, 'node_modules', name), join(into, name), 'junction');
	}
}

/** Paths of a source folder's files below the checkout, with `/`. */
function sources(name: string, extension: RegExp) {
	return filesOf(join(root, name))
		.filter((file) => extension.test(file))
		.map((file) => relative(root, file).replaceAll('\\', '/'));
}

/** Node's own answer to a line of code in the installed pack's neighbourhood. */
async function evaluate(code: string): Promise<unknown> {
	return JSON.parse(
		await run(process.execPath, ['-p', code], { cwd: folder, env: { ...process.env, NODE_PATH: undefined } }),
	);
}

beforeAll(async () => {
	const tarball = await pack(folder);
	files = tarball.files;
	installed = join(nodeModules, packageName);
	mkdirSync(installed, { recursive: true });
	await run('tar', ['-xzf', tarball.path, '-C', installed, '--strip-components=1']);
	manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
	// An install without dev and peer dependencies: the pack beside exactly what it declares.
	link(Object.keys(manifest.dependencies), nodeModules);
}, limit);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the tarball', () => {
	it.each(['credentials', 'nodes'] as const)('holds all %s that package.json names', (kind) => {
		expect(files).toEqual(expect.arrayContaining(manifest.n8n[kind]));
		expect(manifest.n8n[kind].length).toBeGreaterThan(0);
	});

	it('holds every icon, codex file, output schema and workflow of the sources', () => {
		const assets = [
			...sources('nodes', /\.(svg|json)$/),
			...sources('credentials', /\.svg$/),
			...sources('workflows', /\.json$/),
		];
		expect(files).toEqual(expect.arrayContaining(assets.map((file) => `dist/${file}`)));
	});

	it('holds nothing else than the build, the manifest and the papers', () => {
		const strangers = files.filter((file) => !/^(dist\/.+|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(file));
		expect(strangers).toEqual([]);
	});

	it('holds no tests, source maps or TypeScript sources', () => {
		const leftovers = files.filter((file) =>
			/\.(test|spec)\.|(^|\/)tests?\/|\.map$|\.tsbuildinfo$|(?<!\.d)\.ts$/.test(file),
		);
		expect(leftovers).toEqual([]);
	});
});

describe('the installed pack', () => {
	let loaded: Loaded;
	beforeAll(async () => {
		// n8n lends a pack its own n8n-workflow by NODE_PATH; nothing else may come that way.
		const lent = join(folder, 'lent');
		link(['n8n-workflow'], lent);
		const loader = [join(__dirname, 'loadPack.js'), join(root, 'node_modules', 'n8n-core'), installed];
		loaded = JSON.parse(
			await run(process.execPath, loader, {
				cwd: folder,
				env: { ...process.env, NODE_ENV: 'production', NODE_PATH: lent },
			}),
		);
	}, limit);

	it('is loaded by n8n-core in Node 24 or newer', () => {
		expect(Number(loaded.node.split('.')[0])).toBeGreaterThanOrEqual(24);
		const paths = Object.values(loaded.known).map(({ sourcePath }) => sourcePath);
		expect(paths.sort()).toEqual([...manifest.n8n.nodes].sort());
	});

	it('brings each node with names to find it by', () => {
		for (const { codex } of loaded.types) {
			expect(codex?.alias ?? []).not.toHaveLength(0);
			expect(codex?.categories ?? []).not.toHaveLength(0);
		}
	});

	it('brings each credential with the nodes it is for', () => {
		expect(loaded.credentials).toEqual([
			{
				className: 'TriageSetupApi',
				sourcePath: 'dist/credentials/TriageSetupApi.credentials.js',
				supportedNodes: ['triageSetup'],
			},
			{
				className: 'TriageSigningKeyApi',
				sourcePath: 'dist/credentials/TriageSigningKeyApi.credentials.js',
				supportedNodes: ['auditEvidence'],
			},
			{
				className: 'TriageStoreApi',
				sourcePath: 'dist/credentials/TriageStoreApi.credentials.js',
				supportedNodes: [
					'auditEvidence',
					'businessCalendar',
					'qaChecklist',
					'roleOwner',
					'routingRules',
					'schemaGate',
					'triageCase',
					'triageCaseTrigger',
					'triageSetup',
					'ttlEscalation',
					'ttlEscalationTrigger',
				],
			},
		]);
	});

	it('brings each node and credential with an icon for light and for dark', () => {
		for (const { iconUrl } of [...loaded.types, ...loaded.credentialTypes]) {
			const { light, dark } = iconUrl as { light: string; dark: string };
			expect(dark).not.toBe(light);
			for (const url of [light, dark]) {
				expect(url).toMatch(new RegExp(`^icons/${packageName}/`));
				expect(existsSync(join(installed, url.slice(`icons/${packageName}/`.length)))).toBe(true);
			}
		}
	});

	it.each(['core', 'storage'])('offers %s to programs without n8n', async (part) => {
		const code = `
			const names = Object.keys(require('${packageName}/dist/${part}'));
			const n8n = Object.keys(require.cache).filter((file) => /node_modules.n8n-(core|workflow)/.test(file));
			JSON.stringify({ names, n8n })`;
		expect(await evaluate(code)).toEqual({ names: expect.arrayContaining([expect.any(String)]), n8n: [] });
	});

	it('cannot reach n8n-workflow on its own, so that the test before this one means something', async () => {
		const code = `
			const { createRequire } = require('node:module');
			let found = true;
			try { createRequire(require.resolve('${packageName}')).resolve('n8n-workflow'); } catch { found = false; }
			found`;
		expect(await evaluate(code)).toBe(false);
	});
});

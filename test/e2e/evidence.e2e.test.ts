import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { makeKeyPair } from '../../core';
import { root } from '../../scripts/paths';
import { samples, ticket } from '../../scripts/samples';
import { send } from '../../scripts/send';
import { storeFile } from '../../scripts/store';
import { Editor } from './editor';
import { evidenceFlow, handOverFlow, operations, operationsFlow } from './evidenceFlow';
import { OwnN8n } from './ownN8n';

const own = new OwnN8n();
const { skey, vkey } = makeKeyPair('triage.example', Buffer.alloc(32, 3));
const at = (...names: string[]) => join(own.userFolder, 'audit', ...names);
const script = join(root, 'docs', 'verify_bundle.py');
const python = spawnSync('python3', ['--version']).status === 0;

let flowId = '';
let canvasId = '';
let handOverId = '';

/** Asks the flow for something, as a scheduler or an auditor's portal would. */
async function ask(path: 'sign' | 'export', body: object = {}) {
	const response = await fetch(`${own.baseUrl}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
}

async function sign() {
	const { status, bytes } = await ask('sign');
	const checkpoint = JSON.parse(bytes.toString()) as {
		outcome: string;
		note: string;
		size: number;
		findings: { code: string; message: string }[];
	};
	// What n8n remembers of it is kept when the execution has ended.
	await own.n8n.client.executions(flowId);
	return { status, ...checkpoint };
}

async function postTickets(prefix: string, count: number) {
	for (let number = 1; number <= count; number += 1) {
		const body = { ...ticket, ticket_id: `${prefix}-${number}` };
		expect(await send(own.baseUrl, { path: '/webhook/tickets', headers: {}, body })).toMatchObject({ status: 201 });
	}
}

/** The command of the tarball, as it was installed into this n8n. */
function verify(bundle: string): { code: number | null; out: string } {
	const command = join(own.userFolder, '.n8n/nodes/node_modules/n8n-nodes-support-triage/dist/cli/index.js');
	const args = [command, 'verify', bundle, '--policy', at('policy.json'), '--anchor', at('checkpoint.txt')];
	const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
	return { code: status, out: `${stdout}${stderr}` };
}

/** The independent one; always 0 or 1. */
function verifyInPython(bundle: string): { code: number | null; out: string } {
	const args = [script, bundle, at('checkpoint.txt')];
	const { status, stdout, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
	return { code: status, out: `${stdout}${stderr}` };
}

beforeAll(async () => {
	await own.start();
	const { api, rest, publish } = own.n8n.client;
	const key = await api('POST', '/credentials', {
		name: 'key',
		type: 'triageSigningKeyApi',
		data: { privateKey: skey },
	});
	({ id: flowId } = await rest('POST', '/workflows', evidenceFlow(key.id)));
	({ id: canvasId } = await rest('POST', '/workflows', operationsFlow()));
	({ id: handOverId } = await rest('POST', '/workflows', handOverFlow(key.id)));
	await publish(flowId);
	mkdirSync(at(), { recursive: true });
});
afterAll(async () => await own.remove());

describe('a bundle of the first flow', () => {
	beforeAll(async () => {
		for (const sample of samples()) await send(own.baseUrl, sample);
		const { status, note } = await sign();
		expect(status).toBe(200);
		writeFileSync(at('checkpoint.txt'), note);
		writeFileSync(at('policy.json'), JSON.stringify({ v: 1, origin: note.split('\n')[0], vkeys: [vkey] }));
		for (const body of [
			{ kind: 'full', withhold: 'none' },
			{ kind: 'case', case_id: 'C-0001', withhold: 'pii' },
			{ kind: 'period', withhold: 'all' },
		]) {
			const exported = await ask('export', body);
			expect(exported.status).toBe(200);
			writeFileSync(at(`${body.kind}.zip`), exported.bytes);
		}
	});

	it('of a case that is not there is refused', async () => {
		const { status, bytes } = await ask('export', { kind: 'case', case_id: 'C-9999', withhold: 'none' });
		expect([status, JSON.parse(bytes.toString())]).toEqual([
			404,
			{ export: { outcome: 'refused', refusal: expect.objectContaining({ code: 'CASE_NOT_FOUND' }) as object } },
		]);
	});

	it.each(['full', 'case', 'period'])('of kind %s is verified by the command of the tarball', (kind) => {
		expect(verify(at(`${kind}.zip`))).toEqual({ code: 0, out: expect.stringMatching(/^VERIFIED\n/) as string });
	});

	// Where there is no Python 3, these tests are listed as skipped.
	const withPython = python ? it : it.skip;
	const why = python ? '' : ' (skipped: no python3 here)';
	withPython.each(['full', 'case', 'period'])(`of kind %s is verified in Python${why}`, (kind) => {
		expect(verifyInPython(at(`${kind}.zip`))).toEqual({
			code: 0,
			out: expect.stringMatching(/^OK: \d+ of \d+ entries lead to the checkpoint of 60 entries/) as string,
		});
	});

	/** Places in a file of which one byte is flipped: some, the unit tests flip every one. */
	const placesIn = (length: number) => (length === 0 ? [] : [0, Math.floor(length / 3), length - 1]);

	withPython(
		`is verified by neither when a byte of any file in it is another${why}`,
		() => {
			const unpack = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])';
			const folder = at('full');
			expect(spawnSync('python3', ['-c', unpack, at('full.zip'), folder]).status).toBe(0);
			expect([verify(folder).code, verifyInPython(folder).code]).toEqual([0, 0]);
			const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\./.test(name));
			expect(files).toHaveLength(8);
			let count = 0;
			for (const name of files) {
				const path = join(folder, name);
				const good = readFileSync(path);
				for (const place of placesIn(good.length)) {
					const flipped = Buffer.from(good);
					flipped[place]! ^= 1;
					writeFileSync(path, flipped);
					expect([name, place, verify(folder).code, verifyInPython(folder).code]).toEqual([name, place, 1, 1]);
					count += 1;
				}
				writeFileSync(path, good);
			}
			expect(count).toBeGreaterThanOrEqual(21);
		},
		300_000,
	);
});

describe('the signer', () => {
	const folder = () => dirname(storeFile(own.userFolder));

	it('remembers across executions and restarts, and does not sign a store that was set back', async () => {
		await own.stop();
		cpSync(folder(), at('backup'), { recursive: true });
		await own.start();
		await postTickets('LATER', 3);
		const newest = await sign();
		expect(newest).toMatchObject({ status: 200, outcome: 'signed' });

		await own.stop();
		rmSync(folder(), { recursive: true });
		cpSync(at('backup'), folder(), { recursive: true });
		await own.start();
		const refused = await sign();
		expect(refused).toMatchObject({ status: 409, outcome: 'refused', findings: [{ code: 'TRUNCATED' }] });
		expect(refused.findings[0]?.message).toContain(`covers ${newest.size}`);
	}, 240_000);

	it('nor one that has grown another way since', async () => {
		await postTickets('OTHER', 8);
		const refused = await sign();
		expect(refused).toMatchObject({ status: 409, outcome: 'refused', findings: [{ code: 'HISTORY_REWRITTEN' }] });
	});
});

describe('on the canvas', () => {
	let editor: Editor;
	beforeAll(async () => {
		editor = await Editor.openOn(own.n8n, canvasId);
	});
	afterAll(async () => await editor?.close());
	afterEach(async () => expect(await editor.takeProblems()).toEqual([]));

	it.each(Object.entries(operations))('%s shows its outputs and its fields', async (name, { outputs }) => {
		expect(await editor.outputLabels(name)).toEqual(outputs);
		expect(await editor.subtitle(name)).toBe(name.replace(' period', ''));
		await editor.inPanel(name, async () => {
			expect(await editor.parameters()).toContain('How it works');
			await editor.screenshot(`audit-evidence-${name.toLowerCase().replaceAll(' ', '-')}`);
		});
	});

	it('shows all of them side by side', async () => await editor.screenshot('audit-evidence-canvas'));

	it('shows after a run what was put out', async () => {
		await editor.openWorkflow(handOverId);
		expect(await editor.runFrom('Start')).toContain('Workflow executed successfully');
		await editor.inPanel('Export', async () => {
			await editor.awaitOutput('Binary', /evidence-0-\d+\.zip/);
			await editor.awaitOutput('JSON', /The checkpoint of \d+ entries covers all of them/);
			await editor.screenshot('audit-evidence-after-run');
		});
	});
});

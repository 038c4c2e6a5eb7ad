import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { readBundle } from '../../cli/readBundle';
import { leafHash, makeKeyPair, openNote, parseCheckpoint, verifyBundle, verifyInclusion } from '../../core';
import { flow, runWorkflow } from '../harness/runWorkflow';
import { storeOfNodes } from '../harness/stores';
import { context, openTicket } from '../storage/subject';
import { note, part } from '../storage/evidenceContract';

const { skey, vkey } = makeKeyPair('triage.example', Buffer.alloc(32, 7));
const other = makeKeyPair('triage.example', Buffer.alloc(32, 8));

/** What the nodes write beside the store has to be gone after each run. */
const scratch = mkdtempSync(join(tmpdir(), 'export-node-'));
const files = mkdtempSync(join(tmpdir(), 'export-files-'));
const systemFolder = process.env.TMPDIR;
beforeAll(() => void (process.env.TMPDIR = scratch));
afterEach(async () => {
	expect(readdirSync(scratch)).toEqual([]);
	expect((await (await storeOfNodes()).verify()).findings).toEqual([]);
});
afterAll(() => {
	if (systemFolder === undefined) delete process.env.TMPDIR;
	else process.env.TMPDIR = systemFolder;
	for (const folder of [scratch, files]) rmSync(folder, { recursive: true, force: true });
});

async function run(operation: string, parameters: object, input: Array<IDataObject> = [{}]) {
	const json = flow(
		{
			Start: { type: 'n8n-nodes-base.manualTrigger' },
			Node: {
				type: 'auditEvidence',
				parameters: { operation, options: {}, ...parameters } as unknown as INodeParameters,
				credentials: { triageSigningKeyApi: { id: '1', name: 'key' } },
			},
		},
		['Start -> Node'],
	);
	return await runWorkflow(json, { input, credentials: { triageSigningKeyApi: { privateKey: skey } } });
}
const resultOf = (item: INodeExecutionData | undefined, name: string) =>
	(item?.json.triage as Record<string, IDataObject>)[name]!;
const hintsOf = ({ nodes }: Awaited<ReturnType<typeof run>>) => nodes.Node![0]!.hints;

const checkpoint = async () => {
	const [item] = (await run('checkpoint', { sign: 'always', earlierKeys: '' })).items('Node');
	return String(resultOf(item, 'checkpoint').note);
};

/** The bytes of an item's file, which n8n keeps in the item itself here. */
const bytesOf = (item: INodeExecutionData | undefined, field = 'data') =>
	Buffer.from(item!.binary![field]!.data, 'base64');

/** What an auditor says about the file of an item, who holds these checkpoints. */
async function judge(item: INodeExecutionData | undefined, ...anchors: string[]) {
	const path = join(files, 'bundle.zip');
	writeFileSync(path, bytesOf(item));
	const policy = { v: 1 as const, origin: String(resultOf(item, 'export').origin), vkeys: [vkey] };
	const now = new Date().toISOString();
	return await verifyBundle(await readBundle(path), policy, { now, anchors: anchors.map((text) => Buffer.from(text)) });
}

/** Every field that comes out is one that the editor offers before the first run. */
function expectInSchema(operation: string, result: IDataObject) {
	const path = join(__dirname, `../../nodes/AuditEvidence/__schema__/v1.0.0/${operation}.json`);
	const schema = JSON.parse(readFileSync(path, 'utf8')) as {
		properties: { triage: { properties: Record<string, { properties: object }> } };
	};
	const [{ properties }] = Object.values(schema.properties.triage.properties) as [{ properties: object }];
	expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(result)));
}

let caseId = '';
beforeEach(async () => {
	const store = await storeOfNodes();
	caseId = (await openTicket(store, `T-${Math.random()}`)).case.case_id;
	const parts = [part('text', 'said by phone'), part('kept', 'for good', { class: 'public' })];
	await store.record(note('', { case_id: caseId, parts }), context());
});

describe('Export', () => {
	const exportIt = async (more: object = {}, input?: IDataObject[]) =>
		await run('export', { export: 'case', caseId, binaryPropertyName: 'data', withhold: 'none', ...more }, input);

	test('of a log that was never signed says that it proves nothing to others', async () => {
		const result = await exportIt();
		expect(hintsOf(result)).toEqual([
			{
				message:
					'The log was never signed, so what was exported proves nothing to others. Run Checkpoint before Export',
				type: 'warning',
				location: 'outputPane',
			},
		]);
		expect(resultOf(result.items('Node')[0], 'export')).toMatchObject({
			signed_size: 0,
			pending_count: 2,
			summary: `2 entries of case ${caseId}. Nothing is signed yet, so they prove nothing to others`,
		});
	});

	test('puts out a case as a file that an auditor verifies, and keeps what left the house', async () => {
		const held = await checkpoint();
		const result = await exportIt({ options: { recipientRole: 'External-Auditor' } }, [{ mine: 1 }]);
		expect(result.nodes.Node![0]!.outputs.map((items) => items.length)).toEqual([1, 0]);
		const [item] = result.items('Node');
		expect(item).toMatchObject({ pairedItem: { item: 0 }, json: { mine: 1 } });
		const exported = resultOf(item, 'export');
		const name = `evidence-${caseId}.zip`;
		const { size } = parseCheckpoint(openNote(Buffer.from(held), [vkey]).text);
		expect(exported).toEqual({
			outcome: 'exported',
			summary: `2 entries of case ${caseId}. The checkpoint of ${size} entries covers all of them`,
			kind: 'case',
			case_id: caseId,
			from: expect.any(Number) as number,
			to: expect.any(Number) as number,
			entry_count: 2,
			part_count: 3,
			withheld: 'none',
			origin: held.split('\n')[0],
			signed_size: size,
			pending_count: 0,
			digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
			file: {
				field: 'data',
				name,
				bytes: bytesOf(item).length,
				sha256: createHash('sha256').update(bytesOf(item)).digest('hex'),
			},
			verify_command: `npx n8n-nodes-support-triage verify ${name} --policy policy.json --anchor checkpoint.txt`,
			entry_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
			exported_at: expect.any(String) as string,
		});
		expectInSchema('export', exported);
		expect(item?.binary?.data).toMatchObject({ fileName: name, mimeType: 'application/zip', fileExtension: 'zip' });
		expect(await judge(item, held)).toMatchObject({
			verdict: 'VERIFIED',
			bundle: { tool: expect.stringMatching(/^n8n-nodes-support-triage \d/) as string },
			coverage: { entries: 2, anchored: 2, parts: 3, withheld: 0 },
		});

		const [entry] = await (await storeOfNodes()).findEntries({ types: ['log.exported'], order: 'newest', limit: 1 });
		const { kind, from, to, digest } = exported;
		expect(entry).toMatchObject({
			entry_id: exported.entry_id,
			case_id: '_log',
			actor: 'workflow:workflow-under-test',
			data: { kind, from, to, digest, size, case_id: caseId, withheld: 'none', recipient_role: 'External-Auditor' },
		});
	});

	test.each([
		['pii', 1, true],
		['all', 0, false],
		['none', 3, true],
	])('withholds %s', async (withhold, parts, hasPublic) => {
		const held = await checkpoint();
		const [item] = (await exportIt({ withhold })).items('Node');
		expect(await judge(item, held)).toMatchObject({ verdict: 'VERIFIED', coverage: { parts, withheld: 3 - parts } });
		const text = bytesOf(item).toString('latin1');
		const holds = (part_: string) => text.includes(Buffer.from(part_).toString('base64'));
		expect([holds('said by phone'), holds('for good')]).toEqual([withhold === 'none', hasPublic]);
	});

	test('leaves personal data out unless it is asked for', async () => {
		const [item] = (await run('export', { caseId })).items('Node');
		expect(resultOf(item, 'export')).toMatchObject({ kind: 'case', withheld: 'pii', file: { field: 'data' } });
	});

	test('puts out the whole log, and names what is not signed yet', async () => {
		const held = await checkpoint();
		const signed = await exportIt({ export: 'full' });
		expect(hintsOf(signed)).toEqual([]);
		expect(resultOf(signed.items('Node')[0], 'export')).toMatchObject({ kind: 'full', from: 0, pending_count: 0 });

		await (await storeOfNodes()).record(note('after it', { case_id: caseId }), context());
		const result = await exportIt({ export: 'full' });
		const [item] = result.items('Node');
		const { entry_count, to, signed_size } = resultOf(item, 'export') as Record<string, number>;
		expect(resultOf(item, 'export')).toMatchObject({ kind: 'full', from: 0, pending_count: 1 });
		// What tells of the checkpoint, of the file before, and the note.
		expect([entry_count, signed_size]).toEqual([to, to! - 3]);
		expect(resultOf(item, 'export').summary).toMatch(
			/covers all but the newest one, which proves nothing to others yet$/,
		);
		expect(hintsOf(result).map(({ message }) => message)).toEqual([
			'1 file with entries that no checkpoint covers yet. Run Checkpoint before Export',
		]);
		expect(await judge(item, held)).toMatchObject({ verdict: 'VERIFIED', coverage: { pending: 3 } });
	});

	test('puts out a period, with an end or up to now', async () => {
		const held = await checkpoint();
		const period = { export: 'period', from: '2000-01-01T00:00:00Z' };
		const [open] = (await exportIt({ ...period, before: '' })).items('Node');
		expect(resultOf(open, 'export')).toMatchObject({ kind: 'period', from: 0 });
		expect(await judge(open, held)).toMatchObject({ verdict: 'VERIFIED', bundle: { kind: 'period' } });
		const [closed] = (await exportIt({ ...period, before: '={{ "2999-01-01" }}' })).items('Node');
		expect(Number(resultOf(closed, 'export').to)).toBe(Number(resultOf(open, 'export').to) + 1);
	});

	test.each<[string, object, string, RegExp]>([
		['a case that is not there', { caseId: 'C-9999' }, 'CASE_NOT_FOUND', /There is no case 'C-9999'/],
		[
			'a time in which nothing was recorded',
			{ export: 'period', from: '2001-01-01', before: '2001-01-02' },
			'PERIOD_EMPTY',
			/Nothing was recorded from 2001-01-01T00:00:00.000Z to before 2001-01-02T00:00:00.000Z; the log holds/,
		],
		['a time to come', { export: 'period', from: '2999-01-01', before: '' }, 'PERIOD_EMPTY', /to now; the log holds/],
	])('sends to Not Exported: %s', async (_, parameters, code, message) => {
		const exports = async () =>
			(await (await storeOfNodes()).findEntries({ types: ['log.exported'], order: 'oldest' })).length;
		const before = await exports();
		const result = await exportIt(parameters, [{ mine: 1 }]);
		const [item] = result.items('Node', 1);
		expect(result.items('Node')).toEqual([]);
		expect(item?.json.mine).toBe(1);
		expect(item?.binary).toBeUndefined();
		expect(resultOf(item, 'export')).toEqual({
			outcome: 'refused',
			refusal: {
				code,
				message: expect.stringMatching(message) as string,
				fix: expect.stringMatching(/\w/) as string,
			},
		});
		expect(await exports()).toBe(before);
	});

	test.each<[string, object, string | RegExp]>([
		[
			'a kind that there is not',
			{ export: '={{ "some" }}', from: '2001-01-01' },
			/'What to Export' is "some"; allowed are case, full, period/,
		],
		['a withholding that there is not', { withhold: '={{ "some" }}' }, /'Withhold' is "some"/],
		['no case', { caseId: '={{ "" }}' }, "'Case ID' is empty"],
		['no beginning', { export: 'period', from: '={{ "" }}' }, "'Recorded From' is empty"],
		['a time that is none', { export: 'period', from: '2001-01-01', before: 'soon' }, /'Recorded Before' is "soon"/],
		[
			'no field',
			{ binaryPropertyName: '={{ "" }}' },
			"'Put Output File in Field' is empty; the name of a field is expected",
		],
		['a field that is none', { binaryPropertyName: '={{ "__proto__" }}' }, /is '__proto__'; the name/],
		['a person', { options: { recipientRole: 'ada@example.com' } }, /'Recipient Role' looks like the e-mail address/],
	])('stops at %s', async (_, parameters, message) => {
		const { status, error } = await exportIt(parameters);
		expect([status, error?.message]).toEqual(['error', expect.stringMatching(message)]);
	});

	test('keeps the files that the item brought, and replaces none', async () => {
		const json = flow(
			{
				Start: { type: 'n8n-nodes-base.manualTrigger' },
				First: { type: 'auditEvidence', parameters: { operation: 'export', caseId } },
				Second: {
					type: 'auditEvidence',
					parameters: { operation: 'export', export: 'full', binaryPropertyName: 'whole' },
				},
				Third: {
					type: 'auditEvidence',
					parameters: { operation: 'export', export: 'full', binaryPropertyName: 'whole' },
				},
			},
			['Start -> First', 'First -> Second', 'Second -> Third'],
		);
		const { items, error } = await runWorkflow(json, { input: [{}] });
		const [item] = items('Second');
		expect(Object.keys(item!.binary!)).toEqual(['data', 'whole']);
		expect(bytesOf(item, 'data').equals(bytesOf(items('First')[0]))).toBe(true);
		expect(error?.message).toBe("Field 'whole' already holds a file, which the new one would replace");
	});

	test('puts out any trail, under a name that every system takes', async () => {
		const store = await storeOfNodes();
		const contract = { kind: 'field_list', fields: [{ path: 'amount' }] };
		const target = { kind: 'contract', name: 'Refunds: 1/2' } as const;
		await store.executeDefinition(target, { kind: 'save', body: contract }, context());
		const held = await checkpoint();
		for (const [trail, name, words] of [
			['_log', 'evidence-_log.zip', /entries of the log itself\. /],
			['_contract/Refunds: 1/2', 'evidence-_contract-Refunds-1-2.zip', /^2 entries of _contract\/Refunds: 1\/2\. /],
		] as const) {
			const [item] = (await exportIt({ caseId: trail })).items('Node');
			expect(resultOf(item, 'export')).toMatchObject({ case_id: trail, file: { name }, pending_count: 0 });
			expect(resultOf(item, 'export').summary).toMatch(words);
			expect(item?.binary?.data?.fileName).toBe(name);
			expect((await judge(item, held)).verdict).toBe('VERIFIED');
		}
	});

	test('is told of each time, also when nothing changed in between', async () => {
		await checkpoint();
		const [first, again] = [(await exportIt()).items('Node')[0], (await exportIt()).items('Node')[0]];
		expect(bytesOf(again).equals(bytesOf(first))).toBe(true);
		expect(resultOf(again, 'export').entry_id).not.toBe(resultOf(first, 'export').entry_id);
	});
});

describe('Prove', () => {
	const prove = async (more: object, input?: IDataObject[]) =>
		await run('prove', { verifierKeys: '', proofFile: false, ...more }, input);
	const entryOf = async () => (await (await storeOfNodes()).findEntries({ case_id: caseId, order: 'oldest' })).at(-1)!;

	test('gives what is needed to check an entry, and says in words what it shows', async () => {
		const entry = await entryOf();
		const held = await checkpoint();
		const [item] = (await prove({ entryId: entry.entry_id, verifierKeys: vkey }, [{ mine: 1 }])).items('Node');
		const proof = resultOf(item, 'proof');
		const { size, root } = parseCheckpoint(openNote(Buffer.from(held), [vkey]).text);
		expect(item).toMatchObject({ pairedItem: { item: 0 }, json: { mine: 1 } });
		expect(proof).toEqual({
			outcome: 'proved',
			summary: expect.stringMatching(
				new RegExp(
					`^Entry ${entry.idx}, note\\.added of case ${caseId}, recorded at .*Z, is one of the ${size} entries`,
				),
			) as string,
			entry_id: entry.entry_id,
			case_id: caseId,
			idx: entry.idx,
			type: 'note.added',
			recorded_at: entry.at,
			leaf: expect.stringContaining(entry.entry_id) as string,
			leaf_hash: entry.leaf_hash,
			proof: expect.any(Array) as string[],
			size,
			root: Buffer.from(root).toString('hex'),
			note: held,
		});
		expectInSchema('prove', proof);
		const hashes = (proof.proof as string[]).map((hash) => Buffer.from(hash, 'base64'));
		expect(verifyInclusion(entry.idx, size, leafHash(String(proof.leaf)), hashes, root)).toBe(true);
	});

	test('writes all of it to a file of the form that others read', async () => {
		const { entry_id, idx } = await entryOf();
		const held = await checkpoint();
		const file = { proofFile: true, binaryPropertyName: 'proof' };
		const [item] = (await prove({ entryId: entry_id, ...file })).items('Node');
		const text = bytesOf(item, 'proof').toString();
		expect(resultOf(item, 'proof').file).toEqual({
			field: 'proof',
			name: `evidence-entry-${idx}.tlog-proof`,
			bytes: Buffer.byteLength(text),
			sha256: createHash('sha256').update(text).digest('hex'),
		});
		expectInSchema('prove', resultOf(item, 'proof'));
		const [head = '', ...rest] = text.split('\n\n');
		expect(rest.join('\n\n')).toBe(held);
		const [form, extra, index, ...hashes] = head.split('\n');
		expect([form, index]).toEqual(['c2sp.org/tlog-proof@v1', `index ${idx}`]);
		expect(Buffer.from(extra!.slice('extra '.length), 'base64').toString()).toBe(resultOf(item, 'proof').leaf);
		expect(hashes).toEqual(resultOf(item, 'proof').proof);
	});

	test('takes the entry from Capture before it, and Pending waits for a checkpoint', async () => {
		const json = flow(
			{
				Start: { type: 'n8n-nodes-base.manualTrigger' },
				Capture: {
					type: 'auditEvidence',
					parameters: { operation: 'capture', caseId, step: 'Step', capture: 'wholeItem' },
				},
				Prove: { type: 'auditEvidence', parameters: { operation: 'prove' } },
			},
			['Start -> Capture', 'Capture -> Prove'],
		);
		const result = await runWorkflow(json, { input: [{}] });
		const [pending] = result.items('Prove', 2);
		const { entry_id, idx } = resultOf(result.items('Capture')[0], 'evidence');
		expect(result.nodes.Prove![0]!.hints).toMatchObject([{ message: '1 item left by Pending', type: 'info' }]);
		expect(resultOf(pending, 'proof')).toMatchObject({ outcome: 'pending', entry_id, idx });
		expect(resultOf(pending, 'proof').summary).toMatch(/^The newest checkpoint covers the first \d+ entries, so entry/);
		await checkpoint();
		const [proved] = (await prove({ entryId: '={{ $json.triage.evidence.entry_id }}' }, [pending!.json])).items('Node');
		expect(resultOf(proved, 'proof')).toMatchObject({ outcome: 'proved', entry_id });
	});

	test('sends an entry that is not there to Not Proved', async () => {
		const result = await prove({ entryId: 'nothing' }, [{ mine: 1 }]);
		expect(result.items('Node', 1)[0]?.json).toEqual({
			mine: 1,
			triage: {
				proof: {
					outcome: 'not_found',
					summary: "There is no entry 'nothing'. Audit Evidence: Get Many lists the entries there are",
				},
			},
		});
	});

	test.each<[string, object, RegExp]>([
		['no entry', { entryId: '={{ "" }}' }, /'Entry ID' is empty/],
		[
			'a checkpoint by another key',
			{ verifierKeys: other.vkey },
			/signed by triage\.example .* none of the known keys/,
		],
		['a key that is none', { verifierKeys: 'hello' }, /verifier key does not have the form/],
		[
			'no field for its file',
			{ proofFile: true, binaryPropertyName: '={{ "" }}' },
			/'Put Output File in Field' is empty/,
		],
	])('stops at %s', async (_, parameters, message) => {
		const { entry_id: entryId } = await entryOf();
		await checkpoint();
		const { status, error } = await prove({ entryId, ...parameters });
		expect([status, error?.message]).toEqual(['error', expect.stringMatching(message)]);
	});
});

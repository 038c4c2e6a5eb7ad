import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeParameters,
	INodeType,
} from 'n8n-workflow';

import { makeKeyPair } from '../../core';
import type { NodeClass } from '../harness/nodeTypes';
import { flow, packNodes, runWorkflow } from '../harness/runWorkflow';
import { credentialOf } from '../harness/stores';

/**
 * n8n sends the untouched input of a node that throws to output 0 when On Error is Continue. This holds for every node
 * of the pack that nothing of the kind ever happens: what was not judged never leaves by the good path.
 */
type OnError = NonNullable<INode['onError']>;

const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const throwing = "={{ $('No such node').item.json.x }}";

interface Subject {
	node: string;
	operation?: string;
	parameters: object;
	/** Key of the result object that every judged item has. */
	result: string;
	/** An item that the node can judge, and one on which it throws. */
	good: IDataObject;
	bad: IDataObject;
	/** An item, and parameters, after which the node says something; `good` by default. */
	hinting?: { item: IDataObject; more?: object };
	usesStore: boolean;
	/** Outputs of the node itself, and the one for what was not judged; 2 and 1 without them. */
	outputCount?: number;
	badOutput?: number;
}

const caseOperation = (
	operation: string,
	parameters: object,
	good: IDataObject,
	bad: IDataObject,
	hinting?: Subject['hinting'],
): Subject => ({
	node: 'triageCase',
	operation,
	parameters: { resource: 'case', operation, ...parameters },
	result: 'case',
	good,
	bad,
	hinting,
	usesStore: true,
});

const evidenceOperation = (
	operation: string,
	result: string,
	parameters: object,
	good: IDataObject,
	bad: IDataObject,
	more: Partial<Subject> = {},
): Subject => ({
	node: 'auditEvidence',
	operation,
	parameters: { operation, ...parameters },
	result,
	good,
	bad,
	usesStore: true,
	...more,
});
const { skey } = makeKeyPair('triage.example', Buffer.alloc(32, 7));

// The first run of Open makes case C-0001, which the other operations work on.
const known = { source: 'desk', ticket_id: 'T-1', id: 'C-0001' };
const subjects: Subject[] = [
	caseOperation(
		'open',
		{ caseFields: { mappingMode: 'autoMapInputData', value: null } },
		known,
		{ source: 'desk' },
		{ item: known, more: { onExisting: 'conflict' } },
	),
	caseOperation('get', { caseId: '={{ $json.id }}' }, known, {}, { item: { id: 'C-9999' } }),
	caseOperation(
		'getMany',
		{ returnAll: false, limit: '={{ $json.limit }}', filters: {}, sort: 'newest' },
		{ limit: 1 },
		{ limit: 'all' },
		{ item: { limit: 1 }, more: { filters: { type: 'nothing' } } },
	),
	caseOperation(
		'changeState',
		{ caseId: '={{ $json.id }}', newState: '={{ $json.to }}', reason: '' },
		{ ...known, to: 'queued' },
		{ ...known, to: 'lost' },
	),
	caseOperation('resolve', { caseId: '={{ $json.id }}', resolution: 'fixed', note: '' }, known, { id: 'C-0404' }),
	{
		node: 'schemaGate',
		parameters: { contractSource: 'fields', fields: { values: [{ path: 'a', type: 'any', required: true }] } },
		result: 'gate',
		good: { a: 1 },
		bad: { a: 1, triage: 'taken' },
		hinting: { item: {} },
		usesStore: false,
	},
	{
		node: 'roleOwner',
		parameters: { rules: {}, hitPolicy: 'unique', fallbackRole: byName('Triage'), caseId: '={{ $json.id }}' },
		result: 'owner',
		good: known,
		bad: { id: 'C-0404' },
		usesStore: true,
	},
	evidenceOperation(
		'capture',
		'evidence',
		{ caseId: '={{ $json.id }}', step: 'Step', capture: 'wholeItem', hideFields: 'token' },
		known,
		{ id: 'C-0404' },
		{ hinting: { item: { ...known, token: 'hidden from all' } } },
	),
	evidenceOperation(
		'checkpoint',
		'checkpoint',
		{ sign: '={{ $json.sign }}', earlierKeys: '' },
		{ sign: 'always' },
		{ sign: 'never' },
		{ hinting: { item: { sign: 'due' } }, outputCount: 3 },
	),
	evidenceOperation(
		'verify',
		'verification',
		{ verifierKeys: '', anchors: '', maxAgeAmount: '={{ $json.age }}', maxAgeUnit: 'hours' },
		{ age: 0 },
		{ age: 'young' },
		{ outputCount: 3, badOutput: 2 },
	),
	evidenceOperation(
		'redact',
		'redaction',
		{ erase: 'subject', subject: '={{ $json.person }}', reason: 'Asked', basis: 'GDPR 17', ticket: 'P-1' },
		{ person: 'nobody' },
		{ person: '' },
	),
	evidenceOperation(
		'export',
		'export',
		{
			export: '={{ $json.kind }}',
			caseId: '={{ $json.id }}',
			from: '2026-01-05',
			withhold: 'pii',
			binaryPropertyName: 'data',
		},
		{ ...known, kind: 'case' },
		{ ...known, kind: 'everything' },
		{ hinting: { item: { id: 'C-9999', kind: 'case' } } },
	),
	evidenceOperation(
		'prove',
		'proof',
		{ entryId: '={{ $json.entry }}', verifierKeys: '', proofFile: false },
		{ entry: 'nothing' },
		{ entry: '' },
		{ outputCount: 3 },
	),
	evidenceOperation(
		'getMany',
		'entry',
		{ returnAll: false, limit: '={{ $json.limit }}', filters: {}, sort: 'newest' },
		{ limit: 1 },
		{ limit: 'all' },
		{ hinting: { item: { limit: 1 }, more: { filters: { caseId: 'C-9999' } } } },
	),
];

/** How the node is run, where it is not as it stands. */
interface Setting {
	parameters?: object;
	/** Data of the store's credential, null where n8n does not hand it out; without it the node has none. */
	credential?: ICredentialDataDecryptedObject | null;
	nodes?: NodeClass[];
}

async function run(subject: Subject, onError: OnError, input: IDataObject[], setting: Setting = {}) {
	const parameters = { options: {}, ...subject.parameters, ...setting.parameters } as INodeParameters;
	const { credential, nodes } = setting;
	const credentials = {
		triageSigningKeyApi: { id: '2', name: 'key' },
		...(credential !== undefined && { triageStoreApi: { id: '1', name: 'store' } }),
	};
	const json = flow(
		{
			Start: { type: 'n8n-nodes-base.manualTrigger' },
			Node: { type: subject.node, parameters, onError, credentials },
		},
		['Start -> Node'],
	);
	const chosen = { triageSigningKeyApi: { privateKey: skey }, ...(credential && { triageStoreApi: credential }) };
	const { nodes: runs, status, error } = await runWorkflow(json, { input, nodes, credentials: chosen });
	return { status, error, outputs: runs.Node?.[0]?.outputs ?? [] };
}

const isJudged = (subject: Subject) => (item: { json: IDataObject }) => {
	const result = item.json.triage as IDataObject | string | undefined;
	return typeof result === 'object' && subject.result in result && !('error' in result);
};

const name = ({ node, operation }: Subject) => (operation === undefined ? node : `${node} ${operation}`);

test('every node of the pack is here', () => {
	const names = packNodes.map((Node) => (new Node() as INodeType).description.name);
	expect(new Set(subjects.map(({ node }) => node))).toEqual(new Set(names));
});

describe.each(subjects.map((subject) => [name(subject), subject] as const))('%s', (_, subject) => {
	const { good, bad, outputCount = 2, badOutput = 1 } = subject;

	test('judges what it can judge', async () => {
		const { outputs, status } = await run(subject, 'stopWorkflow', [good]);
		expect(status).toBe('success');
		expect(outputs.flat()).toHaveLength(1);
		expect(outputs.flat().every(isJudged(subject))).toBe(true);
	});

	test('thrown in the loop, error output: the other items go on, the thrown one keeps its data', async () => {
		const { outputs, status } = await run(subject, 'continueErrorOutput', [good, bad, good]);
		expect(status).toBe('success');
		const judged = outputs.slice(0, outputCount).flat();
		const failed = outputs[outputCount];
		expect(judged.every(isJudged(subject))).toBe(true);
		expect(judged.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(failed).toEqual([
			{ json: { ...bad, error: expect.stringMatching(/./) as string }, pairedItem: { item: 1 } },
		]);
	});

	test('thrown in the loop, regular output: the thrown item leaves by the bad path with what happened', async () => {
		const { outputs, status } = await run(subject, 'continueRegularOutput', [good, bad, good]);
		expect(status).toBe('success');
		const elsewhere = outputs.filter((_items, output) => output !== badOutput).flat();
		expect(elsewhere.every(isJudged(subject))).toBe(true);
		const [failed, ...others] = outputs[badOutput]!.filter((item) => !isJudged(subject)(item));
		expect(others).toEqual([]);
		const field = typeof bad.triage === 'string' ? 'triage_error' : 'triage';
		expect(failed).toMatchObject({
			pairedItem: { item: 1 },
			json: {
				...bad,
				[field]: {
					error: {
						message: expect.stringMatching(/./) as string,
						description: expect.stringMatching(/./) as string,
						code: expect.stringMatching(/^[A-Z_]+$/) as string,
					},
				},
			},
		});
		expect(outputs.flat()).toHaveLength(3);
	});

	test('thrown in the loop, stop: the workflow stops and names the item', async () => {
		const { outputs, status, error } = await run(subject, 'stopWorkflow', [good, bad]);
		expect(status).toBe('error');
		expect(outputs.flat()).toEqual([]);
		expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 1 } });
	});

	const unreachable = credentialOf({ host: '127.0.0.1', port: 1, database: 'triage', user: 'triage' });
	const before: Array<[cause: string, setting: Setting]> = [
		['a parameter', { parameters: { options: { resultField: throwing } } }],
	];
	if (subject.usesStore) {
		before.push(
			['the store', {}],
			['the credential: a server that is not there', { credential: unreachable }],
			['the credential: a value that cannot be', { credential: { ...unreachable, schema: 'public' } }],
			['the credential: a storage that does not exist', { credential: { ...unreachable, storage: 'a tape' } }],
			['n8n, which does not hand the credential out', { credential: null }],
		);
	}
	describe.each(before)('thrown before the loop by %s', (cause, setting) => {
		const { N8N_USER_FOLDER: folder } = process.env;
		beforeEach(() => {
			if (cause !== 'the store') return;
			const path = join(mkdtempSync(join(tmpdir(), 'no-store-')), 'file');
			writeFileSync(path, '');
			process.env.N8N_USER_FOLDER = path;
		});
		afterEach(() => {
			process.env.N8N_USER_FOLDER = folder;
		});

		test('error output: every item leaves by it, none by another', async () => {
			const { outputs } = await run(subject, 'continueErrorOutput', [good, good], setting);
			expect(outputs.map((items) => items.length)).toEqual([...Array<number>(outputCount).fill(0), 2]);
			expect(outputs[outputCount]?.map(({ json, pairedItem }) => [json, pairedItem])).toEqual(
				[0, 1].map((item) => [{ ...good, error: expect.stringMatching(/./) as string }, { item }]),
			);
		});

		test('regular output: every item leaves by the bad path', async () => {
			const { outputs } = await run(subject, 'continueRegularOutput', [good, good], setting);
			expect(outputs.map((items) => items.length)).toEqual(
				Array.from({ length: outputCount }, (_none, output) => (output === badOutput ? 2 : 0)),
			);
			for (const { json } of outputs[badOutput] ?? []) expect(json).toMatchObject({ ...good, triage: { error: {} } });
		});

		test('stop: the workflow stops and nothing leaves', async () => {
			const { outputs, status } = await run(subject, 'stopWorkflow', [good], setting);
			expect([status, outputs.flat()]).toEqual(['error', []]);
		});
	});

	test.each<OnError>(['continueErrorOutput', 'continueRegularOutput', 'stopWorkflow'])(
		'thrown after the loop, %s: what was judged stays judged',
		async (onError) => {
			const { item, more } = subject.hinting ?? { item: good };
			let hint_count = 0;
			const failing = packNodes.map((Node) => withoutHints(Node, () => (hint_count += 1)));
			const { outputs, status } = await run(subject, onError, [item, item], { parameters: more, nodes: failing });
			expect([status, hint_count > 0]).toEqual(['success', true]);
			expect(outputs.flat().every(isJudged(subject))).toBe(true);
			expect(outputs.flat().map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		},
	);
});

/** Everything can be thrown, also what cannot be read or shown. */
const oddThrows: Array<[string, () => unknown]> = [
	['an error without a message', () => new Error('')],
	['an empty text', () => ''],
	['nothing', () => undefined],
	['null', () => null],
	['an object without a prototype', () => Object.create(null) as object],
	[
		'an object that cannot be shown',
		() => ({
			toString() {
				throw new Error('no');
			},
		}),
	],
	['an error whose message is an object', () => Object.assign(new Error(), { message: {} })],
	[
		'an error whose message cannot be read',
		() =>
			Object.defineProperty(new Error(), 'message', {
				get() {
					throw new Error('no');
				},
			}),
	],
];

describe.each(oddThrows)('thrown by n8n: %s', (_, thrown) => {
	const failing = packNodes.map((Node) =>
		withContext(Node, (key, member) =>
			key === 'getNodeParameter'
				? () => {
						throw thrown();
					}
				: member,
		),
	);

	test.each(subjects.map((subject) => [name(subject), subject] as const))('%s', async (__, subject) => {
		const error = await run(subject, 'continueErrorOutput', [subject.good], { nodes: failing });
		expect(error.outputs.flat()).toHaveLength(1);
		expect(error.outputs.at(-1)?.[0]?.json).toEqual({ ...subject.good, error: 'The item could not be judged' });
		const regular = await run(subject, 'continueRegularOutput', [subject.good], { nodes: failing });
		expect(regular.outputs[0]).toEqual([]);
		expect(regular.outputs.flat()).toHaveLength(1);
	});
});

test('a list that the user keeps in the result field is not overwritten', async () => {
	const item = { a: 1, triage: ['mine'] };
	const gate = subjects.find(({ node }) => node === 'schemaGate')!;
	const { outputs } = await run(gate, 'continueRegularOutput', [item]);
	expect(outputs[1]?.[0]?.json).toMatchObject({ ...item, triage_error: { error: { code: 'FIELD_INVALID' } } });
});

test('an agent that uses a node as its tool gets every item, whatever the verdict', async () => {
	const gate = subjects.find(({ node }) => node === 'schemaGate')!;
	const asTool = packNodes.map((Node) =>
		withContext(Node, (key, member) => (key === 'isToolExecution' ? () => true : member)),
	);
	const { outputs } = await run(gate, 'stopWorkflow', [{ a: 1 }, {}], { nodes: asTool });
	expect(
		outputs.map((items) => items.map(({ json }) => (json.triage as { gate: { passed: boolean } }).gate.passed)),
	).toEqual([[true, false]]);
});

/** The node in an n8n whose hints fail. */
function withoutHints(Node: NodeClass, onHint: () => void): NodeClass {
	return withContext(Node, (key, member) =>
		key === 'addExecutionHints'
			? () => {
					onHint();
					throw new Error('No hints today');
				}
			: member,
	);
}

/** The node in an n8n some of whose functions are others. */
function withContext(Node: NodeClass, replace: (key: string | symbol, member: unknown) => unknown): NodeClass {
	return class extends (Node as new () => INodeType) {
		override execute = async function (this: IExecuteFunctions) {
			const context = new Proxy(this, {
				get: (target, key) => {
					const member = Reflect.get(target, key) as unknown;
					const bound = typeof member === 'function' ? (member.bind(target) as unknown) : member;
					return replace(key, bound);
				},
			});
			return await new (Node as new () => INodeType)().execute!.call(context);
		};
	};
}

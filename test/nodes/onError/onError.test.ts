import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodePropertyOptions, INodeType } from 'n8n-workflow';

import type { NodeClass } from '../../harness/nodeTypes';
import { packNodes } from '../../harness/runWorkflow';
import { credentialOf } from '../../harness/stores';
import { isJudged, n8nApi, name, run, withContext, type OnError, type Setting } from './runSubject';
import type { Subject } from './subject';
import { subjects } from './subjects';

/**
 * n8n sends the untouched input of a node that throws to output 0 when On Error is Continue. This holds for every node
 * of the pack that nothing of the kind ever happens: what was not judged never leaves by the good path.
 */

beforeAll(async () => await n8nApi.start());
afterAll(async () => await n8nApi.stop());

/** Names of all there is to run: the node where it has no operations, or node, operation and, but for cases, the resource. */
const operationsOf = (Node: NodeClass) => {
	const { name: node, properties } = (new Node() as INodeType).description;
	const operations = properties.filter((property) => property.name === 'operation');
	if (operations.length === 0) return [node];
	return operations.flatMap(({ options = [], displayOptions }) => {
		const [resource] = displayOptions?.show?.resource ?? [];
		return (options as INodePropertyOptions[]).map(({ value }) => `${node} ${String(resource ?? '')} ${String(value)}`);
	});
};

test('every operation of every node of the pack is here', () => {
	const nameOf = ({ node, parameters }: Subject) => {
		const { resource, operation } = parameters as { resource?: string; operation?: string };
		return operation === undefined ? node : `${node} ${resource ?? ''} ${operation}`;
	};
	expect([...new Set(subjects.map(nameOf))].sort()).toEqual(packNodes.flatMap(operationsOf).sort());
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
		['a parameter', { parameters: { options: { resultField: "={{ $('No such node').item.json.x }}" } } }],
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

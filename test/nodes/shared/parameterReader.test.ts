import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeParameters,
	type INodeType,
} from 'n8n-workflow';
import ts from 'typescript';

import { parameterReader } from '../../../nodes/shared/parameterReader';
import { parsePlainExpression, walkPlainSteps } from '../../../nodes/shared/plainExpression';
import { flow, runWorkflow } from '../../harness/runWorkflow';

/** What n8n hands over, and what the reader reads, for each item. */
interface Seen {
	ofN8n: unknown[];
	ofReader: unknown[];
	isConstant: boolean;
	n8nCalls: number;
}
let seen: Seen;

const valueOrThrow = (read: () => unknown) => {
	try {
		return { value: read() };
	} catch (thrown) {
		return { thrown: (thrown as Error).message };
	}
};

class Probe implements INodeType {
	description = {
		displayName: 'Probe',
		name: 'probe',
		group: ['transform' as const],
		version: 1,
		description: '',
		defaults: {},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [{ displayName: 'Value', name: 'value', type: 'json' as const, default: '' }],
	};

	async execute(this: IExecuteFunctions) {
		const items = this.getInputData();
		let n8nCalls = 0;
		const counting = new Proxy(this, {
			get: (target, key) => {
				const member = Reflect.get(target, key) as unknown;
				if (key !== 'getNodeParameter') return typeof member === 'function' ? (member.bind(target) as unknown) : member;
				return (...of: Parameters<IExecuteFunctions['getNodeParameter']>) => {
					if (of[3]?.rawExpressions !== true) n8nCalls += 1;
					return target.getNodeParameter(...of);
				};
			},
		});
		const reader = parameterReader(counting, { value: undefined });
		seen = {
			ofN8n: items.map((_item, index) => valueOrThrow(() => this.getNodeParameter('value', index))),
			ofReader: items.map((_item, index) => valueOrThrow(() => reader.read(index).value)),
			isConstant: reader.isConstant,
			n8nCalls,
		};
		await Promise.resolve();
		return [[]];
	}
}

async function read(value: unknown, ...input: IDataObject[]): Promise<Seen> {
	const probe = { type: 'probe', parameters: { value } as INodeParameters };
	const json = flow({ Start: { type: 'n8n-nodes-base.manualTrigger' }, Probe: probe }, ['Start -> Probe']);
	const { error } = await runWorkflow(json, { input, nodes: [Probe] });
	if (error) throw error;
	return seen;
}

const expressions = [
	...['$json', '$json.a', '$json.a.b', '$json.a.b.c', '$json?.a?.b', '$json.a[0]', '$json.a[0].b', '$json.list[1]'],
	...['$json["a b"]', "$json['a b'].c", '$json.é', '$json.$a', '$json.class', '$json[""]', '$json.a["0"]', '$json[7]'],
	...['$json.toString', '$json.constructor', '$json["constructor"]', '$json.constructorName', '$json.__proto__'],
	...['$json["__proto__"].x', '$json.hasOwnProperty', '$json.a.length', '$json.list.length', '$json.list.map'],
	...['$json.prototype', '$json.mainModule', '$json.arguments', '$json["a.constructor"]', '$json["x)"]'],
	...['$json.a.b ?? 5', '$json.a + 1', '$json.text.toUpperCase()', '$json.a.isEmpty()', '$now.year', '5', ''],
	...['$json .a', '$json. a', '$json[ 0 ]', '$json[01]', '$json.a;', '$json["a\\"b"]', '$json.list[-1]', '$jsons.a'],
].flatMap((code) => [`={{ ${code} }}`, `={{${code}}}`]);
const texts = [
	'',
	'plain',
	'={{ $json.a }} and more',
	'= {{ $json.a }}',
	'={{ $json.a }}{{ $json.a }}',
	'=text',
	'{{ $json.a }}',
];
const items: IDataObject[] = [
	{ a: { b: { c: 1 }, length: 7 }, list: [1, null, { b: 'x' }], text: 'abc' },
	{ a: 'text', 'a b': { c: 'quoted' }, é: 1, $a: 2, class: 3, '': 4, 7: 'seven' },
	{ a: null, list: [], 'a"b': 5, 'x)': 6, 'a.constructor': 7, constructorName: 8 },
	{ a: [{ b: '\ud800\u0000' }, 0], list: 'abc', toString: 'own', length: 9, map: 1, prototype: 2, arguments: 3 },
	{},
	JSON.parse('{"__proto__":{"x":1},"constructor":{"name":"n"},"hasOwnProperty":1,"mainModule":2}') as IDataObject,
	{ a: 5, list: false, text: '' },
	{ a: new Date(0), list: { map: 1 } } as unknown as IDataObject,
	{ a: Number.NaN, list: [[1]], text: undefined } as unknown as IDataObject,
];

describe('a parameter', () => {
	it.each([...expressions, ...texts])('%s is what n8n makes of it', async (value) => {
		const { ofN8n, ofReader } = await read(value, ...items);
		expect(ofReader).toEqual(ofN8n);
	});

	it('is what n8n makes of it, however deep expressions lie in it and whatever the items hold', async () => {
		const leaf = fc.oneof(fc.constantFrom(...expressions, ...texts), fc.integer(), fc.boolean(), fc.constant(null));
		const key = fc.constantFrom('path', 'leftValue', 'a_1', 'odd.key', 'x[0]');
		const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
			tree: fc.oneof(
				{ maxDepth: 3 },
				leaf,
				fc.array(tie('tree'), { maxLength: 3 }),
				fc.dictionary(key, tie('tree'), { maxKeys: 3 }),
			),
		}));
		const name = fc.constantFrom('a', 'b', 'c', 'list', 'a b', 'length', 'toString', 'text');
		const item = fc.dictionary(name, fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.dictionary(name, fc.jsonValue())));
		await fc.assert(
			fc.asyncProperty(tree, item, async (value, json) => {
				const { ofN8n, ofReader } = await read(value, json as IDataObject, {});
				expect(ofReader).toEqual(ofN8n);
			}),
			{ numRuns: 80 },
		);
	});

	it('without expressions is read once, and never by n8n', async () => {
		expect(await read({ rows: [{ path: 'a', limits: { maximum: 5 } }] }, {}, {})).toMatchObject({
			isConstant: true,
			n8nCalls: 0,
		});
	});

	it('that only walks into the item is never evaluated by n8n', async () => {
		const value = {
			conditions: [{ leftValue: '={{ $json.customer.email }}', rightValue: '={{ $json.items[0]["a b"] }}' }],
		};
		const input = [{ customer: { email: 'a' } }, {}, { customer: null, items: [{ 'a b': 1 }] }];
		expect(await read(value, ...input)).toMatchObject({ isConstant: false, n8nCalls: 0 });
	});

	it('of which one part is more is asked of n8n for that part alone', async () => {
		const value = { plain: '={{ $json.a }}', dynamic: '={{ $json.a + 1 }}', constant: 5 };
		expect((await read(value, { a: 1 }, { a: 2 })).n8nCalls).toBe(2);
	});
});

test('plain expressions are in the engine of a running n8n what they are here', () => {
	const folder = mkdtempSync(join(tmpdir(), 'plain-expression-'));
	const source = readFileSync(join(__dirname, '../../../nodes/shared/plainExpression.ts'), 'utf8');
	const compiled = join(folder, 'plainExpression.js');
	const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
	writeFileSync(compiled, ts.transpileModule(source, { compilerOptions: options }).outputText);
	const plain = expressions.filter((expression) => parsePlainExpression(expression) !== undefined);
	expect(plain.length).toBeGreaterThan(20);
	const cases = plain.flatMap((expression) =>
		items
			.map((json): [string, IDataObject] => [expression, json])
			.filter(([, json]) => {
				const walked = walkPlainSteps(json, parsePlainExpression(expression)!);
				return walked !== 'ask n8n';
			}),
	);
	const input = join(folder, 'cases.json');
	writeFileSync(input, JSON.stringify(cases));
	const script = join(__dirname, 'isolatedEngine.js');
	const output = execFileSync(process.execPath, [script, compiled, input], { encoding: 'utf8' });
	const { compared, different, refused } = JSON.parse(output) as { compared: number; different: []; refused: object[] };
	expect(different).toEqual([]);
	expect(compared + refused.length).toBe(cases.length);
	expect(compared).toBeGreaterThan(150);
	// The engine cannot hand over an object with a field that is called as a function of every object; here it is read.
	expect(refused.filter((held) => !Object.keys(held).some((name) => name in Object.prototype))).toEqual([]);
});

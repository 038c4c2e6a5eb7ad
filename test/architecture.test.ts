import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** Text of every source file, by its path from the root, with `/`. */
type Sources = ReadonlyMap<string, string>;

interface Import {
	specifier: string;
	/** Erased by the compiler, so it cannot make a cycle at run time. */
	typeOnly: boolean;
	/** Names taken from the module; empty for `import *`, `import()` and `require`. */
	names: string[];
}

interface Violation {
	rule: 'direction' | 'door' | 'package' | 'cycle' | 'purity' | 'unresolved';
	file: string;
	found: string;
}

const ROOT = join(__dirname, '..');
const FOLDERS = ['cli', 'core', 'credentials', 'nodes', 'storage'];
const STORE_DOOR = 'nodes/shared/openStore.ts';
const CORE_DOOR = 'core/index.ts';
const STORAGE_DOOR = 'storage/index.ts';
/** The verifier takes evidence alone, so that it runs where no package is installed. */
const CLI_DOORS = [CORE_DOOR, STORAGE_DOOR, 'core/evidence/index.ts', 'core/errors.ts', 'core/version.ts'];
/** Files beside core's areas that every area may use, and that therefore import nothing. */
const CORE_LEAVES = ['core/errors.ts', 'core/version.ts', 'core/vocabulary.ts'];
const RANDOM_EXPORTS = /^(random|getRandomValues|generateKey|webcrypto)/;
const FORBIDDEN_MEMBERS = /^(globalThis\.)?(Date\.now|Math\.random)$|^globalThis\.(process|performance|crypto|set\w+)$/;
const FORBIDDEN_GLOBALS = new Set(['process', 'performance', 'crypto', 'setTimeout', 'setInterval', 'setImmediate']);

const packagesOf: Record<string, (specifier: string, file: string) => boolean> = {
	cli: (name) => name.startsWith('node:'),
	core: (name) => /^(ajv|ajv-[a-z]+|re2js|luxon|yaml)(\/|$)/.test(name) || name === 'node:crypto',
	storage: (name) => /^(kysely|pg)(\/|$)/.test(name) || name.startsWith('node:'),
	credentials: (name) => name === 'n8n-workflow',
	nodes: (name, file) => name === 'n8n-workflow' || (name.startsWith('node:') && file.startsWith('nodes/shared/')),
};

function readSources(): Sources {
	const files = FOLDERS.flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.map((name) => posix.join(folder, name.replaceAll('\\', '/'))),
	);
	return new Map(files.sort().map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
	visit(node);
	ts.forEachChild(node, (child) => walk(child, visit));
}

/** `import`, `export … from`, `import x = require()`, `import()`, `require()` and `import('x').Type`. */
function readImports(source: ts.SourceFile): Import[] {
	const imports: Import[] = [];
	const add = (literal: ts.Node | undefined, typeOnly: boolean, names: string[] = []) => {
		if (literal && ts.isStringLiteralLike(literal)) imports.push({ specifier: literal.text, typeOnly, names });
	};
	const isTypeOnly = (list: ts.NodeArray<ts.ImportSpecifier | ts.ExportSpecifier>) =>
		list.length > 0 && list.every((element) => element.isTypeOnly);
	const namesOf = (list: ts.NodeArray<ts.ImportSpecifier | ts.ExportSpecifier>) =>
		list.map((element) => (element.propertyName ?? element.name).text);

	walk(source, (node) => {
		if (ts.isImportDeclaration(node)) {
			const clause = node.importClause;
			const named = clause?.namedBindings && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings : undefined;
			const onlyTypes = named !== undefined && clause?.name === undefined && isTypeOnly(named.elements);
			const erased = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || onlyTypes;
			add(node.moduleSpecifier, erased, named ? namesOf(named.elements) : []);
		} else if (ts.isExportDeclaration(node)) {
			const named = node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause : undefined;
			const erased = node.isTypeOnly || (named !== undefined && isTypeOnly(named.elements));
			add(node.moduleSpecifier, erased, named ? namesOf(named.elements) : []);
		} else if (ts.isExternalModuleReference(node)) {
			add(node.expression, ts.isImportEqualsDeclaration(node.parent) && node.parent.isTypeOnly);
		} else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
			add(node.argument.literal, true);
		} else if (ts.isCallExpression(node)) {
			const called = node.expression;
			const isRequire = ts.isIdentifier(called) && called.text === 'require';
			if (isRequire || called.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], false);
		}
	});
	return imports;
}

function resolve(file: string, specifier: string, sources: Sources): string | undefined {
	const path = posix.join(posix.dirname(file), specifier);
	if (path.endsWith('.json')) return path;
	return [path, `${path}.ts`, path.replace(/\.js$/, '.ts'), `${path}/index.ts`].find((name) => sources.has(name));
}

const folderOf = (path: string) => path.split('/')[0] ?? '';
/** `core/gate/fields.ts` is in `core/gate`, `nodes/shared/items.ts` in `nodes/shared`, `core/errors.ts` in `core`. */
const areaOf = (path: string) => path.split('/').slice(0, -1).slice(0, 2).join('/');

function checkRelative(file: string, target: string): Violation['rule'] | undefined {
	const [from, to] = [folderOf(file), folderOf(target)];
	if (from === 'cli' && to !== 'cli') {
		if (to !== 'core' && to !== 'storage') return 'direction';
		return CLI_DOORS.includes(target) ? undefined : 'door';
	}
	if (from !== to) {
		if (to === 'storage') return file === STORE_DOOR ? undefined : 'direction';
		if (to !== 'core') return 'direction';
		return target === CORE_DOOR ? undefined : 'door';
	}
	if (areaOf(file) === areaOf(target)) return undefined;
	if (from === 'nodes') return areaOf(target) === 'nodes/shared' ? undefined : 'direction';
	if (from !== 'core') return undefined;
	if (target === CORE_DOOR) return 'direction';
	if (areaOf(target) === 'core') return undefined;
	return [`${areaOf(target)}/index.ts`, `${areaOf(target)}/types.ts`].includes(target) ? undefined : 'door';
}

function checkImport(file: string, item: Import, sources: Sources): Violation['rule'] | undefined {
	if (!item.specifier.startsWith('.')) {
		if (
			item.specifier === 'node:crypto' &&
			folderOf(file) === 'core' &&
			item.names.some((n) => RANDOM_EXPORTS.test(n))
		) {
			return 'purity';
		}
		return packagesOf[folderOf(file)]?.(item.specifier, file) ? undefined : 'package';
	}
	if (CORE_LEAVES.includes(file)) return 'direction';
	const target = resolve(file, item.specifier, sources);
	return target === undefined ? 'unresolved' : checkRelative(file, target);
}

/** True where the identifier stands for a value, not for a property, a declaration or a type. */
function isReference(node: ts.Identifier): boolean {
	const parent = node.parent;
	if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
	const holds = ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent);
	if (holds || ts.isPropertyAssignment(parent)) return parent.initializer === node;
	return !ts.isTypeNode(parent) && (ts.isExpression(parent) || ts.isStatement(parent) || ts.isTemplateSpan(parent));
}

/** Clock, randomness, timers and environment: they arrive in core as arguments. */
function findImpurities(source: ts.SourceFile): string[] {
	const found: string[] = [];
	walk(source, (node) => {
		if (ts.isPropertyAccessExpression(node)) {
			const text = `${node.expression.getText(source)}.${node.name.text}`;
			if (FORBIDDEN_MEMBERS.test(text)) found.push(text);
		}
		const isDate =
			(ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText(source) === 'Date';
		if (isDate && (ts.isCallExpression(node) || !node.arguments?.length)) found.push('the present date');
		if (ts.isIdentifier(node) && FORBIDDEN_GLOBALS.has(node.text) && isReference(node)) found.push(node.text);
	});
	return found;
}

/** Each cycle once, as `a.ts -> b.ts -> a.ts`, beginning with the file that sorts first. */
function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
	const cycles = new Set<string>();
	const done = new Set<string>();
	const visit = (file: string, path: string[]) => {
		const start = path.indexOf(file);
		if (start >= 0) {
			const ring = path.slice(start);
			const first = ring.indexOf([...ring].sort()[0] ?? file);
			const turned = [...ring.slice(first), ...ring.slice(0, first)];
			cycles.add([...turned, turned[0]].join(' -> '));
			return;
		}
		if (done.has(file)) return;
		for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
		done.add(file);
	};
	for (const file of graph.keys()) visit(file, []);
	return [...cycles];
}

function checkArchitecture(sources: Sources): Violation[] {
	const violations: Violation[] = [];
	const graph = new Map<string, string[]>();
	for (const [file, text] of sources) {
		const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
		const edges: string[] = [];
		for (const item of readImports(source)) {
			const rule = checkImport(file, item, sources);
			if (rule) violations.push({ rule, file, found: item.specifier });
			const target = item.specifier.startsWith('.') ? resolve(file, item.specifier, sources) : undefined;
			if (target && !item.typeOnly) edges.push(target);
		}
		graph.set(file, edges);
		if (folderOf(file) === 'core') {
			violations.push(...findImpurities(source).map((found): Violation => ({ rule: 'purity', file, found })));
		}
	}
	for (const found of findCycles(graph)) violations.push({ rule: 'cycle', file: found.split(' ')[0] ?? '', found });
	return violations;
}

describe('the source tree', () => {
	const sources = readSources();

	it('has files in every part, so that the rules below have something to hold', () => {
		expect(new Set([...sources.keys()].map(folderOf))).toEqual(new Set(FOLDERS));
	});

	it('keeps nodes → core ← storage, cli above both, the doors between the parts, and a pure core', () => {
		expect(checkArchitecture(sources)).toEqual([]);
	});
});

describe('the rules', () => {
	/** Stand-ins for the files that the examples import. */
	const around = {
		'core/index.ts': "export { check } from './gate';",
		'core/errors.ts': 'export class TriageError extends Error {}',
		'core/gate/index.ts': "export { check } from './check';",
		'core/gate/check.ts': 'export const check = 1;',
		'core/gate/types.ts': 'export interface Problem {}',
		'credentials/Store.credentials.ts': 'export class Store {}',
		'storage/index.ts': 'export const open = 1;',
		'storage/log/append.ts': 'export const append = 1;',
		'cli/main.ts': 'export const main = 1;',
		'nodes/shared/items.ts': 'export const items = 1;',
		'nodes/SchemaGate/text.ts': 'export const text = 1;',
	};
	const check = (file: string, text: string) => checkArchitecture(new Map(Object.entries({ ...around, [file]: text })));

	it('finds nothing in a tree that keeps them', () => {
		expect(checkArchitecture(new Map(Object.entries(around)))).toEqual([]);
	});

	it.each([
		['nodes/SchemaGate/a.ts', "import { check } from '../../core';"],
		['nodes/SchemaGate/a.ts', "import { items } from '../shared/items'; import { text } from './text';"],
		['nodes/SchemaGate/actions/case/a.ts', "import { text } from '../../text';"],
		['nodes/SchemaGate/a.ts', "import { NodeOperationError } from 'n8n-workflow';"],
		['nodes/shared/openStore.ts', "import { open } from '../../storage'; import { join } from 'node:path';"],
		[
			'cli/a.ts',
			"import { open } from '../storage'; import { check } from '../core'; import { parseArgs } from 'node:util';",
		],
		['storage/log/a.ts', "import { check } from '../../core'; import { open } from '..';"],
		['storage/a.ts', "import { sql } from 'kysely'; import { DatabaseSync } from 'node:sqlite';"],
		['core/routing/a.ts', "import { check } from '../gate'; import type { Problem } from '../gate/types';"],
		['core/gate/a.ts', "import Ajv from 'ajv/dist/2020'; import { RE2JS } from 're2js';"],
		['core/evidence/a.ts', "import { createHash } from 'node:crypto'; import { TriageError } from '../errors';"],
		['core/time/a.ts', 'export const at = (now: string) => new Date(now); export const o = { process: 1 }.process;'],
		['core/time/a.ts', '// Date.now() is not called here\nexport const text = "Math.random() process.env";'],
	])('allow in %s: %s', (file, text) => {
		expect(check(file, text)).toEqual([]);
	});

	it.each<[Violation['rule'], string, string]>([
		['direction', 'core/gate/a.ts', "import { open } from '../../storage';"],
		['direction', 'core/gate/a.ts', "import { items } from '../../nodes/shared/items';"],
		['direction', 'storage/a.ts', "import { items } from '../nodes/shared/items';"],
		['direction', 'nodes/SchemaGate/a.ts', "import { open } from '../../storage';"],
		['direction', 'nodes/SchemaGate/a.ts', "import type { open } from '../../storage';"],
		['direction', 'nodes/SchemaGate/a.ts', "const storage = await import('../../storage');"],
		['direction', 'nodes/SchemaGate/a.ts', "const storage = require('../../storage');"],
		['direction', 'nodes/SchemaGate/a.ts', "export { open } from '../../storage';"],
		['direction', 'nodes/SchemaGate/a.ts', "let store: import('../../storage').Store;"],
		['direction', 'nodes/shared/a.ts', "import { open } from '../../storage';"],
		['direction', 'nodes/RoleOwner/a.ts', "import { text } from '../SchemaGate/text';"],
		['direction', 'cli/a.ts', "import { items } from '../nodes/shared/items';"],
		['direction', 'storage/a.ts', "import { main } from '../cli/main';"],
		['direction', 'core/gate/a.ts', "import { main } from '../../cli/main';"],
		['direction', 'core/routing/a.ts', "import type { check } from '..';"],
		['direction', 'core/errors.ts', "import { check } from './gate';"],
		['door', 'cli/a.ts', "import { check } from '../core/gate';"],
		['door', 'cli/a.ts', "import { append } from '../storage/log/append';"],
		['package', 'cli/a.ts', "import { sql } from 'kysely';"],
		['door', 'nodes/SchemaGate/a.ts', "import { check } from '../../core/gate';"],
		['door', 'storage/a.ts', "import type { Problem } from '../core/gate/types';"],
		['door', 'core/routing/a.ts', "import { check } from '../gate/check';"],
		['direction', 'nodes/SchemaGate/a.ts', "import { Store } from '../../credentials/Store.credentials';"],
		['direction', 'credentials/a.ts', "import { open } from '../storage';"],
		['package', 'credentials/a.ts', "import { Pool } from 'pg';"],
		['package', 'core/gate/a.ts', "import { NodeOperationError } from 'n8n-workflow';"],
		['package', 'storage/a.ts', "import type { IDataObject } from 'n8n-workflow';"],
		['package', 'core/gate/a.ts', "import { readFileSync } from 'node:fs';"],
		['package', 'core/gate/a.ts', "import { sql } from 'kysely';"],
		['package', 'storage/a.ts', "import Ajv from 'ajv';"],
		['package', 'nodes/SchemaGate/a.ts', "import Ajv from 'ajv';"],
		['package', 'nodes/SchemaGate/a.ts', "import { join } from 'node:path';"],
		['unresolved', 'core/gate/a.ts', "import { gone } from './gone';"],
		['purity', 'core/time/a.ts', 'export const now = Date.now();'],
		['purity', 'core/time/a.ts', 'export const now = new Date();'],
		['purity', 'core/time/a.ts', 'export const now = Date();'],
		['purity', 'core/time/a.ts', 'export const draw = Math.random();'],
		['purity', 'core/time/a.ts', 'export const home = process.env.HOME;'],
		['purity', 'core/time/a.ts', 'export const { env } = process;'],
		['purity', 'core/time/a.ts', 'export const { env } = globalThis.process;'],
		['purity', 'core/time/a.ts', 'setTimeout(() => undefined, 1);'],
		['purity', 'core/time/a.ts', 'export const wait = setTimeout;'],
		['purity', 'core/time/a.ts', "import { randomUUID } from 'node:crypto';"],
		['cycle', 'core/gate/check.ts', "export { check } from './index';"],
		['cycle', 'core/gate/check.ts', "import { check } from '.'; export const other = () => check;"],
	])('catch a %s violation in %s: %s', (rule, file, text) => {
		expect(check(file, text)).toContainEqual(expect.objectContaining({ rule, file }));
	});

	it('name every file of a cycle, and leave out imports that the compiler erases', () => {
		const files = (last: string) =>
			new Map([
				['core/a/index.ts', "import '../b';"],
				['core/b/index.ts', "import '../c';"],
				['core/c/index.ts', last],
			]);
		expect(checkArchitecture(files("import { a } from '../a'; export { a };"))).toEqual([
			{
				rule: 'cycle',
				file: 'core/a/index.ts',
				found: 'core/a/index.ts -> core/b/index.ts -> core/c/index.ts -> core/a/index.ts',
			},
		]);
		expect(checkArchitecture(files("import type { A } from '../a'; export type { B } from '../a';"))).toEqual([]);
		expect(checkArchitecture(files("import { type A } from '../a'; let b: import('../a').B;"))).toEqual([]);
	});
});

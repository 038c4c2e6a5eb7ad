import ts from 'typescript';

import { readImports, resolve, walk, type Import, type Sources } from './readImports';

export interface Violation {
	rule: 'direction' | 'door' | 'package' | 'cycle' | 'purity' | 'unresolved';
	file: string;
	found: string;
}

const STORE_DOOR = 'nodes/shared/openStore.ts';
const CORE_DOOR = 'core/index.ts';
const STORAGE_DOOR = 'storage/index.ts';
const SETUP_DOOR = 'setup/index.ts';
/** The verifier takes this area alone, so that it runs where no package is installed. */
const ALONE = 'core/evidence';
const CLI_DOORS = [CORE_DOOR, STORAGE_DOOR, SETUP_DOOR, 'core/evidence/index.ts', 'core/errors.ts', 'core/version.ts'];
/** Files beside core's areas that every area may use, and that therefore import nothing. */
const CORE_LEAVES = ['core/errors.ts', 'core/version.ts', 'core/vocabulary.ts'];
const RANDOM_EXPORTS = /^(random|getRandomValues|generateKey|webcrypto)/;
const FORBIDDEN_MEMBERS = /^(globalThis\.)?(Date\.now|Math\.random)$|^globalThis\.(process|performance|crypto|set\w+)$/;
const FORBIDDEN_GLOBALS = new Set(['process', 'performance', 'crypto', 'setTimeout', 'setInterval', 'setImmediate']);

const packagesOf: Record<string, (specifier: string, file: string) => boolean> = {
	cli: (name) => name.startsWith('node:'),
	core: (name) => /^(ajv|ajv-[a-z]+|re2js|luxon|yaml)(\/|$)/.test(name) || name === 'node:crypto',
	setup: (name) => name.startsWith('node:'),
	storage: (name) => /^(kysely|pg)(\/|$)/.test(name) || name.startsWith('node:'),
	credentials: (name) => name === 'n8n-workflow',
	nodes: (name, file) => name === 'n8n-workflow' || (name.startsWith('node:') && file.startsWith('nodes/shared/')),
};

export const folderOf = (path: string) => path.split('/')[0] ?? '';
/** `core/gate/fields.ts` is in `core/gate`, `nodes/shared/items.ts` in `nodes/shared`, `core/errors.ts` in `core`. */
const areaOf = (path: string) => path.split('/').slice(0, -1).slice(0, 2).join('/');

function checkRelative(file: string, target: string): Violation['rule'] | undefined {
	const [from, to] = [folderOf(file), folderOf(target)];
	if (from === 'cli' && to !== 'cli') {
		if (!['core', 'setup', 'storage'].includes(to)) return 'direction';
		return CLI_DOORS.includes(target) ? undefined : 'door';
	}
	if (from !== to) {
		if (to === 'storage') return file === STORE_DOOR ? undefined : 'direction';
		if (to === 'setup') {
			if (from !== 'nodes') return 'direction';
			return target === SETUP_DOOR ? undefined : 'door';
		}
		if (to !== 'core') return 'direction';
		return target === CORE_DOOR ? undefined : 'door';
	}
	if (areaOf(file) === areaOf(target)) return undefined;
	if (from === 'nodes') return areaOf(target) === 'nodes/shared' ? undefined : 'direction';
	if (from !== 'core') return undefined;
	if (target === CORE_DOOR) return 'direction';
	if (areaOf(target) === 'core') return undefined;
	if (areaOf(file) === ALONE) return 'direction';
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

export function checkArchitecture(sources: Sources): Violation[] {
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

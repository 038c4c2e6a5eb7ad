import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** Text of every source file, by its path from the root, with `/`. */
export type Sources = ReadonlyMap<string, string>;

export interface Import {
	specifier: string;
	/** Erased by the compiler, so it cannot make a cycle at run time. */
	typeOnly: boolean;
	/** Names taken from the module; empty for `import *`, `import()` and `require`. */
	names: string[];
}

const ROOT = join(__dirname, '../..');
export const FOLDERS = ['cli', 'core', 'credentials', 'nodes', 'setup', 'storage'];

export function readSources(): Sources {
	const files = FOLDERS.flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.map((name) => posix.join(folder, name.replaceAll('\\', '/'))),
	);
	return new Map(files.sort().map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
}

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
	visit(node);
	ts.forEachChild(node, (child) => walk(child, visit));
}

/** `import`, `export … from`, `import x = require()`, `import()`, `require()` and `import('x').Type`. */
export function readImports(source: ts.SourceFile): Import[] {
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

export function resolve(file: string, specifier: string, sources: Sources): string | undefined {
	const path = posix.join(posix.dirname(file), specifier);
	if (path.endsWith('.json')) return path;
	return [path, `${path}.ts`, path.replace(/\.js$/, '.ts'), `${path}/index.ts`].find((name) => sources.has(name));
}

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..');

/**
 * Compiles core and storage for other processes, which have no jest to do it for them. Returns the folder, which lies in
 * the repository so that packages are found, and is removed after the tests of the file.
 */
export function useCompiledSources(): string {
	const folder = join(root, '.local', `test-${process.pid}-${Date.now()}`);
	beforeAll(() => {
		for (const part of ['core', 'storage']) {
			const names = readdirSync(join(root, part), { recursive: true, encoding: 'utf8' });
			for (const name of names.filter((file) => file.endsWith('.ts'))) {
				const { outputText } = ts.transpileModule(readFileSync(join(root, part, name), 'utf8'), {
					compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS, esModuleInterop: true },
				});
				const target = join(folder, part, name.replace(/\.ts$/, '.js'));
				mkdirSync(dirname(target), { recursive: true });
				writeFileSync(target, outputText);
			}
		}
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

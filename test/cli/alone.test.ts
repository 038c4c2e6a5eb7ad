import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';

import { run, signedStore } from './evidenceOfStore';

const root = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'alone-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Compiles the command line and the evidence rules, and nothing else, to a folder where no package is installed. */
function compileAlone(): string {
	const evidence = readdirSync(join(root, 'core/evidence'), { recursive: true, encoding: 'utf8' });
	const commands = readdirSync(join(root, 'cli'), { encoding: 'utf8' });
	const files = [
		'core/errors.ts',
		'core/version.ts',
		'core/vocabulary.ts',
		...evidence.map((name) => join('core/evidence', name)),
		...commands.map((name) => join('cli', name)),
	].filter((name) => name.endsWith('.ts') && !/(export|setup)\.ts$/.test(name));
	const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 };
	for (const name of files) {
		const { outputText } = ts.transpileModule(readFileSync(join(root, name), 'utf8'), { compilerOptions });
		const path = join(folder, 'dist', name.replace(/\.ts$/, '.js'));
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, outputText);
	}
	return join(folder, 'dist/cli/index.js');
}

test('verify runs as a program without any package, without the store, and says so by its exit code', async () => {
	const { note, origin, vkey } = await signedStore(join(folder, 'store.sqlite'));
	const [bundle, policy] = [join(folder, 'bundle'), join(folder, 'policy.json')];
	await run('export', '--store', join(folder, 'store.sqlite'), '--out', bundle, '--full');
	writeFileSync(policy, JSON.stringify({ v: 1, origin, vkeys: [vkey], anchors: [{ note }] }));
	const program = compileAlone();
	const verify = (...args: string[]) => {
		const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'verify', ...args], { encoding: 'utf8' });
		return [status, stdout.split('\n')[0], stderr];
	};
	expect(verify(bundle, '--policy', policy)).toEqual([0, 'VERIFIED', '']);
	writeFileSync(join(bundle, 'README.txt'), '');
	expect(verify(bundle, '--policy', policy)).toEqual([1, 'TAMPERED', '']);
	writeFileSync(policy, JSON.stringify({ v: 1, origin, vkeys: [vkey] }));
	await run('export', '--store', join(folder, 'store.sqlite'), '--out', `${bundle}-2`, '--case', 'C-0002');
	expect(verify(`${bundle}-2`, '--policy', policy)).toEqual([3, 'INCONCLUSIVE', '']);
	expect(verify(join(folder, 'gone'), '--policy', policy)[0]).toBe(2);
});

import { FOLDERS, readSources } from './architecture/readImports';
import { checkArchitecture, folderOf, type Violation } from './architecture/rules';

describe('the source tree', () => {
	const sources = readSources();

	it('has files in every part, so that the rules below have something to hold', () => {
		expect(new Set([...sources.keys()].map(folderOf))).toEqual(new Set(FOLDERS));
	});

	it('keeps nodes → core ← storage and setup, cli above all, the doors between the parts, and a pure core', () => {
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
		'setup/index.ts': 'export const plan = 1;',
		'setup/apply.ts': 'export const apply = 1;',
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
		['cli/a.ts', "import { plan } from '../setup';"],
		['nodes/SchemaGate/a.ts', "import { plan } from '../../setup';"],
		['setup/a.ts', "import { check } from '../core'; import { readFileSync } from 'node:fs';"],
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
		['direction', 'core/evidence/bundle/a.ts', "import type { Problem } from '../../gate/types';"],
		['direction', 'core/errors.ts', "import { check } from './gate';"],
		['direction', 'storage/a.ts', "import { plan } from '../setup';"],
		['direction', 'core/gate/a.ts', "import { plan } from '../../setup';"],
		['direction', 'setup/a.ts', "import { open } from '../storage';"],
		['direction', 'setup/a.ts', "import { items } from '../nodes/shared/items';"],
		['door', 'cli/a.ts', "import { apply } from '../setup/apply';"],
		['door', 'nodes/SchemaGate/a.ts', "import { apply } from '../../setup/apply';"],
		['door', 'setup/a.ts', "import { check } from '../core/gate';"],
		['package', 'setup/a.ts', "import { sql } from 'kysely';"],
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

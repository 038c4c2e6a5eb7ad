import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

import { compileContract, type JsonSchemaContract, type SchemaDraft } from '../../../core';
import type { TriageError } from '../../../core';
import deviations from '../../vectors/json-schema-test-suite/deviations.json';
import optionalFormats from '../../vectors/json-schema-test-suite/optional-formats.json';

// The official JSON Schema Test Suite; source and licence are in its README.md and LICENSE.
const suite = join(__dirname, '../../vectors/json-schema-test-suite');
const remoteBase = 'http://localhost:1234/';
const drafts: Array<[folder: string, draft: SchemaDraft]> = [
	['draft7', 'draft-07'],
	['draft2019-09', '2019-09'],
	['draft2020-12', '2020-12'],
];

interface Group {
	description: string;
	schema: unknown;
	tests: Array<{ description: string; data: unknown; valid: boolean }>;
}

interface Deviation {
	draft: string;
	file: string;
	group: string;
	tests: string[];
	reason: string;
}

const readJson = (...names: string[]): unknown => JSON.parse(readFileSync(join(suite, ...names), 'utf8'));

const remotes = new Map(
	readdirSync(join(suite, 'remotes'), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.json'))
		.map((name) => [name.replaceAll('\\', '/'), readJson('remotes', name)]),
);

/** What a schema of the suite refers to; schemas of other drafts are not handed in together with it. */
function documentsFor(folder: string, schema: unknown): Record<string, unknown> {
	if (!JSON.stringify(schema).includes(remoteBase)) return {};
	const others = drafts.map(([name]) => name).filter((name) => name !== folder);
	const known = [...remotes].filter(([name]) => !others.some((other) => name.startsWith(`${other}/`)));
	return Object.fromEntries(known.map(([name, document]) => [remoteBase + name, document]));
}

/** Verdicts of the gate by the suite's test, or what the contract was refused with. */
function judge(folder: string, draft: SchemaDraft, { schema, tests }: Group, formats: 'check' | 'ignore') {
	const contract = { id: 'suite', kind: 'json_schema', schema, draft, unknown_keywords: 'allow', formats } as const;
	try {
		const documents = documentsFor(folder, schema);
		const compiled = compileContract({ ...contract, documents } as JsonSchemaContract);
		return { warnings: compiled.warnings, verdicts: tests.map(({ data }) => compiled.check(data).valid) };
	} catch (error) {
		return { refusal: error as TriageError, warnings: [], verdicts: tests.map(() => null) };
	}
}

describe.each(drafts)('%s', (folder, draft) => {
	const files = readdirSync(join(suite, 'tests', folder)).filter((name) => name.endsWith('.json'));

	test.each(files)('%s is judged as the suite says, but for the deviations that are listed', (file) => {
		const found: Array<Omit<Deviation, 'reason'>> = [];
		for (const group of readJson('tests', folder, file) as Group[]) {
			const { verdicts, warnings, refusal } = judge(folder, draft, group, 'ignore');
			const wrong = group.tests.filter(({ valid }, index) => verdicts[index] !== valid);
			if (wrong.length === 0) continue;
			found.push({ draft: folder, file, group: group.description, tests: wrong.map(({ description }) => description) });
			// Whoever uses such a schema is told so, before any item is judged.
			expect(refusal === undefined ? warnings.length : refusal.code).toEqual(
				refusal === undefined ? expect.any(Number) : 'CONTRACT_INVALID',
			);
			expect(refusal !== undefined || warnings.length > 0).toBe(true);
		}
		const listed = (deviations as Deviation[]).filter((one) => one.draft === folder && one.file === file);
		expect(found).toEqual(listed.map(({ reason: _, ...named }) => named));
	});

	const formatsFolder = posix.join(folder, 'optional', 'format');
	const formatFiles = readdirSync(join(suite, 'tests', formatsFolder)).filter((name) => name.endsWith('.json'));

	test.each(formatFiles)('format %s is checked as the suite says, but for what is listed', (file) => {
		const found = (readJson('tests', formatsFolder, file) as Group[]).flatMap((group) => {
			const { verdicts } = judge(folder, draft, group, 'check');
			return group.tests
				.filter(({ valid }, index) => verdicts[index] !== valid)
				.map(({ description }) => `${group.description}: ${description}`);
		});
		const { [file]: excluded = { tests: [] } } = optionalFormats as Record<
			string,
			{ tests: string[]; reason?: string }
		>;
		expect(found.filter((name) => !excluded.tests.includes(name))).toEqual([]);
	});
});

test('at least 98.7 % of the mandatory tests are judged as the suite says, and each deviation has its reason', () => {
	const all = drafts.flatMap(([folder]) =>
		readdirSync(join(suite, 'tests', folder))
			.filter((name) => name.endsWith('.json'))
			.flatMap((file) => (readJson('tests', folder, file) as Group[]).flatMap(({ tests }) => tests)),
	);
	const deviating = (deviations as Deviation[]).reduce((sum, { tests }) => sum + tests.length, 0);
	expect(all.length).toBeGreaterThan(3300);
	expect(1 - deviating / all.length).toBeGreaterThanOrEqual(0.987);
	for (const { reason } of deviations as Deviation[]) expect(reason).toMatch(/\w+ \w+/);
});

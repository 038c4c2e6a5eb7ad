import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { compileContract, type OpenApiContract, type Problem } from '../../../../core/gate';
import cases from './cases.json';

const textOf = (document: string) => readFileSync(join(__dirname, 'documents', document), 'utf8');
const tables = cases as {
	description: string;
	document: string;
	contract: Omit<OpenApiContract, 'id' | 'kind' | 'document'>;
	tests: { description: string; input: unknown; expected: Partial<Problem>[] }[];
}[];

describe.each(tables)('$description', ({ document, contract, tests }) => {
	// Pasted as text, or handed over as the object that it stands for.
	const ways = [
		['as text', textOf(document)],
		['as an object', parse(textOf(document))],
	] as const;

	describe.each(ways)('%s', (_way, source: unknown) => {
		it.each(tests)('$description', ({ input, expected }) => {
			const compiled = compileContract({ id: 'desk', kind: 'open_api', document: source, ...contract });

			const result = compiled.check(input);
			expect(result.problems).toMatchObject(expected);
			expect(result.problems).toHaveLength(expected.length);
		});
	});
});

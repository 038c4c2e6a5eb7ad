import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileTable, decide, type RoutingDecision, type RoutingTable, type Suggestion } from '../../../core';

interface Fixture {
	description: string;
	table: RoutingTable;
	tests: Array<{
		description: string;
		facts: unknown;
		suggestion?: Suggestion;
		expected: Partial<RoutingDecision>;
		/** Keys that must not be there. */
		absent?: string[];
	}>;
}

const folder = join(__dirname, 'fixtures', 'decide');

describe.each(readdirSync(folder))('%s', (file) => {
	const fixtures = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Fixture[];

	describe.each(fixtures)('$description', ({ table, tests }) => {
		it.each(tests)('$description', ({ facts, suggestion, expected, absent = [] }) => {
			const decision = decide(table, facts, suggestion);

			expect(decision).toMatchObject(expected);
			for (const key of absent) expect(decision).not.toHaveProperty(key);
			// Without an explanation the same is decided.
			const { outcome, rule, label, matched, shadowed } = decision;
			const bare = compileTable(table).decide(facts, suggestion, { explain: false });
			expect(bare).toMatchObject({ outcome, rule, label, matched, shadowed });
			expect(bare).toMatchObject({ conditions: [], near_misses: [], undecidable: [], input_digest: null });
		});
	});
});

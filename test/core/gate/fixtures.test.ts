import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	checkItem,
	compileContract,
	type Contract,
	contractDigest,
	type Problem,
	type RuleFinding,
} from '../../../core/gate';

interface Fixture {
	description: string;
	contract: Contract;
	/** The instant of the checks. */
	now?: string;
	tests: {
		description: string;
		input: unknown;
		expected: Partial<Problem>[];
		rule_findings?: Partial<RuleFinding>[];
	}[];
}

const folder = join(__dirname, 'fixtures');

describe.each(readdirSync(folder))('%s', (file) => {
	const fixtures = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Fixture[];

	describe.each(fixtures)('$description', ({ contract, now, tests }) => {
		it.each(tests)('$description', ({ input, expected, rule_findings = [] }) => {
			const result = checkItem(compileContract(contract), input, { now });

			expect(result.problems).toMatchObject(expected);
			expect(result.rule_findings).toMatchObject(rule_findings);
			expect(result).toMatchObject({
				valid: expected.length === 0 && rule_findings.every(({ severity }) => severity === 'warn'),
				truncated: false,
				contract_id: contract.id,
				contract_digest: contractDigest(contract),
			});
		});
	});
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkItem, compileContract, type Contract, contractDigest, type Problem } from '../../../core/gate';

interface Fixture {
	description: string;
	contract: Contract;
	tests: { description: string; input: unknown; expected: Partial<Problem>[] }[];
}

const folder = join(__dirname, 'fixtures');

describe.each(readdirSync(folder))('%s', (file) => {
	const fixtures = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Fixture[];

	describe.each(fixtures)('$description', ({ contract, tests }) => {
		it.each(tests)('$description', ({ input, expected }) => {
			const result = checkItem(compileContract(contract), input);

			expect(result.problems).toMatchObject(expected);
			expect(result).toMatchObject({
				valid: expected.length === 0,
				truncated: false,
				contract_id: contract.id,
				contract_digest: contractDigest(contract),
			});
		});
	});
});

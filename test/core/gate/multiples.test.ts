import fc from 'fast-check';
import { compileContract } from '../../../core/gate';

const judge = (multipleOf: number, item: unknown) =>
	compileContract({ id: 'multiples', kind: 'json_schema', schema: { multipleOf } }).check(item);
const isMultiple = (number: number, multipleOf: number) => judge(multipleOf, number).valid;

describe('multipleOf', () => {
	it.each([
		[19.99, 0.01],
		[-19.99, 0.01],
		[0.3, 0.1],
		[4.35, 0.01],
		[1.1, 0.1],
		[1e22, 1],
		[3e300, 3e-7],
		[Number.MAX_VALUE, 1],
		[5e-324, 5e-324],
		[1.5e-7, 5e-8],
		[9_007_199_254_740_993, 1],
		[0, 0.01],
		[-0, 7],
		[0, 5e-324],
		[12, 4],
		[-12, 4],
		[1e23, 1e22],
	])('takes %d for a multiple of %d', (number, divisor) => {
		expect(isMultiple(number, divisor)).toBe(true);
	});

	it.each([
		[19.995, 0.01],
		[0.35, 0.1],
		[1e-7, 1e-6],
		[1e22, 7],
		[5e-324, 1],
		[1.5, 1],
		[3, 2],
		[10, 0.3],
		[9_007_199_254_740_992, 3],
	])('does not take %d for a multiple of %d', (number, divisor) => {
		expect(isMultiple(number, divisor)).toBe(false);
	});

	it('is told with the number that it has to be a multiple of', () => {
		expect(judge(0.01, { total: 1 }).valid).toBe(true);
		expect(judge(0.01, 19.995).problems).toMatchObject([
			{ pointer: '', keyword: 'multipleOf', found: '19.995', params: { multiple_of: 0.01 } },
		]);
	});

	it('goes by the decimals that people write, for any number of cents', () => {
		const cents = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
		fc.assert(
			fc.property(cents, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 8 }), (count, rest, places) => {
				const digits = String(Math.abs(count)).padStart(places + 1, '0');
				const sign = count < 0 ? '-' : '';
				const at = digits.length - places;
				const text = `${sign}${digits.slice(0, at)}.${digits.slice(at)}`;
				const unit = Number(`1e-${places}`);
				expect(isMultiple(Number(text), unit)).toBe(true);
				expect(isMultiple(Number(`${text}${rest}`), unit)).toBe(false);
			}),
			{ numRuns: 50 },
		);
	});
});

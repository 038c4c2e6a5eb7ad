import { _, type CodeKeywordDefinition } from 'ajv';

/** A number as `digits` times ten to the power of `exponent`. */
interface Decimal {
	digits: bigint;
	exponent: number;
}

/** The number that its shortest decimal text says, which is the one that people wrote: 19.99 and not 19.989999… */
function toDecimal(number: number): Decimal {
	const [mantissa = '', power = '0'] = String(number).split('e');
	const [whole = '', fraction = ''] = mantissa.split('.');
	return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** Tells whether a finite number is a multiple of the divisor, a finite number above 0, as exactly as both are written. */
export function multiplesOf(divisor: number): (number: number) => boolean {
	const isWhole = Number.isSafeInteger(divisor);
	const { digits, exponent } = toDecimal(divisor);
	return (number) => {
		if (isWhole && Number.isSafeInteger(number)) return number % divisor === 0;
		const decimal = toDecimal(number);
		const unit = Math.min(decimal.exponent, exponent);
		const inUnits = (digitsOf: bigint, power: number) => digitsOf * 10n ** BigInt(power - unit);
		return inUnits(decimal.digits, decimal.exponent) % inUnits(digits, exponent) === 0n;
	};
}

/** Ajv divides in binary, where 19.99 is no multiple of 0.01. */
export const multipleOf: CodeKeywordDefinition = {
	keyword: 'multipleOf',
	type: 'number',
	schemaType: 'number',
	error: { message: '', params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}` },
	code: (context) => {
		const { gen, data, schema } = context;
		const isMultiple = gen.scopeValue('func', { ref: multiplesOf(Number(schema)) });
		context.pass(_`${isMultiple}(${data})`);
	},
};

import fc from 'fast-check';
import { executeFilterCondition, type FilterConditionValue, type FilterValue } from 'n8n-workflow';

import { compareNatively } from '../../../nodes/shared/judgeConditions';

const operations = {
	string: ['contains', 'endsWith', 'equals', 'notContains', 'notEndsWith', 'notEquals', 'notStartsWith', 'startsWith'],
	number: ['equals', 'gt', 'gte', 'lt', 'lte', 'notEquals'],
	boolean: ['true', 'false'],
};
const operators = Object.entries(operations).flatMap(([type, names]) =>
	names.map((operation) => ({ type, operation })),
);

const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom('a', 'ab', 'A', '', '5', '\ud800'));
const numbers = fc.oneof(fc.double(), fc.integer({ min: -2, max: 2 }), fc.constantFrom(-0, NaN, Infinity));
const values = fc.oneof(texts, numbers, fc.boolean(), fc.constantFrom(null, undefined), fc.array(fc.integer()));
/** Two values, as often of one type as not. */
const pairs = fc.oneof(
	fc.tuple(texts, texts),
	fc.tuple(numbers, numbers),
	fc.tuple(fc.boolean(), values),
	fc.tuple(values, values),
);
const options = fc.record({
	caseSensitive: fc.boolean(),
	leftValue: fc.constant(''),
	typeValidation: fc.constantFrom('strict' as const, 'loose' as const),
	version: fc.constantFrom(2 as const, 3 as const),
});

function askN8n(condition: FilterConditionValue, filterOptions: FilterValue['options']): unknown {
	try {
		return executeFilterCondition(condition, filterOptions);
	} catch {
		return 'refused';
	}
}

test('what is compared natively comes out as n8n says', () => {
	let count = 0;
	fc.assert(
		fc.property(fc.constantFrom(...operators), pairs, options, (operator, [left, right], chosen) => {
			const native = compareNatively(operator as FilterConditionValue['operator'], left, right, chosen);
			if (native === undefined) return;
			count += 1;
			const condition = { id: '1', leftValue: left, rightValue: right, operator } as FilterConditionValue;
			expect(native).toBe(askN8n(condition, chosen));
		}),
		{ numRuns: 5000 },
	);
	expect(count).toBeGreaterThan(500);
});

test.each(operators)('values of the right type are compared natively: $type $operation', ({ type, operation }) => {
	const value = { string: 'a', number: 1, boolean: true }[type];
	const operator = { type, operation, singleValue: type === 'boolean' } as FilterConditionValue['operator'];
	const chosen = { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 } as const;
	expect(typeof compareNatively(operator, value, value, chosen)).toBe('boolean');
});

test.each(['regex', 'constructor', '__proto__', 'exists'])('the operation %j is left to n8n', (operation) => {
	const operator = { type: 'string', operation } as unknown as FilterConditionValue['operator'];
	const chosen = { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 } as const;
	expect(compareNatively(operator, 'a', 'a', chosen)).toBeUndefined();
});

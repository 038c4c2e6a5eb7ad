import type { JudgedCondition } from '../../core';
import { comparesTwo, nameOf, type Truth } from '../shared/judgeConditions';

type Words = [wanted: string, asks: JudgedCondition['asks']];

/** What a value must, by n8n's operation; `…` is what it is compared with. */
const operations: Record<string, Words> = {
	after: ['be after …', 'range'],
	afterOrEquals: ['be … or later', 'range'],
	before: ['be before …', 'range'],
	beforeOrEquals: ['be … or earlier', 'range'],
	contains: ['contain …', 'choice'],
	empty: ['be empty', 'presence'],
	endsWith: ['end with …', 'choice'],
	equals: ['be …', 'choice'],
	exists: ['be there', 'presence'],
	false: ['be false', 'choice'],
	gt: ['be more than …', 'range'],
	gte: ['be at least …', 'range'],
	lengthEquals: ['have … entries', 'range'],
	lengthGt: ['have more than … entries', 'range'],
	lengthGte: ['have at least … entries', 'range'],
	lengthLt: ['have less than … entries', 'range'],
	lengthLte: ['have at most … entries', 'range'],
	lengthNotEquals: ['have another number of entries than …', 'range'],
	lt: ['be less than …', 'range'],
	lte: ['be at most …', 'range'],
	notContains: ['not contain …', 'choice'],
	notEmpty: ['be given', 'presence'],
	notEndsWith: ['not end with …', 'choice'],
	notEquals: ['not be …', 'choice'],
	notExists: ['not be there', 'presence'],
	notRegex: ['not match …', 'choice'],
	notStartsWith: ['not start with …', 'choice'],
	regex: ['match …', 'choice'],
	startsWith: ['start with …', 'choice'],
	true: ['be true', 'choice'],
};

const typeNouns: Record<string, string> = {
	array: 'a list',
	boolean: 'true or false',
	dateTime: 'a date',
	number: 'a number',
	object: 'an object',
	string: 'text',
};

const maxShown = 80;

function shown(value: unknown): string {
	const text = typeof value === 'string' ? JSON.stringify(value) : String(JSON.stringify(value) ?? value);
	return text.length > maxShown ? `${text.slice(0, maxShown - 1)}…` : text;
}

/** What the value is compared with: a value as it is, a field by its name. */
function comparedWith({ condition, raw }: Truth): { text: string; other?: JudgedCondition['other'] } {
	const isField = typeof raw.rightValue === 'string' && raw.rightValue.startsWith('=');
	if (!isField) return { text: shown(condition.rightValue) };
	const field = nameOf(raw.rightValue);
	return { text: field, other: { field, value: condition.rightValue } };
}

/** A condition that does not hold, in words. */
export function inWords(truth: Truth): Omit<JudgedCondition, 'value'> {
	const { operator } = truth.condition;
	const [wanted, asks]: Words = Object.hasOwn(operations, operator.operation)
		? operations[operator.operation]!
		: [`hold ${operator.operation} …`, 'choice'];
	if (truth.unknown) {
		const isRight = truth.unknown.field === nameOf(truth.raw.rightValue) && comparesTwo(truth.condition);
		const type = isRight ? (operator.rightType ?? operator.type) : operator.type;
		return { field: truth.unknown.field, wanted: typeNouns[type] ?? 'another type', asks };
	}
	const field = nameOf(truth.raw.leftValue);
	if (!comparesTwo(truth.condition)) return { field, wanted, asks };
	const { text, other } = comparedWith(truth);
	return { field, wanted: wanted.replace('…', () => text), asks, ...(other && { other }) };
}

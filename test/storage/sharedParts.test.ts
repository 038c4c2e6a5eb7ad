import { alwaysOpen, type Timer } from '../../core';
import { SharedParts } from '../../storage/projections/sharedParts';
import { timersAggregate } from '../../storage/projections/timers';
import { standard } from './timers';

const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('parts that records have in common', () => {
	test('the same content is one object, and stays what it was', () => {
		const parts = new SharedParts();
		const one = parts.share(copyOf(standard));
		expect(parts.share(copyOf(standard))).toBe(one);
		expect(one).toEqual(standard);
	});

	test.each<[string, object]>([
		['a number', { ...standard, ack_ttl_seconds: standard.ack_ttl_seconds + 1 }],
		['a text in place of a number', { ...standard, version: '1' }],
		['a key more', { ...standard, repeat: null }],
		['a key named __proto__', { ...standard, ['__proto__']: {} }],
		['the order of steps', { ...standard, steps: standard.steps.toReversed() }],
	])('what differs by %s is another', (_, other) => {
		const parts = new SharedParts();
		const one = parts.share<object>(copyOf(standard));
		const two = parts.share(copyOf(other));
		expect(two).not.toBe(one);
		expect(two).toEqual(copyOf(other));
		expect(one).toEqual(standard);
	});

	test('nothing is shared between two transactions', () => {
		const [one, other] = [new SharedParts(), new SharedParts()].map((parts) => parts.share(copyOf(standard)));
		expect(other).not.toBe(one);
	});

	test('rows of timers share chain and calendar and nothing else', () => {
		const parts = new SharedParts();
		const record = JSON.stringify({
			case_id: 'C-0001',
			chain: standard,
			calendar: alwaysOpen(),
			events: [],
			records: [],
		});
		const [one, other] = [record, record].map((text): Timer => timersAggregate.read(text, parts));
		expect(one).toEqual(JSON.parse(record));
		expect(other).toEqual(one);
		expect(other!.chain).toBe(one!.chain);
		expect(other!.calendar).toBe(one!.calendar);
		expect(other!.records).not.toBe(one!.records);
		expect(other!.events).not.toBe(one!.events);
	});
});

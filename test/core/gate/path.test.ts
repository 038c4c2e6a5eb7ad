import fc from 'fast-check';
import { everyEntry, formatPath, parsePath, parseRowPath, type RowStep } from '../../../core/gate/path';

describe('a path', () => {
	it.each([
		['customer', ['customer']],
		['customer.email', ['customer', 'email']],
		['items[0].sku', ['items', 0, 'sku']],
		['items[0][12]', ['items', 0, 12]],
		['["a.b"].c', ['a.b', 'c']],
		["['a.b'].c", ['a.b', 'c']],
		['x["]"]', ['x', ']']],
		['x["\\""]', ['x', '"']],
		['x["0"]', ['x', '0']],
		['First Name', ['First Name']],
		[' customer ', ['customer']],
		['größe.日本', ['größe', '日本']],
		['[""]', ['']],
	])('%s reads as %j', (path, steps) => {
		expect(parsePath(path)).toEqual({ steps });
	});

	it.each([
		['', 'is empty'],
		['  ', 'is empty'],
		['a..b', 'has a dot without a name after it'],
		['a.', 'has a dot without a name after it'],
		['.a', 'has a dot without a name after it'],
		['a. b', 'has white space around a name'],
		['a[', 'has square brackets that hold neither an entry number nor a quoted name'],
		['a[]', 'names every entry of a list with []'],
		['a[x]', 'has square brackets that hold neither an entry number nor a quoted name'],
		['a[-1]', 'has square brackets that hold neither an entry number nor a quoted name'],
		['a["x]', 'has square brackets that hold neither an entry number nor a quoted name'],
		['a["\\q"]', 'has square brackets that hold neither an entry number nor a quoted name'],
		['a[0]b', "has 'b' where a dot is needed"],
		['a]', "has ']' where a dot is needed"],
		['items.0', 'has the number 0 as a name'],
		['a[1000]', 'names entry 1000'],
		['a'.repeat(1001), 'is longer than 1000 characters'],
	])('%s is refused: it %s', (path, reason) => {
		expect(parsePath(path)).toMatchObject({ reason, fix: expect.any(String) });
	});

	it.each<[string, RowStep[]]>([
		['items[].sku', ['items', everyEntry, 'sku']],
		['items[][]["a.b"]', ['items', everyEntry, everyEntry, 'a.b']],
	])('%s names every entry, in a row', (path, steps) => {
		expect(parseRowPath(path)).toEqual({ steps });
		expect(formatPath(steps)).toBe(path);
	});

	it('reads back what was written, whatever the names are', () => {
		const step = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.integer({ min: 0, max: 999 }));
		fc.assert(
			fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
				fc.pre(formatPath(steps).length <= 1000);
				expect(parsePath(formatPath(steps))).toEqual({ steps });
				expect(parseRowPath(formatPath(steps))).toEqual({ steps });
			}),
		);
	});
});

import { findMisspelledPaths, pathsIn } from '../../../core/gate';

const items: unknown[] = [
	{ customer: { email: 'a@example.com' }, items: [{ sku: 'a' }], toString: 1 },
	{ customer: { email: 'b@example.com', phone: '1' } },
];

describe('a path that no item has', () => {
	it.each([
		['customer.emial', 'customer.email'],
		['custmer.email', 'customer.email'],
		['Customer.email', 'customer.email'],
		['items[].skv', 'items[].sku'],
		['items[0].skv', 'items[0].sku'],
		[' customer.fone ', 'customer.phone'],
	])('%s is told with the one that was meant, %s', (path, meant) => {
		expect(findMisspelledPaths([path], items)).toEqual([{ path: path.trim(), meant }]);
	});

	it.each([
		['that one item has', ['customer.phone']],
		['that is like none', ['customer.birthday', 'order.id']],
		['with an entry that is not there', ['items[7].sku']],
		['whose likeness another row is about', ['customer.email', 'customer.mail']],
		['whose likeness leads nowhere further', ['custmer.birthday']],
		['that cannot be read', ['customer..emial', '']],
		['that every object inherits', ['valueOf']],
	])('%s is not told', (_, paths) => {
		expect(findMisspelledPaths(paths, items)).toEqual([]);
	});

	it('is looked for in all items, and in none without an end', () => {
		const many = Array.from({ length: 5000 }, (_item, index) => (index === 4999 ? { emial: 1 } : { email: 1 }));
		expect(findMisspelledPaths(['emial'], many)).toEqual([]);
		expect(findMisspelledPaths(['emial'], [])).toEqual([]);
	});
});

test('the paths of a contract are its rows, or the outermost names of its schema', () => {
	expect(pathsIn({ id: 'c', kind: 'field_list', fields: [{ path: 'a.b' }] })).toEqual(['a.b']);
	expect(pathsIn({ id: 'c', kind: 'json_schema', schema: { properties: { 'a.b': {}, c: {} } } })).toEqual([
		'["a.b"]',
		'c',
	]);
	expect(pathsIn({ id: 'c', kind: 'json_schema', schema: true })).toEqual([]);
	expect(pathsIn({ id: 'c', kind: 'example', example: {} })).toEqual([]);
});

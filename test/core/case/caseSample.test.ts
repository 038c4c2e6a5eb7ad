import fc from 'fast-check';

import { CaseSample } from '../../../core';

const named = (count: number) => Array.from({ length: count }, (_, index) => ({ case_id: `C-${index}` }));
function draw(size: number, seed: string, from: Array<{ case_id: string }>) {
	const sample = new CaseSample(size, seed);
	from.forEach((one) => sample.add(one));
	return { drawn: sample.result().map(({ case_id }) => case_id), count: sample.count };
}

test('the same seed draws the same cases, whatever the order in which they come', () => {
	fc.assert(
		fc.property(fc.nat(600), fc.integer({ min: 1, max: 60 }), fc.string(), (count, size, seed) => {
			const cases = named(count);
			const { drawn, count: counted } = draw(size, seed, cases);
			expect(counted).toBe(count);
			expect(new Set(drawn).size).toBe(Math.min(size, count));
			// In the order in which they were added.
			expect(drawn).toEqual(cases.map(({ case_id }) => case_id).filter((id) => drawn.includes(id)));
			expect(draw(size, seed, [...cases].reverse()).drawn.reverse()).toEqual(drawn);
		}),
	);
});

test('each case has the same chance, wherever it stands', () => {
	const [draws, size, cases] = [4000, 3, named(30)];
	const counts = new Map(cases.map(({ case_id }) => [case_id, 0]));
	for (let seed = 0; seed < draws; seed += 1) {
		for (const id of draw(size, `run-${seed}`, cases).drawn) counts.set(id, counts.get(id)! + 1);
	}
	const expected = (draws * size) / cases.length;
	const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
	// 29 degrees of freedom: more than 58.3 comes once in a thousand draws that are fair.
	expect(chiSquare).toBeLessThan(58.3);
});

test('what is drawn for one seed is the same for good', () => {
	expect(draw(3, '231/0', named(20)).drawn).toEqual(['C-2', 'C-8', 'C-19']);
});

import fc from 'fast-check';

import { IdSet } from '../../../../core/evidence/bundle/idSet';

test('says of each text whether it came before, as a set does', () => {
	const text = fc.oneof(fc.string(), fc.constantFrom('__proto__', '', '\ud800', 'a', 'b'));
	fc.assert(
		fc.property(fc.array(text, { maxLength: 400 }), (texts) => {
			const [ids, known] = [new IdSet(), new Set<string>()];
			for (const one of texts) {
				// Both halves of a broken pair are written as the same character.
				const written = one.toWellFormed();
				expect(ids.add(one)).toBe(!known.has(written));
				known.add(written);
			}
		}),
	);
});

test('knows each of many texts while its tables grow', () => {
	const ids = new IdSet();
	const texts = Array.from({ length: 60_000 }, (_, index) => `id-${index}`);
	expect(texts.filter((text) => !ids.add(text))).toEqual([]);
	expect(texts.filter((text) => ids.add(text))).toEqual([]);
	expect(ids.add('id-60000')).toBe(true);
});

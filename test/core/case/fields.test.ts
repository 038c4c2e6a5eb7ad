import fc from 'fast-check';

import { canonicalize, readCaseFields } from '../../../core';

const base = { source: 'desk', ticket_id: 'T-1' };

test('absent fields are null and priority is normal', () => {
	expect(readCaseFields(base)).toEqual({
		source: 'desk',
		ticket_id: 'T-1',
		subject: null,
		type: null,
		priority: 'normal',
		customer_id: null,
		product: null,
		segment: null,
		link: null,
	});
});

test.each([
	['a number becomes text', { ticket_id: 42 }, { ticket_id: '42' }],
	['a large number becomes text', { ticket_id: 2 ** 60 }, { ticket_id: String(2 ** 60) }],
	['a boolean becomes text', { type: false }, { type: 'false' }],
	['outer white space goes', { subject: '  a b \n' }, { subject: 'a b' }],
	['empty text is no text', { subject: ' ' }, { subject: null }],
	['a priority is read in any case', { priority: ' High ' }, { priority: 'high' }],
	['half of a surrogate pair is replaced', { subject: 'a\ud83d' }, { subject: 'a\ufffd' }],
	['U+0000 is replaced', { subject: 'a\u0000b' }, { subject: 'a\ufffdb' }],
	['characters count, not UTF-16 units', { subject: '😀'.repeat(500) }, { subject: '😀'.repeat(500) }],
])('%s', (_, values, expected) => {
	expect(readCaseFields({ ...base, ...values })).toMatchObject(expected);
});

test.each<[Record<string, unknown>, string, RegExp]>([
	[{ ticket_id: '' }, "'Ticket ID' is empty", /same ticket never opens two cases/],
	[{ ticket_id: null }, "'Ticket ID' is empty", /same ticket never opens two cases/],
	[{ source: undefined }, "'Source' is empty", /Name the system/],
	[
		{ ticket_id: '\ud800x' },
		"'Ticket ID' is text with characters that cannot be kept; an id of whole characters is expected",
		/Map the id/,
	],
	[
		{ ticket_id: 'a\u0000b' },
		"'Ticket ID' is text with characters that cannot be kept; an id of whole characters is expected",
		/Map the id/,
	],
	[{ ticket_id: Number.NaN }, "'Ticket ID' is NaN; an id of whole characters is expected", /Map the id/],
	[{ source: true }, "'Source' is true; an id of whole characters is expected", /Map the id/],
	[{ source: ' erased ' }, "'Source' is 'erased', which names cases whose ticket was erased", /Name the system/],
	[{ ticket_id: {} }, "'Ticket ID' is an object; a text or a number is expected", /Map a single value/],
	[{ subject: ['a', 'b'] }, "'Subject' is a list of 2 entries; a text or a number is expected", /Map a single value/],
	[{ subject: 'x'.repeat(501) }, "'Subject' is 501 characters long; at most 500 are kept", /Shorten/],
	[{ subject: '😀'.repeat(501) }, "'Subject' is 501 characters long; at most 500 are kept", /Shorten/],
	[{ link: 'x'.repeat(5_000_000) }, "'Link' is 5000000 characters long; at most 2000 are kept", /Shorten/],
	[{ priority: 'asap' }, '\'Priority\' is "asap"; allowed are low, normal, high, urgent', /Translate the priority/],
	[{ priority: 1 }, "'Priority' is of type number; allowed are low, normal, high, urgent", /Translate the priority/],
])('a value that cannot be kept is refused, case %#', (values, message, fix) => {
	expect(() => readCaseFields({ ...base, ...values })).toThrow(
		expect.objectContaining({ code: 'FIELD_INVALID', message, fix: expect.stringMatching(fix) as string }),
	);
});

test('whatever is read can be kept as evidence', () => {
	const anyText = fc.string({ unit: 'binary', maxLength: 90 });
	const anyId = fc.string({ unit: 'grapheme', maxLength: 90 });
	fc.assert(
		fc.property(anyId, anyText, (ticket_id, subject) => {
			fc.pre(ticket_id.trim() !== '' && !ticket_id.includes('\u0000'));
			expect(() => canonicalize(readCaseFields({ ...base, ticket_id, subject }))).not.toThrow();
		}),
	);
});

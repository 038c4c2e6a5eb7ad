import { describeSigningKey, makeKeyPair, openNote, signNote, splitNotes } from '../../../core';

const { skey, vkey } = makeKeyPair('triage.example', Buffer.alloc(32, 7));
const other = makeKeyPair('witness.example', Buffer.alloc(32, 8));
const one = signNote('triage.example\n1\nAAAA\n', [skey]);
const two = signNote('triage.example\n2\nBBBB\n', [skey, other.skey]);

test.each<[string, string, string[]]>([
	['nothing', ' \n'.trim(), []],
	['one note', one, [one]],
	['two notes without a gap', one + two, [one, two]],
	['two notes with gaps around them', `\n\n${one}\n\n${two}\n\n`, [one, two]],
	['notes from a mail', (one + '\n' + two).replaceAll('\n', '\r\n'), [one, two]],
	['a note without its last line feed', one.trimEnd(), [one]],
	['text that is no note', 'hello', ['hello\n']],
])('finds the notes in %s', (_, text, notes) => {
	expect(splitNotes(text)).toEqual(notes);
});

test('gives notes that open', () => {
	for (const note of splitNotes(two + one)) expect(openNote(Buffer.from(note), [vkey]).verified).toHaveLength(1);
});

test('tells of a signing key what may be shown', () => {
	expect(describeSigningKey(skey)).toEqual({ name: 'triage.example', id: vkey.split('+')[1], vkey });
	expect(() => describeSigningKey(vkey)).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
});

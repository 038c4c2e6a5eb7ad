import { createHash } from 'node:crypto';

import { commitPart, entryId, writeEntry, type EntryContent, type Sequencing } from '../../../core';

const content: EntryContent = {
	v: 1,
	id: entryId('command-1', 0),
	case: 'C-0001',
	type: 'state.changed',
	occurred_at: '2026-01-05T09:00:00.000Z',
	actor: { kind: 'workflow', id: 'wf1' },
	data: { to: 'in-progress', from: 'queued' },
};
const sequencing: Sequencing = { at: '2026-01-05T09:00:00.000Z', case_prev: '', case_seq: 0, idx: 1, log: 'log' };

test('an entry is one line of canonical JSON, content before place', () => {
	expect(writeEntry(content, sequencing)).toBe(
		`{"c":{"actor":{"id":"wf1","kind":"workflow"},"case":"C-0001","data":{"from":"queued","to":"in-progress"},"id":"${content.id}",` +
			'"occurred_at":"2026-01-05T09:00:00.000Z","type":"state.changed","v":1},' +
			'"s":{"at":"2026-01-05T09:00:00.000Z","case_prev":"","case_seq":0,"idx":1,"log":"log"}}',
	);
});

test('an entry above 16 KiB is refused', () => {
	const long = { ...content, data: { ...content.data, systems: ['x'.repeat(16 * 1024)] } };
	expect(() => writeEntry(long, sequencing)).toThrow(/An entry of type state.changed is \d+ bytes long; at most 16384/);
});

test('a part is committed to with tag, salt and bytes', () => {
	const salt = Buffer.alloc(32, 7);
	const bytes = Buffer.from('{"a":1}');
	const expected = createHash('sha256').update('support-triage-part-v1\0').update(salt).update(bytes).digest('hex');
	expect(commitPart(salt, bytes)).toBe(expected);
	expect(commitPart(Buffer.alloc(32, 8), bytes)).not.toBe(expected);
	expect(() => commitPart(Buffer.alloc(31), bytes)).toThrow('A salt is 32 bytes long, not 31');
});

test('each entry of a command has an id of its own, the same every time', () => {
	expect(entryId('a', 0)).toBe(entryId('a', 0));
	expect(new Set([entryId('a', 0), entryId('a', 1), entryId('a,0', 0), entryId('b', 0)]).size).toBe(4);
	expect(entryId('a', 0)).toMatch(/^[0-9a-f]{32}$/);
});

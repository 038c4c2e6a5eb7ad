import { makeKeyPair, signNote } from '../../core';
import { openStore } from '../../scripts/store';
import type { TriageStore } from '../../storage';

/** The key that signs the logs of these tests. */
const key = makeKeyPair('auditor.example', Buffer.alloc(32, 11));
const context = { command_id: 'checkpoint of a test', actor: { kind: 'system', id: 'test' } } as const;

/** Signs the log as it is, as Audit Evidence: Checkpoint does; the note is nothing where it has not grown since. */
export async function signLog(store: TriageStore) {
	const signed = await store.checkpoint((text) => signNote(text, [key.skey]), context);
	return { note: 'note' in signed ? signed.note : '', vkey: key.vkey };
}

/**
 * Signs the log of a user folder, and verifies it with the note held outside: it has to be intact, and complete.
 */
export async function expectWholeLog(userFolder: string): Promise<void> {
	const store = await openStore(userFolder);
	try {
		const { note, vkey } = await signLog(store);
		const anchors = note === '' ? [] : [note];
		const { verdict, completeness, findings, notices } = await store.verify({ anchors, vkeys: [vkey] });
		expect({ verdict, completeness: completeness.verdict, incomplete: completeness.incomplete, findings }).toEqual({
			verdict: 'intact',
			completeness: 'complete',
			incomplete: [],
			findings: [],
		});
		expect(notices).toEqual([]);
	} finally {
		await store.close();
	}
}

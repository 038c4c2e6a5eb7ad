import { makeKeyPair, signNote } from '../../core';
import { openStore } from '../../scripts/store';

const key = makeKeyPair('auditor.example', Buffer.alloc(32, 11));
const context = { command_id: 'checkpoint of a test', actor: { kind: 'system', id: 'test' } } as const;

/**
 * Signs the log of a user folder, as Audit Evidence: Checkpoint does, and verifies it with the note held outside: it has to be
 * intact, and complete.
 */
export async function expectWholeLog(userFolder: string): Promise<void> {
	const store = await openStore(userFolder);
	try {
		const signed = await store.checkpoint((text) => signNote(text, [key.skey]), context);
		const anchors = 'note' in signed ? [signed.note] : [];
		const { verdict, completeness, findings, notices } = await store.verify({ anchors, vkeys: [key.vkey] });
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

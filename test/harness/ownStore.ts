import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TriageStore } from '../../storage';
import { storeOfNodes } from './stores';

/**
 * Gives nodes a user folder, and so a store, of their own in each test of a block. After it the clock is real again, and
 * the log has to be intact.
 */
export function useOwnStore(take: (store: TriageStore, folder: string) => void): void {
	const started = process.env.N8N_USER_FOLDER;
	let folder: string;
	let store: TriageStore;
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'own-store-'));
		process.env.N8N_USER_FOLDER = folder;
		store = await storeOfNodes();
		take(store, folder);
	});
	afterEach(async () => {
		jest.useRealTimers();
		expect((await store.verify()).findings).toEqual([]);
		rmSync(folder, { recursive: true, force: true });
		process.env.N8N_USER_FOLDER = started;
	});
}

import { homedir } from 'node:os';
import { join } from 'node:path';

import { TriageError } from '../../core';
import { openSqliteStore, type TriageStore } from '../../storage';

export type { CaseQuery, CommandResult, TriageStore } from '../../storage';

/** One open store a file, for the life of the process: SQLite wants one writer a process. */
const stores = new Map<string, Promise<TriageStore>>();

/** Where the embedded store lies: beside n8n's own data, so that one volume or backup holds both. */
function storePath(): string {
	return join(process.env.N8N_USER_FOLDER ?? homedir(), '.n8n', 'support-triage', 'store.sqlite');
}

/** The store of this n8n; the only way from a node to it. */
export async function openStore(): Promise<TriageStore> {
	if (process.env.EXECUTIONS_MODE === 'queue') {
		throw new TriageError(
			'STORE_UNSHARED',
			'Triage data cannot be shared between workers',
			'n8n runs in queue mode, so each worker would keep its own cases. Run n8n in regular mode: the embedded store serves one n8n process',
		);
	}
	const path = storePath();
	const open = stores.get(path) ?? openSqliteStore(path);
	stores.set(path, open);
	// A store that could not be opened is tried again by the next node.
	open.catch(() => stores.delete(path));
	return await open;
}

import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, ILoadOptionsFunctions } from 'n8n-workflow';

import { TriageError } from '../../core';
import {
	inspectPostgres,
	openPostgresStore,
	openSqliteStore,
	readPostgresUrl,
	sslModes,
	type PostgresConnection,
	type TriageStore,
} from '../../storage';
import { readOption } from './readOption';

export { writeArchive } from '../../storage';
export type {
	CaseEvent,
	CaseFilter,
	CaseQuery,
	CommandResult,
	EntryQuery,
	EventQuery,
	EvidenceDraft,
	ExceptionItem,
	ExceptionQuery,
	ExceptionResult,
	ExportRequest,
	ExportSelection,
	ExportSummary,
	FoundDefinition,
	IncompleteTrail,
	LogCompleteness,
	OwnerAuditPlace,
	ProofResult,
	RepairedTimer,
	RepairRequest,
	RedactTarget,
	RedriveEvent,
	RetryEvent,
	RetryEventKind,
	RetryEventQuery,
	TaskQuery,
	FoundStep,
	TimerEvent,
	TimerEventQuery,
	TimerResult,
	TriageStore,
	TriggerResult,
	Verification,
} from '../../storage';

const storeCredential = 'triageStoreApi';

/** What of n8n's contexts says which store a node uses. */
export type StoreContext = Pick<ILoadOptionsFunctions, 'getNode' | 'getCredentials'>;

type Target = { path: string } | { connection: PostgresConnection };

/** One open store a target, for the life of the process: SQLite wants one writer a process, PostgreSQL few connections. */
const stores = new Map<string, Promise<TriageStore>>();

/** Where the embedded store lies: beside n8n's own data, so that one volume or backup holds both. */
function embedded(): Target {
	if (process.env.EXECUTIONS_MODE === 'queue') {
		throw new TriageError(
			'STORE_UNSHARED',
			'Triage data cannot be shared between workers',
			'n8n runs in queue mode, so each worker would keep its own cases. Create a Triage Store API credential with PostgreSQL and select it in this node, or set TRIAGE_STORE_URL for n8n and all its workers',
		);
	}
	return { path: join(process.env.N8N_USER_FOLDER ?? homedir(), '.n8n', 'support-triage', 'store.sqlite') };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The store that a credential names. Throws `FIELD_INVALID`, and `STORE_UNSHARED` for a file in queue mode. */
function targetOf(data: ICredentialDataDecryptedObject): Target {
	if (readOption('Storage', data.storage, ['file', 'postgres']) === 'file') return embedded();
	return {
		connection: {
			host: textOf(data.host),
			port: Number(data.port),
			database: textOf(data.database),
			user: textOf(data.user),
			password: textOf(data.password),
			schema: textOf(data.schema),
			ssl: readOption('SSL', data.ssl, sslModes),
			caCertificate: textOf(data.caCertificate),
		},
	};
}

/** The node's credential decides, else the environment, else it is the file. */
async function findTarget(context: StoreContext): Promise<Target> {
	if (context.getNode().credentials?.[storeCredential] !== undefined) {
		return targetOf(await context.getCredentials(storeCredential));
	}
	const url = process.env.TRIAGE_STORE_URL ?? '';
	return url === '' ? embedded() : { connection: readPostgresUrl(url) };
}

/** The store of this node; the only way from a node to it. */
export async function openStore(context: StoreContext): Promise<TriageStore> {
	const target = await findTarget(context);
	const key = createHash('sha256').update(JSON.stringify(target)).digest('hex');
	const known = stores.get(key);
	if (known !== undefined) return await known;
	const opened = 'path' in target ? openSqliteStore(target.path) : openPostgresStore(target.connection);
	stores.set(key, opened);
	// A store that could not be opened is tried again by the next node.
	opened.catch(() => stores.delete(key));
	return await opened;
}

/** What a look at the store of a credential finds, in words. Makes nothing on a server. Throws `TriageError`. */
export async function describeStore(data: ICredentialDataDecryptedObject): Promise<string> {
	const target = targetOf(data);
	if ('path' in target) return `Cases are kept in the file ${target.path}`;
	const { server_version, case_count, can_open } = await inspectPostgres(target.connection);
	const { schema, user } = target.connection;
	if (!can_open) {
		throw new TriageError(
			'STORE_UNAVAILABLE',
			`PostgreSQL ${server_version} answers, but user '${user}' may neither use nor create schema '${schema}'`,
			'Grant CREATE on the database to the user, or USAGE on the schema that is there',
		);
	}
	const cases = case_count === 1 ? '1 case' : `${case_count} cases`;
	return case_count === null
		? `PostgreSQL ${server_version} answers. The store is made in schema '${schema}' at the first run`
		: `PostgreSQL ${server_version} answers. The store in schema '${schema}' holds ${cases}`;
}

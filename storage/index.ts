export { inspectPostgres, openPostgresStore, type PostgresState } from './postgres';
export { readPostgresUrl, sslModes, type PostgresConnection, type SslMode } from './postgres/connection';
export { openSqliteStore } from './sqlite';
export type {
	CaseQuery,
	CommandContext,
	CommandResult,
	CommandTarget,
	TimelineEntry,
	TriageStore,
	Verification,
	VerifyCode,
	VerifyFinding,
} from './store';

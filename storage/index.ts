export { exportBundle, type ExportRequest, type ExportSummary } from './export/exportBundle';
export { KyselySource } from './export/kyselySource';
export { writeFolder, type BundleSink } from './export/sink';
export type { ExportPart, ExportRange, ExportSource } from './export/source';
export { readSqliteStore } from './export/sqliteExport';
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

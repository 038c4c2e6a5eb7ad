export { inspectPostgres, openPostgresStore, type PostgresState } from './postgres';
export { readPostgresUrl, sslModes, type PostgresConnection, type SslMode } from './postgres/connection';
export { openSqliteStore } from './sqlite';
export type { PartDraft } from './log/unit';
export type {
	CaseQuery,
	CommandContext,
	CommandResult,
	CommandTarget,
	DanglingIntent,
	DanglingQuery,
	EvidenceDraft,
	EvidenceResult,
	RedactReason,
	RedactResult,
	RedactTarget,
	HighWater,
	TimelineEntry,
	TriageStore,
	Verification,
	VerifyCode,
	VerifyFinding,
	VerifyOptions,
} from './store';

export type {
	DefinitionFilter,
	DefinitionResult,
	DefinitionSelection,
	FoundDefinition,
	ListedVersion,
} from './definitions';
export { exportBundle, type ExportRequest, type ExportSummary } from './export/exportBundle';
export { KyselySource } from './export/kyselySource';
export { readPostgresStore } from './export/postgresExport';
export type { ProofResult } from './export/proveEntry';
export type { ExportSelection } from './export/selection';
export { writeFolder, type BundleSink } from './export/sink';
export type { ExportPart, ExportRange, ExportSource } from './export/source';
export { readSqliteStore } from './export/sqliteExport';
export { writeArchive } from './export/writeArchive';
export { inspectPostgres, openPostgresStore, type PostgresState } from './postgres';
export { readPostgresUrl, sslModes, type PostgresConnection, type SslMode } from './postgres/connection';
export { openSqliteStore } from './sqlite';
export type {
	ExceptionItem,
	ExceptionPage,
	ExceptionQuery,
	ExceptionResult,
	RedriveEvent,
	RedriveEventQuery,
	RedriveEvents,
	RedriveSweepResult,
} from './exceptions';
export type { PartDraft } from './log/place';
export type { Difference } from './projections/compare';
export type { EntryQuery, FoundEntry } from './queries/findEntries';
export type { CheckpointOptions, CheckpointResult, CheckpointStatus, Signer } from './checkpoints';
export type {
	CaseEvent,
	CaseEvents,
	CaseFilter,
	CasePage,
	CaseQuery,
	CaseSampling,
	EventQuery,
	FoundTask,
	SampledCases,
	TaskQuery,
	TimelineEntry,
} from './cases';
export type {
	CommandContext,
	CommandResult,
	CommandTarget,
	DanglingIntent,
	DanglingQuery,
	UnansweredCalls,
	UnansweredQuery,
	EvidenceDraft,
	EvidenceResult,
	RebuildResult,
	RedactReason,
	RedactResult,
	RedactTarget,
	TriageStore,
} from './store';
export type {
	RetryEvent,
	RetryEventKind,
	RetryEventQuery,
	RetryEvents,
	RetryQuery,
	RetryResult,
	RetrySweepResult,
} from './retries';
export type {
	SweepRequest,
	SweepResult,
	FoundStep,
	TimerEvent,
	ToldBundle,
	TimerEventQuery,
	TimerEvents,
	TimerHealth,
	RepairedTimer,
	RepairPlace,
	RepairRequest,
	RepairResult,
	TimerQuery,
	TimerResult,
	ToldStep,
} from './timers';
export type {
	LedgerLine,
	OpenTriggerQuery,
	SettlementResult,
	TriggerCount,
	TriggerItem,
	TriggerPeriod,
	TriggerQuery,
	TriggerResult,
} from './triggers';
export type {
	HighWater,
	IncompleteTrail,
	LogCompleteness,
	Verification,
	VerifyCode,
	VerifyFinding,
	VerifyOptions,
} from './verification';
export type { OwnerAudit, OwnerAuditPlace, OwnerAuditRequest } from './ownerAudit';

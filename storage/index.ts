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

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
	TimelineEntry,
	TriageStore,
	Verification,
	VerifyCode,
	VerifyFinding,
} from './store';

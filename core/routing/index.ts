export { compileTable, decide, decideJudged } from './decide/decide';
export type { ParsedTable } from './forms/parsedTable';
export { parseTableCsv, type TableSettings } from './forms/parseTableCsv';
export { parseTableJson } from './forms/parseTableJson';
export { readPastedTable } from './forms/readPastedTable';
export { readRuleSet } from './forms/readRuleSet';
export { writeTableCsv } from './forms/writeTableCsv';
export { backtest, BacktestRun, type Backtest, type MovedCase, type PastCase } from './governance/backtest';
export { diffTables, type PartChange, type TableDiff } from './governance/diffTables';
export { judgePublish, movedRate, type PublishCheck, type PublishRefusal } from './governance/judgePublish';
export { PastCaseReader, type CaseFieldsOfColumns } from './governance/pastCases';
export { maxPastCases, readPastCases } from './governance/readPastCases';
export { reportBacktest, reportDiff, reportFindings, type Report } from './governance/reports';
export { checkExamples } from './lint/checkExamples';
export { lintTable, type LintOptions } from './lint/lintTable';
export {
	resolveOwner,
	type OwnerContext,
	type OwnerResolution,
	type RoleRecord,
	type SkippedRole,
} from './ownership/resolveOwner';
export { readRoleName } from './roleName';
export { answerReader, type AnswerFields, type AnswerReader } from './suggestion/readAnswer';
export type {
	Candidate,
	CompiledTable,
	DecideOptions,
	ConditionVerdict,
	RuleVerdict,
	NearMiss,
	RankedRule,
	RouteLabel,
	RoutingDecision,
	RankedRules,
	Suggestion,
	Truth,
	Undecidable,
} from './decisionTypes';
export { tableInvalid } from './table/findings';
export {
	columnTypes,
	hitPolicies,
	respondWithinUnits,
	tableFindingCodes,
	type ColumnType,
	type ColumnValue,
	type HitPolicy,
	type RespondWithin,
	type RoutingColumn,
	type RoutingRule,
	type RoutingTable,
	type RuleExample,
	type RuleOutcome,
	type TableFinding,
	type TableFindingCode,
} from './types';

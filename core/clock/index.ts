export { budgetSeconds, checkBudget } from './budget';
export { caseClocks, type CaseClocks, type ClockQuestions } from './caseClocks';
export { clockEntryTypes, clockEventsOf, type ClockEntry } from './caseEvents';
export { choosePolicy, lintPolicies } from './choosePolicy';
export { clockStatus } from './clockStatus';
export { defaultClockPolicy } from './defaultPolicy';
export { explainClock } from './explainClock';
export { repairedClocks, type ClockTerms, type RepairedClock } from './repaired';
export { forecastClocks, type ClockChange, type ClockFigures } from './forecast';
export { findPolicyFaults } from './policyFindings';
export {
	clockNames,
	policyFacts,
	type ClockCycle,
	type ClockEvent,
	type ClockName,
	type ClockPolicy,
	type ClockPolicyVersion,
	type ClockReport,
	type ClockRule,
	type ClocksReport,
	type ClockWarning,
	type PauseReason,
	type PolicyFact,
	type PolicyFinding,
	type PolicyOrVersions,
	type TimeBudget,
	type WarningReport,
} from './types';

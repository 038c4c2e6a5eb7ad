export { budgetSeconds, checkBudget } from './budget';
export { choosePolicy, lintPolicies } from './choosePolicy';
export { clockStatus } from './clockStatus';
export { explainClock } from './explainClock';
export { forecastClocks, previewRepair, type ClockChange, type ClockFigures } from './forecast';
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

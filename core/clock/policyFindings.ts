import type { TriageError } from '../errors';
import { callNamed, FindingList, refuseFor, type Finding } from '../findings';
import { caseStates, priorities } from '../vocabulary';
import { checkBudget } from './budget';
import { clockNames, policyFacts, type ClockPolicy, type ClockRule, type PauseReason } from './types';

const maxWarnings = 20;
const maxValues = 200;
const maxTextLength = 200;
const yearSeconds = 366 * 86_400;

/** States in which the customer waits for us, and the one in which we wait for the customer. */
export const pauseReasons: readonly PauseReason[] = [
	...caseStates.filter((state) => state !== 'resolved'),
	'waiting-on-customer',
];

function checkWarning(findings: FindingList, warning: unknown, pointer: string): void {
	if (!findings.record(warning, pointer, 'Write {"percent": 75} or {"offset_seconds": -1800}')) return;
	findings.known(warning, pointer, ['percent', 'offset_seconds']);
	const keys = Object.keys(warning);
	if (keys.length !== 1) {
		const message = `'${pointer}' has ${keys.length} marks; exactly one of percent and offset_seconds is expected`;
		findings.add(pointer, message, 'Write each mark as a warning of its own');
	}
	if (warning.percent !== undefined) findings.number(warning.percent, `${pointer}/percent`, { min: 1, max: 1000 });
	if (warning.offset_seconds === undefined) return;
	findings.number(warning.offset_seconds, `${pointer}/offset_seconds`, { min: -yearSeconds, max: yearSeconds });
}

function checkRule(findings: FindingList, rule: unknown, pointer: string): void {
	if (!findings.record(rule, pointer, 'Write {"clock": "resolution", "budgets": {…}}')) return;
	findings.known(rule, pointer, ['clock', 'budgets', 'pause_on', 'reopen', 'min_grace_seconds', 'warnings']);
	findings.oneOf(rule.clock, `${pointer}/clock`, clockNames);
	const { budgets, pause_on = [], warnings = [] } = rule;
	if (findings.record(budgets, `${pointer}/budgets`, 'Write {"normal": {"amount": 4, "unit": "business_hours"}}')) {
		findings.known(budgets, `${pointer}/budgets`, priorities);
		for (const priority of priorities) {
			if (budgets[priority] === undefined) continue;
			findings.within(`${pointer}/budgets/${priority}`, checkBudget(budgets[priority]));
		}
	}
	if (findings.list(pause_on, `${pointer}/pause_on`, pauseReasons.length, 'Write ["waiting-on-customer"]')) {
		pause_on.forEach((reason, index) => findings.oneOf(reason, `${pointer}/pause_on/${index}`, pauseReasons));
	}
	if (findings.list(warnings, `${pointer}/warnings`, maxWarnings, 'Write [{"percent": 75}]')) {
		warnings.forEach((warning, index) => checkWarning(findings, warning, `${pointer}/warnings/${index}`));
	}
	if (rule.reopen !== undefined) findings.oneOf(rule.reopen, `${pointer}/reopen`, ['resume', 'new_cycle', 'frozen']);
	if (rule.min_grace_seconds === undefined) return;
	findings.number(rule.min_grace_seconds, `${pointer}/min_grace_seconds`, { min: 0, max: yearSeconds });
}

function checkConditions(findings: FindingList, when: unknown): void {
	if (!findings.record(when, '/when', 'Write {"priority": ["urgent"]}')) return;
	findings.known(when, '/when', policyFacts);
	for (const fact of policyFacts) {
		const values = when[fact];
		if (values === undefined || !findings.list(values, `/when/${fact}`, maxValues, 'Write ["urgent"]')) continue;
		values.forEach((value, index) => findings.text(value, `/when/${fact}/${index}`, maxTextLength));
	}
}

/** What is wrong with the shape of a policy, whatever it is. */
export function findPolicyFaults(policy: unknown): Finding[] {
	const findings = new FindingList();
	if (!findings.record(policy, '', 'Write id, version and clocks')) return findings.found;
	findings.known(policy, '', ['id', 'version', 'is_default', 'when', 'clocks']);
	findings.text(policy.id, '/id', maxTextLength);
	findings.number(policy.version, '/version', { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true });
	if (policy.is_default !== undefined) findings.flag(policy.is_default, '/is_default');
	if (policy.when !== undefined) checkConditions(findings, policy.when);
	const { clocks } = policy;
	if (!findings.list(clocks, '/clocks', clockNames.length, 'Write at most one rule a clock')) return findings.found;
	clocks.forEach((rule, index) => checkRule(findings, rule, `/clocks/${index}`));
	const names = (clocks as Array<Partial<ClockRule> | null>).map((rule) => rule?.clock);
	const doubled = names.findIndex((name, index) => name !== undefined && names.indexOf(name) < index);
	if (doubled >= 0) {
		const message = `'/clocks/${doubled}' is a second rule for the clock ${names[doubled]}`;
		findings.add(`/clocks/${doubled}`, message, 'Write at most one rule a clock');
	}
	return findings.found;
}

export const policyInvalid = (policy: unknown, findings: readonly Finding[]): TriageError =>
	refuseFor('CLOCK_POLICY_INVALID', callNamed('clock policy', policy, 'id'), findings);

/** Policies that were found to be sound; a policy object is read once. */
const sound = new WeakSet<object>();

/** Throws `CLOCK_POLICY_INVALID` with all findings. */
export function assertPolicy(policy: ClockPolicy): void {
	if (typeof policy === 'object' && policy !== null && sound.has(policy)) return;
	const findings = findPolicyFaults(policy);
	if (findings.length > 0) throw policyInvalid(policy, findings);
	sound.add(policy);
}

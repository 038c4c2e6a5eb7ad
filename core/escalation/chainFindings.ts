import { checkBudget, clockNames } from '../clock';
import type { TriageError } from '../errors';
import { callNamed, FindingList, isRecord, refuseFor, type Finding } from '../findings';
import { checkCalendar } from '../time';
import type { EscalationChain } from './types';

export const maxSteps = 20;
export const maxRepeats = 5;
const maxTextLength = 200;

/** Ten years, as the longest time limit of a state. */
const maxSeconds = 10 * 365 * 86_400;
const anyWait = { min: 0, max: maxSeconds };

const stepKeys = [
	'target_role',
	'backup_role',
	'wait_seconds',
	'wait_basis',
	'percent',
	'after_deadline_seconds',
	'condition',
	'only_within',
	'action',
	'window',
];

function checkTiming(findings: FindingList, step: Record<string, unknown>, pointer: string): void {
	const ways = ['wait_seconds', 'percent', 'after_deadline_seconds'].filter((key) => step[key] !== undefined);
	if (ways.length !== 1) {
		const found = ways.length === 0 ? 'none' : ways.join(' and ');
		const message = `'${pointer}' has ${found}; exactly one of wait_seconds, percent and after_deadline_seconds is expected`;
		return void findings.add(pointer, message, 'Write "wait_seconds": 1800');
	}
	if (step.wait_seconds !== undefined) findings.number(step.wait_seconds, `${pointer}/wait_seconds`, anyWait);
	if (step.percent !== undefined) findings.number(step.percent, `${pointer}/percent`, { min: 0, max: 1000 });
	if (step.after_deadline_seconds === undefined) return;
	findings.number(step.after_deadline_seconds, `${pointer}/after_deadline_seconds`, anyWait);
}

function checkStep(findings: FindingList, step: unknown, pointer: string): void {
	if (!findings.record(step, pointer, 'Write {"target_role": "Billing", "wait_seconds": 1800}')) return;
	findings.known(step, pointer, stepKeys);
	findings.text(step.target_role, `${pointer}/target_role`, maxTextLength);
	const { backup_role, wait_basis, condition, only_within, action, window } = step;
	if (backup_role !== undefined && backup_role !== null) {
		findings.text(backup_role, `${pointer}/backup_role`, maxTextLength);
	}
	checkTiming(findings, step, pointer);
	if (wait_basis !== undefined) findings.oneOf(wait_basis, `${pointer}/wait_basis`, ['business', 'wall']);
	if (condition !== undefined) findings.oneOf(condition, `${pointer}/condition`, ['not_acked', 'not_resolved']);
	if (action !== undefined) findings.text(action, `${pointer}/action`, maxTextLength);
	if (window !== undefined) findings.within(`${pointer}/window`, checkBudget(window));
	if (only_within !== undefined) findings.within(`${pointer}/only_within`, checkCalendar(only_within));
}

function checkRepeat(findings: FindingList, repeat: unknown, steps: readonly unknown[]): void {
	if (!findings.record(repeat, '/repeat', 'Write {"from_step": 1, "times": 2}')) return;
	findings.known(repeat, '/repeat', ['from_step', 'times']);
	findings.number(repeat.times, '/repeat/times', { min: 0, max: maxRepeats, whole: true });
	const range = { min: 1, max: Math.max(1, steps.length), whole: true };
	if (!findings.number(repeat.from_step, '/repeat/from_step', range)) return;
	// A mark of a clock comes once: its step would fire again and again in one instant.
	const marked = steps
		.slice(repeat.from_step - 1)
		.findIndex((step) => isRecord(step) && step.wait_seconds === undefined);
	if (marked < 0 || repeat.times === 0) return;
	const message = `Step ${repeat.from_step + marked} is due at a mark of the clock, which comes only once`;
	findings.add('/repeat/from_step', message, 'Repeat from a step that has wait_seconds, as all steps after it');
}

function checkExhausted(findings: FindingList, exhausted: unknown): void {
	if (!findings.record(exhausted, '/on_exhausted', 'Write {"fallback_role": "Triage"}')) return;
	findings.known(exhausted, '/on_exhausted', ['fallback_role', 'wait_seconds']);
	findings.text(exhausted.fallback_role, '/on_exhausted/fallback_role', maxTextLength);
	if (exhausted.wait_seconds === undefined) return;
	findings.number(exhausted.wait_seconds, '/on_exhausted/wait_seconds', anyWait);
}

/** Everything that keeps a chain from being used, and an empty list when nothing does. Takes any value. */
export function checkChain(chain: unknown): Finding[] {
	const findings = new FindingList();
	if (!findings.record(chain, '', 'Write id, version, steps, on_exhausted and ack_ttl_seconds')) return findings.found;
	const keys = ['id', 'version', 'protects', 'steps', 'repeat', 'on_exhausted', 'ack_ttl_seconds', 'max_ack_renewals'];
	findings.known(chain, '', keys);
	findings.text(chain.id, '/id', maxTextLength);
	findings.number(chain.version, '/version', { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true });
	const { protects, steps, repeat, max_ack_renewals } = chain;
	if (protects !== undefined) findings.oneOf(protects, '/protects', clockNames);
	if (findings.list(steps, '/steps', maxSteps, 'Write at least one step')) {
		if (steps.length === 0) findings.add('/steps', "'/steps' is empty; at least one step is expected", 'Write a step');
		steps.forEach((step, index) => checkStep(findings, step, `/steps/${index}`));
		if (repeat !== undefined) checkRepeat(findings, repeat, steps);
	}
	checkExhausted(findings, chain.on_exhausted);
	findings.number(chain.ack_ttl_seconds, '/ack_ttl_seconds', { min: 1, max: maxSeconds });
	if (max_ack_renewals !== undefined) {
		findings.number(max_ack_renewals, '/max_ack_renewals', { min: 0, max: 1000, whole: true });
	}
	return findings.found;
}

export const chainInvalid = (chain: unknown, findings: readonly Finding[]): TriageError =>
	refuseFor('CHAIN_INVALID', callNamed('escalation chain', chain, 'id'), findings);

/** Chains that were found to be sound; a chain object is read once. */
const sound = new WeakSet<object>();

/** Throws `CHAIN_INVALID` with all findings. */
export function assertChain(chain: EscalationChain): void {
	if (typeof chain === 'object' && chain !== null && sound.has(chain)) return;
	const findings = checkChain(chain);
	if (findings.length > 0) throw chainInvalid(chain, findings);
	sound.add(chain);
}

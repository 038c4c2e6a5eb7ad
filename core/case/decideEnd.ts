import { findUnmet } from './closing';
import { refuse } from './refusals';
import type { AskedEntries } from './requiredEntries';
import { transitions } from './transitions';
import { maxCaseRedrives, type CaseDecision, type ReopenCase, type ResolveCase, type TriageCase } from './types';

/** The closing says what it was asked for, so that the case is judged by it whatever is asked of later ones. */
export function decideResolve(
	state: TriageCase,
	{ resolution }: ResolveCase,
	required: AskedEntries | null,
): CaseDecision {
	const from = state.state;
	if (!transitions[from].includes('resolved')) return refuse(state, { command: 'resolve', to: 'resolved' });
	const { missing, unmet } = findUnmet(state);
	if (unmet.length > 0) return refuse(state, { command: 'resolve', to: 'resolved', missing, unmet });
	const asked = required !== null && { required: [...required.entries], required_version: required.version };
	const data = { from, resolution, to: 'resolved', ...asked };
	return { outcome: 'accepted', entries: [{ type: 'case.closed', data }] };
}

/** Opens what was confirmed again, and so asks why. */
export function decideReopen(state: TriageCase, { reason }: ReopenCase): CaseDecision {
	if (state.state !== 'resolved') return refuse(state, { command: 'reopen', to: 'queued' });
	if (reason === '') return refuse(state, { command: 'reopen', to: 'queued', missing: 'a reason' });
	return { outcome: 'accepted', entries: [{ type: 'case.reopened', data: { from: 'resolved', to: 'queued' } }] };
}

/** Queues what failed again, until it has failed too often. */
export function decideRedrive(state: TriageCase): CaseDecision {
	const from = state.state;
	if (from !== 'failed') return refuse(state, { command: 'redrive', to: 'queued' });
	if (state.redrive_count >= maxCaseRedrives) {
		return refuse(state, { command: 'redrive', to: 'queued', missing: 'redrives' });
	}
	return { outcome: 'accepted', entries: [{ type: 'state.changed', data: { from, to: 'queued' } }] };
}

import { findUnmet } from './closing';
import { refuse } from './refusals';
import { transitions } from './transitions';
import { maxCaseRedrives, type CaseDecision, type ReopenCase, type ResolveCase, type TriageCase } from './types';

export function decideResolve(state: TriageCase, { resolution }: ResolveCase): CaseDecision {
	const from = state.state;
	if (!transitions[from].includes('resolved')) return refuse(state, { command: 'resolve', to: 'resolved' });
	const { missing, unmet } = findUnmet(state);
	if (unmet.length > 0) return refuse(state, { command: 'resolve', to: 'resolved', missing, unmet });
	return { outcome: 'accepted', entries: [{ type: 'case.closed', data: { from, resolution, to: 'resolved' } }] };
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

import { refuseField } from '../findings';
import { millisOf } from '../time';
import { assertChain } from './chainFindings';
import type { EscalationChain, EscalationRun } from './types';

/**
 * The first run of a case along a chain. The run keeps the chain's version: store the chain with it, since a later edit
 * does not reach it. Throws `CHAIN_INVALID` and `FIELD_INVALID`.
 */
export function startEscalation(
	chain: EscalationChain,
	start: Pick<EscalationRun, 'case_id' | 'started_at' | 'calendar' | 'clock'>,
): EscalationRun {
	assertChain(chain);
	millisOf(start.started_at, 'started_at');
	return { ...start, run: 1, chain_version: chain.version, events: [], recorded: [] };
}

/**
 * The next run of a case, from `at` on, along a chain that may be another version: re-arming is the only way in which an
 * edited chain reaches a case, and the only way to go on after a chain is exhausted.
 */
export function rearmEscalation(chain: EscalationChain, run: EscalationRun, at: string): EscalationRun {
	assertChain(chain);
	if (millisOf(at, 'at') < millisOf(run.started_at, 'started_at')) {
		throw refuseField('at', "'at' is before the run began", 'Re-arm from now on');
	}
	return { ...run, run: run.run + 1, chain_version: chain.version, started_at: at, events: [], recorded: [] };
}

import type { Activation, Definition } from './types';

/**
 * Number of the version in force at an instant; null when there is none. Of activations that begin together, the one that
 * was recorded last counts. `at` is an ISO 8601 instant in UTC with milliseconds.
 */
export function versionInForce({ activations }: Pick<Definition, 'activations'>, at: string): number | null {
	let found: Activation | null = null;
	for (const activation of activations) {
		if (activation.effective_from > at) continue;
		if (found === null || activation.effective_from >= found.effective_from) found = activation;
	}
	return found?.version ?? null;
}

/** Activations that are still to come, the next one first. */
export function activationsAfter({ activations }: Pick<Definition, 'activations'>, at: string): Activation[] {
	return activations
		.filter(({ effective_from }) => effective_from > at)
		.sort((one, other) => (one.effective_from < other.effective_from ? -1 : 1));
}

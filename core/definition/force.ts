import type { Activation, Definition, DefinitionVersion } from './types';

/** What counts at an instant. Of activations that begin together, the one that was recorded last. */
export function activationAt({ activations }: Pick<Definition, 'activations'>, at: string): Activation | null {
	let found: Activation | null = null;
	for (const activation of activations) {
		if (activation.effective_from > at) continue;
		if (found === null || activation.effective_from >= found.effective_from) found = activation;
	}
	return found;
}

/**
 * Number of the version in force at an instant; null when there is none. Of activations that begin together, the one that
 * was recorded last counts. `at` is an ISO 8601 instant in UTC with milliseconds.
 */
export function versionInForce(definition: Pick<Definition, 'activations'>, at: string): number | null {
	return activationAt(definition, at)?.version ?? null;
}

/** What came into force after one instant and up to another, in order: the last of those that begin together. */
export function activationsBetween(
	definition: Pick<Definition, 'activations'>,
	after: string,
	until: string,
): Activation[] {
	const begun = activationsAfter(definition, after).filter(({ effective_from }) => effective_from <= until);
	return begun.filter(({ effective_from }, index) => begun[index + 1]?.effective_from !== effective_from);
}

/** The definition as a whole is retired at an instant. */
export function isRetired(definition: Pick<Definition, 'activations'>, at: string): boolean {
	return activationAt(definition, at)?.version === null;
}

/** Activations that are still to come, the next one first. */
export function activationsAfter({ activations }: Pick<Definition, 'activations'>, at: string): Activation[] {
	return activations
		.filter(({ effective_from }) => effective_from > at)
		.sort((one, other) => (one.effective_from < other.effective_from ? -1 : 1));
}

/** The version was in force at some instant up to `now`. */
export const wasInForce = ({ activations }: Definition, number: number, now: string): boolean =>
	activations.some(({ version, effective_from }) => version === number && effective_from <= now);

/** Nobody has yet said that the version may count, where somebody has to; or somebody said that it may not. */
export function lacksReview(definition: Definition, { number, state }: DefinitionVersion, now: string): boolean {
	if (state === 'rejected') return true;
	return definition.governance.review_required && state !== 'reviewed' && !wasInForce(definition, number, now);
}

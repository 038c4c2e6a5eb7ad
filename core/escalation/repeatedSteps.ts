import type { EscalationStep } from './types';

/**
 * Numbers of steps, from 1, that can never be told: each tells whom the step before it told, under the same condition and
 * without another role that could stand in. Takes steps that `checkChain` found to be sound.
 */
export function findRepeatedSteps(steps: readonly EscalationStep[]): number[] {
	return steps.flatMap(({ target_role, backup_role = null, condition = 'not_acked' }, index) => {
		const before = steps[index - 1];
		const isRepeated =
			before !== undefined &&
			before.target_role === target_role &&
			(before.condition ?? 'not_acked') === condition &&
			(backup_role === null || backup_role === (before.backup_role ?? null));
		return isRepeated ? [index + 1] : [];
	});
}

/** Why a step that is repeated is never told. */
export const describeRepeated = (step: number, { target_role }: EscalationStep): string =>
	`Step ${step} is never told: it tells '${target_role}', as the step before it does, and nobody is told twice in a row`;

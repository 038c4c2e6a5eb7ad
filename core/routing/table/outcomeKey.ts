import { jcs } from '../../evidence';
import type { RuleOutcome } from '../types';

/** A text that two outcomes share exactly when they lead to the same; the order of consulted and informed does not count. */
export function outcomeKey(outcome: RuleOutcome): string {
	const { owner_role, accountable_role = owner_role, consulted = [], informed = [] } = outcome;
	const sorted = { consulted: [...consulted].sort(), informed: [...informed].sort() };
	return jcs({ ...outcome, accountable_role, ...sorted });
}

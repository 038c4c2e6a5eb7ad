import type { DecideOptions, RoutingDecision, Suggestion } from '../../../core';

/** Rules ready to decide the items of a run, wherever they come from. */
export interface Rules {
	/** Decides the item with this number. */
	decide(index: number, suggestion: Suggestion | null, options: DecideOptions): RoutingDecision;
	/** Roles that they name, as far as that does not depend on the item. */
	roles: readonly string[];
}

import { activationsAfter, versionInForce, type Definition } from '../../../core';

/** A rule set and one of its versions, as every operation puts them out. */
export function describeRuleSet(definition: Definition, number: number | null, now: string) {
	const { name, versions, governance } = definition;
	const version = versions.find((one) => one.number === number);
	// What was written a moment ago counts, also where the log's clock is ahead of this machine's.
	const at = now > definition.updated_at ? now : definition.updated_at;
	const in_force = versionInForce(definition, at);
	const [next] = activationsAfter(definition, at);
	return {
		name,
		version: version?.number ?? null,
		state: version?.state ?? null,
		is_in_force: version !== undefined && version.number === in_force,
		author: version?.author.id ?? null,
		saved_at: version?.saved_at ?? null,
		reviewer: version?.reviewer?.id ?? null,
		reviewed_at: version?.reviewed_at ?? null,
		digest: version?.digest ?? null,
		version_in_force: in_force,
		newest_version: versions.length,
		next_activation: next === undefined ? null : { version: next.version, effective_from: next.effective_from },
		governance: { ...governance },
	};
}

import type { ClockPolicy, DefinitionTarget } from '../../core';
import type { TriageStore } from './openStore';

/** A version of a definition, with its body and since when it is or was in force. */
interface InForce {
	version: number;
	effective_from: string;
	body: unknown;
}

/** Everything of a definition that came into force by now, in order. */
export async function readInForce(store: TriageStore, target: DefinitionTarget, now: string): Promise<InForce[]> {
	const versions = await store.listVersions(target);
	const begun = versions
		.flatMap(({ number, in_force }) => in_force.map(({ from }) => ({ version: number, effective_from: from })))
		.filter(({ effective_from }) => effective_from <= now)
		.sort((one, other) => (one.effective_from < other.effective_from ? -1 : 1));
	const found: InForce[] = [];
	for (const { version, effective_from } of begun) {
		const held = await store.getDefinition(target, { version });
		if (held !== null) found.push({ version, effective_from, body: held.body });
	}
	return found;
}

/** Clock policies in force now, by name; each with the number it is saved under. */
export async function readPolicies(store: TriageStore, now: string): Promise<ClockPolicy[]> {
	const policies: ClockPolicy[] = [];
	for (const { name } of await store.listDefinitions('clock_policy', { in_force_at: now })) {
		const held = await store.getDefinition({ kind: 'clock_policy', name });
		if (held !== null) policies.push({ ...(held.body as ClockPolicy), version: held.version.number });
	}
	return policies;
}

import { isRetired, lacksReview, versionInForce } from './force';
import { describeDefinitionRefusal } from './refusal';
import type { Definition, DefinitionRefusal, DefinitionRefusalCode } from './types';

/**
 * Why a definition cannot be used now; null when it can. `wanted`: number of the version, null for the one in force. A
 * version that was replaced may still be used by its number; one that was retired, alone or with
 * the whole definition, or that nobody reviewed where somebody has to, may not.
 */
export function refuseUse(definition: Definition, wanted: number | null, now: string): DefinitionRefusal | null {
	const refuse = (code: DefinitionRefusalCode, version: number, detail = '') =>
		describeDefinitionRefusal(definition, { code, version, detail });
	if (wanted === null ? versionInForce(definition, now) === null : isRetired(definition, now)) {
		return refuse('DEFINITION_NONE_IN_FORCE', 0);
	}
	if (wanted === null) return null;
	const found = definition.versions.find(({ number }) => number === wanted);
	if (found === undefined) return refuse('DEFINITION_VERSION_UNKNOWN', wanted, String(definition.versions.length));
	if (found.state === 'retired') return refuse('DEFINITION_VERSION_RETIRED', wanted);
	return lacksReview(definition, found, now) ? refuse('DEFINITION_NOT_REVIEWED', wanted, found.state) : null;
}

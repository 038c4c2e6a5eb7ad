import { checkPinnedVersion, type Definition, type DefinitionVersion, type VersionState } from '../../../core';

const ada = { kind: 'human', id: 'ada' } as const;
const at = '2026-01-05T09:00:00.000Z';
const version = (number: number, state: VersionState): DefinitionVersion => ({
	number,
	digest: 'sha256:0',
	author: ada,
	saved_at: at,
	state,
	reviewer: null,
	reviewed_at: null,
	seq: number,
});
const definition = (states: VersionState[], review_required: boolean, inForce: number[] = []): Definition => ({
	kind: 'rule_set',
	name: 'support',
	governance: { review_required, author_may_review: false },
	versions: states.map((state, index) => version(index + 1, state)),
	activations: inForce.map((number) => ({ version: number, effective_from: at, is_rollback: false })),
	created_at: at,
	updated_at: at,
});

test.each<[string, Definition]>([
	['reviewed', definition(['reviewed'], true)],
	['a draft where no review is asked for', definition(['draft'], false)],
	['a draft that was in force before reviews were asked for', definition(['draft'], true, [1])],
])('a version that is %s may be worked with', (_, given) => {
	expect(() => checkPinnedVersion(given, 1)).not.toThrow();
});

test.each<[string, Definition, number, string, string]>([
	['a draft', definition(['draft'], true), 1, 'FIELD_INVALID', "Version 1 of rule set 'support' was not reviewed yet"],
	['rejected', definition(['rejected'], false), 1, 'FIELD_INVALID', "Version 1 of rule set 'support' was rejected"],
	['retired', definition(['retired'], false, [1]), 1, 'FIELD_INVALID', "Version 1 of rule set 'support' was retired"],
	[
		'not there',
		definition(['reviewed'], true),
		2,
		'DEFINITION_NOT_FOUND',
		"There is no version 2 of rule set 'support'",
	],
])('a version that is %s may not', (_, given, number, code, message) => {
	expect(() => checkPinnedVersion(given, number)).toThrow(expect.objectContaining({ code, message }) as Error);
});

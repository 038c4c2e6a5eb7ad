import { maxNameLength, storableText } from '../case';
import { TriageError } from '../errors';
import { definitionKinds, type DefinitionKind } from '../vocabulary';
import { definitionKindNames, type DefinitionTarget } from './types';

/** Id of a definition's trail, as `_role/Billing`. */
export const definitionTrail = ({ kind, name }: DefinitionTarget): string => `_${kind}/${name}`;

/** Kind and name of a definition's trail. Throws `RangeError` for the id of another trail. */
export function readDefinitionTrail(trailId: string): DefinitionTarget {
	const end = trailId.indexOf('/');
	const kind = definitionKinds.find((known) => trailId.slice(0, end) === `_${known}`);
	if (kind === undefined) throw new RangeError(`'${trailId}' is not the trail of a definition`);
	return { kind, name: trailId.slice(end + 1) };
}

/**
 * Name of a definition as it is kept: without white space around it. Throws `FIELD_INVALID` for what is empty, longer
 * than 100 characters or no text. It is not mended as other text is: two definitions would become one.
 */
export function readDefinitionName(kind: DefinitionKind, value: unknown): string {
	const called = `${definitionKindNames[kind]} name`;
	const refuse = (found: string, fix: string) =>
		new TriageError('FIELD_INVALID', `'${called}' is ${found}`, fix, { details: { field: 'name' } });
	if (typeof value !== 'string') throw refuse(`of type ${typeof value}; a text is expected`, 'Type a name');
	if (!value.isWellFormed() || value.includes('\u0000')) {
		throw refuse('text with characters that cannot be kept', 'Write the name with whole characters');
	}
	const name = storableText(called, value, maxNameLength);
	if (name === '') throw refuse('empty', 'Give it a name by which it can be found again');
	return name;
}

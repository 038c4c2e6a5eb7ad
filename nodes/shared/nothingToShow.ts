import { TriageError } from '../../core';

/** Says why a test of a trigger in the editor shows nothing: n8n's own words for that help nobody on. */
export function nothingToShow(message: string, fix: string): never {
	throw new TriageError('NOTHING_TO_SHOW', message, fix);
}

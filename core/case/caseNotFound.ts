import { TriageError } from '../errors';

/** That there is no case of this ID. */
export function caseNotFound(caseId: string): TriageError {
	return new TriageError(
		'CASE_NOT_FOUND',
		`There is no case '${caseId.slice(0, 40)}'`,
		'Check the case id; Triage Case: Get Many lists the cases there are',
	);
}

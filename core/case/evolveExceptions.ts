import { text, type CaseRecord } from './record';
import type { TriageCase } from './types';

/** The case with one exception more. */
export function linkException(state: TriageCase, entry: CaseRecord): TriageCase {
	if (entry.data.holds_back === false) return state;
	return { ...state, open_exceptions: [...state.open_exceptions, text(entry, 'exception_id')] };
}

/** The case without an exception that is over, or that another case answers for. */
export function settleException(state: TriageCase, entry: CaseRecord): TriageCase {
	const settled = text(entry, 'exception_id');
	return {
		...state,
		open_exceptions: state.open_exceptions.filter((id) => id !== settled),
		lapses: state.lapses.filter(({ exception_id }) => exception_id !== settled),
	};
}

/** The case after an exception came to it from another one, or went from it to another one. */
export const carryException = (state: TriageCase, entry: CaseRecord): TriageCase =>
	text(entry, 'to_case') === state.case_id ? linkException(state, entry) : settleException(state, entry);

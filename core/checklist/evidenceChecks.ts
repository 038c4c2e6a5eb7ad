import { parseStatuses } from './statuses';
import type { Check, ChecklistFacts, EvidenceFact } from './types';
import { aged, type Judged } from './judged';

type Of<Type extends Check['type']> = Extract<Check, { type: Type }>;

/** Entries that are evidence of work. All others tell what became of the case. */
const evidenceOfWork = new Set([
	'approval.decided',
	'approval.requested',
	'connector.intent',
	'connector.outcome',
	'note.added',
	'notification.sent',
	'record.snapshot',
]);

/** Steps are written by people in several places; capitals and white space around them do not tell two apart. */
const keyOf = (step: string): string => step.trim().toLowerCase();

/** A notification names no step, so it stands for the one of that name. */
function stepOf({ type, data }: EvidenceFact): string {
	const step = data.step ?? (type === 'notification.sent' ? 'notification' : '');
	return typeof step === 'string' ? keyOf(step) : '';
}

/** The newest entry of a step. `evidence` is in the order of the log. */
function newestOf(
	evidence: readonly EvidenceFact[],
	step: string,
	types: ReadonlySet<string>,
): EvidenceFact | undefined {
	const key = keyOf(step);
	return evidence.findLast((entry) => types.has(entry.type) && stepOf(entry) === key);
}

const from = ({ entry_id, at }: EvidenceFact) => ({ evidence_id: entry_id, at });

/** What an entry says about how it went. */
function outcomeOf({ type, data }: EvidenceFact): 'ok' | 'failed' | 'unknown' {
	if (type === 'connector.intent' || type === 'approval.requested') return 'unknown';
	if (type === 'approval.decided') return data.decision === 'approved' ? 'ok' : 'failed';
	return data.outcome === 'failed' || data.outcome === 'unknown' ? data.outcome : 'ok';
}

const describeOutcome = ({ type, data }: EvidenceFact): string =>
	[type, data.decision, data.outcome, data.status]
		.filter((part) => typeof part === 'string' || typeof part === 'number')
		.join(' ');

const callTypes = new Set(['connector.intent', 'connector.outcome']);

/** The newest call of the step was answered, with one of the status codes. */
export function judgeApiCall(
	{ step, statuses, max_age_seconds }: Of<'api_call_succeeded'>,
	evidence: readonly EvidenceFact[],
	now: string,
): Judged {
	const call = newestOf(evidence, step, callTypes);
	if (call === undefined) return { status: 'fail', detail: `No call is recorded for the step '${step}'` };
	const found = { ...from(call), value: describeOutcome(call) };
	if (outcomeOf(call) === 'unknown') {
		return { status: 'unknown', detail: `What became of the call of the step '${step}' is not recorded`, ...found };
	}
	const { status } = call.data;
	if (typeof status !== 'number') {
		if (outcomeOf(call) === 'failed') return { status: 'fail', detail: `The call did not succeed`, ...found };
		return aged(
			{ status: 'pass', detail: 'The call succeeded; no status code is recorded', ...found },
			max_age_seconds,
			now,
		);
	}
	const isAllowed = parseStatuses(statuses)?.some(([least, most]) => status >= least && status <= most) ?? false;
	if (!isAllowed) return { status: 'fail', detail: `The status code is ${status}; ${statuses} is needed`, ...found };
	return aged({ status: 'pass', detail: `The status code is ${status}`, ...found }, max_age_seconds, now);
}

/** Something is recorded for the step, and it did not end badly. */
export function judgeEvidence(
	{ step, max_age_seconds }: Of<'evidence_recorded'>,
	evidence: readonly EvidenceFact[],
	now: string,
): Judged {
	const entry = newestOf(evidence, step, evidenceOfWork);
	if (entry === undefined) return { status: 'fail', detail: `No evidence is recorded for the step '${step}'` };
	const found = { ...from(entry), value: describeOutcome(entry) };
	switch (outcomeOf(entry)) {
		case 'unknown':
			return { status: 'unknown', detail: `What became of the step '${step}' is not recorded`, ...found };
		case 'failed':
			return {
				status: 'fail',
				detail: `The newest evidence of the step '${step}' says that it did not work`,
				...found,
			};
		case 'ok':
			return aged({ status: 'pass', detail: `Recorded as ${entry.type}`, ...found }, max_age_seconds, now);
	}
}

/** The case has the step as completed. */
export function judgeAction(
	{ step, max_age_seconds }: Of<'action_confirmed'>,
	{ steps }: ChecklistFacts,
	now: string,
): Judged {
	const found = steps.findLast(({ name }) => keyOf(name) === keyOf(step));
	if (found === undefined) return { status: 'fail', detail: `The case has no step '${step}'` };
	const facts = { value: found.status, at: found.at };
	if (found.status !== 'completed')
		return { status: 'fail', detail: `The step '${step}' is ${found.status}`, ...facts };
	return aged({ status: 'pass', detail: `The step '${step}' is completed`, ...facts }, max_age_seconds, now);
}

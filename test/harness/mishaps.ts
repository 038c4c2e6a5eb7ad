/**
 * A node of a template, parameters with which it cannot do its work, and words of what is said then. Each is tried in n8n's engine
 * and in a real n8n.
 */
export type Mishap = readonly [node: string, parameters: object, message: string];

/** In the workflow that closes cases. */
export const closingMishaps = {
	/** By the branches of the request: the case stays open. */
	notDone: [
		['Check the request', { contractSource: 'none' }, "'Define Contract Using' is"],
		['Get the case', { caseId: '={{ [] }}' }, "'Case ID' is"],
		['Make the checks', { stage: 'never' }, "'Run At' is"],
		['Close the case', { resolution: 'none' }, "'Resolution' is"],
	],
	/** The case is closed, and its evidence is not there. */
	noEvidence: [
		['Export its evidence', { caseId: 'C-0404' }, "There is no case 'C-0404'"],
		['Export its evidence', { withhold: 'some' }, '\'Withhold\' is "some"'],
		['Verify the log', { maxAgeAmount: -1 }, "'Maximum Checkpoint Age' is -1"],
	],
	/** In a spot check. */
	notChecked: [
		['Read the whole trail', { caseId: 'C-0404' }, "There is no case 'C-0404'"],
		['Check it again', { caseId: 'C-0404' }, "There is no case 'C-0404'"],
		['Ask why it was closed', { caseId: 'C-0404' }, "There is no case 'C-0404'"],
		['Ask why it was closed', { taskType: 'reconcile' }, 'cannot be given a task'],
		['Ask why it was closed', { taskType: 'unknown' }, '\'Task Type\' is "unknown"'],
	],
	/** Of the samples, none of which begins. */
	notBegun: [
		['Begin the work', { newState: 'waiting-for-systems' }, 'cannot go from Queued to Waiting for Systems'],
		['Begin the work', { operation: 'setStep', step: 'Complete contact', status: 'skipped' }, 'Complete contact'],
	],
} satisfies Record<string, Mishap[]>;

/** In the workflow that triages tickets. */
export const ticketMishaps: Mishap[] = [
	['Check ticket', { contractSource: 'none' }, 'The ticket was not kept.'],
	['Check GitHub issue', { contractSource: 'none' }, 'The ticket was not kept.'],
	['Open case', { onExisting: 'never' }, 'The ticket was not kept.'],
	['Assign owner role', { hitPolicy: 'none' }, 'The ticket was not kept.'],
];

/** In the workflow that routes paid leads. */
export const leadMishaps: Mishap[] = [
	['Check lead', { contractSource: 'none' }, 'The lead was not kept.'],
	['Open case', { onExisting: 'never' }, 'The lead was not kept.'],
	['Assign project manager', { hitPolicy: 'none' }, 'The lead was not kept.'],
];

/** In the workflow that triages campaign errors. */
export const campaignMishaps = {
	/** The report is to be sent again. */
	notKept: [
		['Check the report', { contractSource: 'none' }, "'Define Contract Using' is"],
		['Open a case', { onExisting: 'never' }, "'If the Ticket Has a Case' is"],
		['Give it an owner', { hitPolicy: 'none' }, "'If Several Rules Match' is"],
		['Start the clock', { caseId: 'C-0404' }, "There is no case 'C-0404'"],
		['Start the clock', { operation: 'stop', reason: 'None' }, "There is no timer 'Resolution'"],
		['Begin the work', { newState: 'waiting-for-systems' }, 'cannot go from Queued to Waiting for Systems'],
		['Begin the work', { newState: 'none' }, "'New State' is"],
	],
	/** A step is done or not, and the case does not say so. */
	notRecorded: [
		['Mark the step as done', { status: 'none' }, "'Status' is"],
		['Mark the step as failed', { status: 'none' }, "'Status' is"],
		['Schedule the retry', { retryWhen: 'never' }, "'"],
		['Make the checks', { stage: 'never' }, "'Run At' is"],
		['Close the case', { resolution: 'none' }, "'Resolution' is"],
	],
} satisfies Record<string, Mishap[]>;

const named = (value: string) => ({ __rl: true, mode: 'name', value });

/** In the workflow that has routing rules reviewed, each of a proposal. */
export const proposalMishaps: Mishap[] = [
	['Lint the draft', { which: 'some' }, '\'Version\' is "some"; allowed are'],
	['Show what changes', { whichBefore: 'some' }, 'is "some"'],
	['Show what changes', { ruleSet: named('nobody') }, "There is no rule set 'nobody'"],
	['Replay past cases', { which: 'some' }, 'is "some"'],
];

/** In the workflow that turns failed executions into exceptions. */
export const failureMishaps: Mishap[] = [
	['Know it again', { contractSource: 'none' }, 'none'],
	['Open exception', { caseId: 'C-0404' }, "There is no case 'C-0404'"],
	['Open exception', { backupRole: named('Triage') }, 'is the owner role itself'],
];

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

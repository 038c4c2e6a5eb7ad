import type { IDataObject } from 'n8n-workflow';

export const byName = (value: string) => ({ __rl: true, mode: 'name', value });

/** A node with an operation, and items on which it does well and on which it throws. */
export interface Subject {
	node: string;
	operation?: string;
	parameters: object;
	/** Key of the result object that every judged item has. */
	result: string;
	/** An item that the node can judge, and one on which it throws. */
	good: IDataObject;
	bad: IDataObject;
	/** An item, and parameters, after which the node says something; `good` by default. */
	hinting?: { item: IDataObject; more?: object };
	usesStore: boolean;
	/** Outputs of the node itself, and the one for what was not judged; 2 and 1 without them. */
	outputCount?: number;
	badOutput?: number;
}

export const caseOperation = (
	operation: string,
	parameters: object,
	good: IDataObject,
	bad: IDataObject,
	hinting?: Subject['hinting'],
): Subject => ({
	node: 'triageCase',
	operation,
	parameters: { resource: 'case', operation, ...parameters },
	result: 'case',
	good,
	bad,
	hinting,
	usesStore: true,
});

export const taskOperation = (...subject: Parameters<typeof caseOperation>): Subject => {
	const of = caseOperation(...subject);
	return {
		...of,
		operation: `${of.operation} task`,
		parameters: { ...of.parameters, resource: 'task' },
		result: 'task',
	};
};

export const exceptionOperation = (
	operation: string,
	parameters: object,
	...[good, bad, hinting]: Parameters<typeof caseOperation> extends [string, object, ...infer Rest] ? Rest : never
): Subject => ({
	...caseOperation(operation, { resource: 'exception', ...parameters }, good, bad, hinting),
	result: 'exception',
});

/** An operation on an exception that is there. */
export const onException = (operation: string, parameters: object): Subject =>
	exceptionOperation(
		operation,
		{ exceptionId: '={{ $json.ex }}', ...parameters },
		{ ex: 'EX-0001' },
		{ ex: 'EX-0404' },
		{ item: { ex: 'EX-0001' }, more: { options: { expectedVersion: 999 } } },
	);

export const evidenceOperation = (
	operation: string,
	result: string,
	parameters: object,
	good: IDataObject,
	bad: IDataObject,
	more: Partial<Subject> = {},
): Subject => ({
	node: 'auditEvidence',
	operation,
	parameters: { operation, ...parameters },
	result,
	good,
	bad,
	usesStore: true,
	...more,
});

export const timerOperation = (
	operation: string,
	parameters: object = {},
	bad: IDataObject = { id: 'C-0404', name: 'A' },
): Subject => ({
	node: 'ttlEscalation',
	operation,
	parameters: { operation, caseId: '={{ $json.id }}', timerName: '={{ $json.name }}', reason: 'Asked', ...parameters },
	result: 'timer',
	good: { id: 'C-0001', name: 'First response' },
	bad,
	hinting: { item: { id: 'C-0001', name: 'Never started' } },
	usesStore: true,
});
export const setupOperation = (operation: string, result: string, more: Partial<Subject> = {}): Subject => ({
	node: 'triageSetup',
	operation,
	result,
	good: { from: 'me' },
	bad: { triage: 'mine' },
	usesStore: false,
	...more,
	parameters: { operation, ...more.parameters },
});
export const calendarOperation = (
	operation: string,
	result: string,
	parameters: object,
	items: Pick<Subject, 'good' | 'bad' | 'hinting'>,
): Subject => ({
	node: 'businessCalendar',
	operation,
	parameters: { operation, calendar: byName('={{ $json.name }}'), ...parameters },
	result,
	usesStore: true,
	...items,
});
export const rulesOperation = (
	operation: string,
	result: string,
	parameters: object,
	more: Partial<Subject> & Pick<Subject, 'bad'>,
): Subject => ({
	node: 'routingRules',
	operation,
	parameters: { operation, ruleSet: byName('={{ $json.set }}'), ...parameters },
	result,
	good: { set: 'desk' },
	usesStore: true,
	...more,
});

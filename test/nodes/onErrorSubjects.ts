import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeParameters,
	INodeType,
} from 'n8n-workflow';

import { makeKeyPair } from '../../core';
import { N8nApiServer } from '../harness/n8nApi';
import type { NodeClass } from '../harness/nodeTypes';
import { flow, runWorkflow } from '../harness/runWorkflow';

export type OnError = NonNullable<INode['onError']>;

/** The n8n that Triage Setup talks to; a test starts and stops it. */
export const n8nApi = new N8nApiServer();

const byName = (value: string) => ({ __rl: true, mode: 'name', value });

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

const caseOperation = (
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

const taskOperation = (...subject: Parameters<typeof caseOperation>): Subject => {
	const of = caseOperation(...subject);
	return {
		...of,
		operation: `${of.operation} task`,
		parameters: { ...of.parameters, resource: 'task' },
		result: 'task',
	};
};

const exceptionOperation = (
	operation: string,
	parameters: object,
	...[good, bad, hinting]: Parameters<typeof caseOperation> extends [string, object, ...infer Rest] ? Rest : never
): Subject => ({
	...caseOperation(operation, { resource: 'exception', ...parameters }, good, bad, hinting),
	result: 'exception',
});

/** An operation on an exception that is there. */
const onException = (operation: string, parameters: object): Subject =>
	exceptionOperation(
		operation,
		{ exceptionId: '={{ $json.ex }}', ...parameters },
		{ ex: 'EX-0001' },
		{ ex: 'EX-0404' },
		{ item: { ex: 'EX-0001' }, more: { options: { expectedVersion: 999 } } },
	);

const evidenceOperation = (
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

const timerOperation = (
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
const setupOperation = (operation: string, result: string): Subject => ({
	node: 'triageSetup',
	operation,
	parameters: { operation },
	result,
	good: { from: 'me' },
	bad: { triage: 'mine' },
	usesStore: false,
});
const office = { timezone: 'UTC', hours: { mon: [['09:00', '17:00']] } };
const calendarOperation = (
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
const unnamed = { id: 'C-0001', name: '' };
const rulesOperation = (
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
const rules = {
	tableFrom: 'csv',
	hitPolicy: 'unique',
	csv: 'rule.id,type,then.owner_role\nbugs,bug,Product\nrest,not(bug),Product',
};
const version = { mode: 'number', value: '1', __rl: true };
const by = { person: '={{ $json.by }}', reason: '' };

const { skey } = makeKeyPair('triage.example', Buffer.alloc(32, 7));

// The first run of Open makes case C-0001, which the other operations work on.
const known = { source: 'desk', ticket_id: 'T-1', id: 'C-0001' };
/** Every operation of every node. */
export const subjects: Subject[] = [
	caseOperation(
		'open',
		{ caseFields: { mappingMode: 'autoMapInputData', value: null } },
		known,
		{ source: 'desk' },
		{ item: known, more: { onExisting: 'conflict' } },
	),
	caseOperation('get', { caseId: '={{ $json.id }}' }, known, {}, { item: { id: 'C-9999' } }),
	caseOperation(
		'getMany',
		{ returnAll: false, limit: '={{ $json.limit }}', filters: {}, sort: 'newest' },
		{ limit: 1 },
		{ limit: 'all' },
		{ item: { limit: 1 }, more: { filters: { type: 'nothing' } } },
	),
	caseOperation(
		'changeState',
		{ caseId: '={{ $json.id }}', newState: '={{ $json.to }}', reason: '' },
		{ ...known, to: 'queued' },
		{ ...known, to: 'lost' },
	),
	{
		node: 'triageCase',
		operation: 'scheduleRetry',
		parameters: {
			operation: 'scheduleRetry',
			resource: 'case',
			caseId: '={{ $json.id }}',
			step: '={{ $json.step }}',
			only: '={{ $json.only }}',
			onExhausted: 'pause',
		},
		result: 'retry',
		good: { id: 'C-0001', step: 'Enrich', only: '', error: 'Request failed with status code 503' },
		bad: { id: 'C-0404', step: 'Enrich', only: '', error: 'Request failed with status code 503' },
		hinting: { item: { id: 'C-0001', step: 'Suppress', only: '', error: 'Request failed with status code 400' } },
		usesStore: true,
	},
	calendarOperation(
		'save',
		'calendar',
		{ hoursFrom: 'json', json: '={{ $json.hours }}' },
		{
			good: { name: 'Desk', hours: office },
			bad: { name: 'Desk', hours: {} },
		},
	),
	calendarOperation(
		'addHolidays',
		'calendar',
		{ dates: '={{ $json.dates }}' },
		{
			good: { name: 'Desk', dates: ['2030-12-25'] },
			bad: { name: 'Nowhere', dates: ['2030-12-25'] },
		},
	),
	calendarOperation(
		'get',
		'calendar',
		{},
		{
			good: { name: 'Desk' },
			bad: { name: '' },
			hinting: { item: { name: 'Nowhere' } },
		},
	),
	calendarOperation(
		'getMany',
		'calendar',
		{ returnAll: false, limit: '={{ $json.limit }}', filters: {} },
		{
			good: { limit: 1 },
			bad: { limit: 'all' },
			hinting: { item: { limit: 1 }, more: { filters: { search: 'nothing like it' } } },
		},
	),
	calendarOperation(
		'readHolidays',
		'holidays',
		{ source: 'text', text: '={{ $json.text }}' },
		{
			good: { text: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' },
			bad: { text: 'nothing' },
		},
	),
	// The case has no owner yet, whom the steps name: a timer is refused, with a hint.
	timerOperation('start', {
		amount: 4,
		unit: 'hours',
		countTime: 'aroundTheClock',
		stepsFrom: 'here',
		steps: { values: [{ when: 'wait', stepAmount: 1, do: 'notify', target: 'owner' }] },
		fallbackRole: byName('Triage'),
		onExisting: 'keep',
	}),
	caseOperation(
		'transfer',
		{ caseId: '={{ $json.id }}', newOwnerRole: byName('Billing'), reason: 'Asked for', backupRole: byName('') },
		known,
		{ id: 'C-0404' },
		{ item: known, more: { reason: '={{ $json.none }}' } },
	),
	caseOperation(
		'setStep',
		{ caseId: '={{ $json.id }}', step: 'Tell billing', status: '={{ $json.status }}', detail: '' },
		{ ...known, status: 'completed' },
		{ ...known, status: 'done' },
		{ item: { ...known, status: 'failed' }, more: { step: '={{ $json.none }}' } },
	),
	caseOperation(
		'update',
		{ caseId: '={{ $json.id }}', changes: { priority: '={{ $json.priority }}' }, reason: '' },
		{ ...known, priority: 'high' },
		{ ...known, priority: 'now' },
		{ item: { ...known, priority: 'high' }, more: { options: { expectedVersion: 999 } } },
	),
	taskOperation(
		'create',
		{ caseId: '={{ $json.id }}', taskType: '={{ $json.type }}', title: 'Why', taskOwnerRole: byName('Ops'), dueAt: '' },
		{ ...known, type: 'post_mortem' },
		{ ...known, type: 'chat' },
		{ item: { ...known, type: 'post_mortem' }, more: { title: '={{ $json.none }}' } },
	),
	taskOperation(
		'getMany',
		{ openOnly: true, returnAll: false, limit: '={{ $json.limit }}', filters: {} },
		{ limit: 1 },
		{ limit: 'all' },
		{ item: { limit: 1 }, more: { filters: { types: ['data_fix'] } } },
	),
	taskOperation(
		'complete',
		{ caseId: '={{ $json.id }}', taskId: 'C-0001-T1', note: 'Found' },
		known,
		{ id: 'C-0404' },
		{ item: known, more: { taskId: 'C-0001-T9' } },
	),
	{
		node: 'qaChecklist',
		parameters: {
			caseId: '={{ $json.id }}',
			stage: 'before_closing',
			checklistFrom: 'here',
			checks: { values: [{ checkName: 'Has source', type: 'field_has_value', field: 'source', severity: 'blocker' }] },
		},
		result: 'qa',
		good: known,
		bad: { id: 'C-0404' },
		hinting: { item: { id: 'C-0001' } },
		usesStore: true,
	},
	caseOperation(
		'merge',
		{ caseId: '={{ $json.id }}', survivingCaseId: '={{ $json.into }}', reason: 'The same' },
		{ ...known, into: 'C-0001' },
		{ id: 'C-0404', into: 'C-0001' },
		{ item: { ...known, into: 'C-0001' } },
	),
	caseOperation(
		'reopen',
		{ caseId: '={{ $json.id }}', reason: '={{ $json.why }}' },
		{ ...known, why: 'Asked' },
		{ id: 'C-0404' },
		{ item: known },
	),
	caseOperation('redrive', { caseId: '={{ $json.id }}', reason: '' }, known, { id: 'C-0404' }, { item: known }),
	caseOperation('resolve', { caseId: '={{ $json.id }}', resolution: 'fixed', note: '' }, known, { id: 'C-0404' }),
	exceptionOperation(
		'open',
		{
			caseId: '={{ $json.id }}',
			triggerId: '',
			failure: 'No answer',
			rootCause: 'sys.timeout',
			remediation: 'Try by hand',
			ownerRole: byName('Triage'),
			backupRole: byName('Support-Lead'),
			limitAmount: 4,
			limitUnit: 'hours',
		},
		known,
		{ id: 'C-0404' },
	),
	exceptionOperation(
		'getMany',
		{ returnAll: false, limit: '={{ $json.limit }}', filters: {}, sort: 'due' },
		{ limit: 1 },
		{ limit: 'all' },
		{ item: { limit: 1 }, more: { filters: { caseId: 'nothing' } } },
	),
	onException('acknowledge', { byRole: byName('') }),
	onException('assign', { newOwnerRole: byName('Billing'), reason: 'Asked', backupRole: byName('') }),
	onException('tickRemediation', { lines: '1', done: true }),
	onException('setRootCause', { rootCause: 'sys.5xx' }),
	onException('redrive', {}),
	onException('resolve', { resolution: 'fixed', note: '' }),
	timerOperation('acknowledge', { byRole: byName('Billing') }),
	timerOperation('pause'),
	timerOperation('resume'),
	timerOperation('force'),
	timerOperation('stop'),
	timerOperation('get', {}, unnamed),
	{
		node: 'schemaGate',
		parameters: { contractSource: 'fields', fields: { values: [{ path: 'a', type: 'any', required: true }] } },
		result: 'gate',
		good: { a: 1 },
		bad: { a: 1, triage: 'taken' },
		hinting: { item: {} },
		usesStore: false,
	},
	{
		node: 'schemaGate',
		operation: 'saving its contract',
		parameters: {
			contractSource: 'fields',
			fields: { values: [{ path: 'a', type: 'any', required: true }] },
			options: { saveAs: 'contract of all', resultField: 'triage' },
		},
		result: 'gate',
		good: { a: 1 },
		bad: { a: 1, triage: 'taken' },
		hinting: { item: {} },
		usesStore: true,
	},
	{
		node: 'roleOwner',
		parameters: { rules: {}, hitPolicy: 'unique', fallbackRole: byName('Triage'), caseId: '={{ $json.id }}' },
		result: 'owner',
		good: known,
		bad: { id: 'C-0404' },
		hinting: { item: { source: 'desk' } },
		usesStore: true,
	},
	evidenceOperation(
		'capture',
		'evidence',
		{ caseId: '={{ $json.id }}', step: 'Step', capture: 'wholeItem', hideFields: 'token' },
		known,
		{ id: 'C-0404' },
		{ hinting: { item: { ...known, token: 'hidden from all' } } },
	),
	evidenceOperation(
		'checkpoint',
		'checkpoint',
		{ sign: '={{ $json.sign }}', earlierKeys: '' },
		{ sign: 'always' },
		{ sign: 'never' },
		{ hinting: { item: { sign: 'due' } }, outputCount: 3 },
	),
	evidenceOperation(
		'verify',
		'verification',
		{ verifierKeys: '', anchors: '', maxAgeAmount: '={{ $json.age }}', maxAgeUnit: 'hours' },
		{ age: 0 },
		{ age: 'young' },
		{ outputCount: 3, badOutput: 2 },
	),
	evidenceOperation(
		'redact',
		'redaction',
		{ erase: 'subject', subject: '={{ $json.person }}', reason: 'Asked', basis: 'GDPR 17', ticket: 'P-1' },
		{ person: 'nobody' },
		{ person: '' },
	),
	evidenceOperation(
		'export',
		'export',
		{
			export: '={{ $json.kind }}',
			caseId: '={{ $json.id }}',
			from: '2026-01-05',
			withhold: 'pii',
			binaryPropertyName: 'data',
		},
		{ ...known, kind: 'case' },
		{ ...known, kind: 'everything' },
		{ hinting: { item: { id: 'C-9999', kind: 'case' } } },
	),
	evidenceOperation(
		'prove',
		'proof',
		{ entryId: '={{ $json.entry }}', verifierKeys: '', proofFile: false },
		{ entry: 'nothing' },
		{ entry: '' },
		{ outputCount: 3 },
	),
	evidenceOperation(
		'getMany',
		'entry',
		{ returnAll: false, limit: '={{ $json.limit }}', filters: {}, sort: 'newest' },
		{ limit: 1 },
		{ limit: 'all' },
		{ hinting: { item: { limit: 1 }, more: { filters: { caseId: 'C-9999' } } } },
	),
	// The first run of Propose makes version 1 of rule set 'desk', which the other operations work on.
	rulesOperation(
		'propose',
		'rule_set',
		{ ...rules, ...by },
		{
			bad: { set: '' },
			hinting: { item: { set: 'desk' }, more: { csv: 'nothing' } },
		},
	),
	rulesOperation('lint', 'lint', rules, { bad: { set: 'desk', triage: 'taken' } }),
	rulesOperation(
		'backtest',
		'backtest',
		{ ...rules, casesFrom: 'store', compareWith: 'inForce', caseLimit: '={{ $json.most }}', mostMoved: 20 },
		{
			good: { set: 'desk', most: 10 },
			bad: { set: 'desk', most: 0 },
			outputCount: 3,
			badOutput: 2,
		},
	),
	rulesOperation(
		'diff',
		'diff',
		{ ...rules, whichBefore: 'inForce' },
		{ bad: { set: 'nowhere' }, outputCount: 3, badOutput: 2 },
	),
	rulesOperation(
		'review',
		'rule_set',
		{ version, decision: 'approved', ...by },
		{
			good: { set: 'desk', by: 'ada' },
			bad: { set: 'desk', by: 'ada@example.com' },
			outputCount: 3,
			badOutput: 2,
		},
	),
	rulesOperation(
		'activate',
		'rule_set',
		{ version, effectiveFrom: '', caseLimit: 10, mostMoved: 20, ...by },
		{ bad: { set: 'nowhere' } },
	),
	rulesOperation('rollBack', 'rule_set', { version, ...by }, { bad: { set: 'nowhere' } }),
	rulesOperation(
		'govern',
		'rule_set',
		{ authorMayReview: '={{ $json.may }}', ...by },
		{
			good: { set: 'desk', may: true },
			bad: { set: 'desk', may: 'perhaps' },
		},
	),
	rulesOperation(
		'get',
		'rule_set',
		{ which: 'newest', format: '={{ $json.as }}' },
		{
			good: { set: 'desk', as: 'json' },
			bad: { set: 'desk', as: 'xml' },
			hinting: { item: { set: 'nowhere', as: 'json' } },
		},
	),
	rulesOperation(
		'getMany',
		'rule_set',
		{ returnAll: false, limit: '={{ $json.limit }}', filters: {} },
		{
			good: { limit: 1 },
			bad: { limit: 'all' },
			hinting: { item: { limit: 1 }, more: { filters: { search: 'nothing like it' } } },
		},
	),
	setupOperation('checkInstallation', 'installation'),
	setupOperation('installTemplates', 'setup'),
	setupOperation('loadDemoData', 'setup'),
];

/** How the node is run, where it is not as it stands. */
export interface Setting {
	parameters?: object;
	/** Data of the store's credential, null where n8n does not hand it out; without it the node has none. */
	credential?: ICredentialDataDecryptedObject | null;
	nodes?: NodeClass[];
}

export async function run(subject: Subject, onError: OnError, input: IDataObject[], setting: Setting = {}) {
	const parameters = { options: {}, ...subject.parameters, ...setting.parameters } as INodeParameters;
	const { credential, nodes } = setting;
	const credentials = {
		triageSetupApi: { id: '3', name: 'setup' },
		triageSigningKeyApi: { id: '2', name: 'key' },
		...(credential !== undefined && { triageStoreApi: { id: '1', name: 'store' } }),
	};
	const json = flow(
		{
			Start: { type: 'n8n-nodes-base.manualTrigger' },
			Node: { type: subject.node, parameters, onError, credentials },
		},
		['Start -> Node'],
	);
	const setupApi = { baseUrl: n8nApi.url, apiKey: 'key-1' };
	const chosen = {
		triageSetupApi: setupApi,
		triageSigningKeyApi: { privateKey: skey },
		...(credential && { triageStoreApi: credential }),
	};
	const { nodes: runs, status, error } = await runWorkflow(json, { input, nodes, credentials: chosen });
	return { status, error, outputs: runs.Node?.[0]?.outputs ?? [] };
}

/** The item has the result of the node and not what was thrown. */
export const isJudged = (subject: Subject) => (item: { json: IDataObject }) => {
	const result = item.json.triage as IDataObject | string | undefined;
	return typeof result === 'object' && subject.result in result && !('error' in result);
};

/** How a subject is called in the names of tests. */
export const name = ({ node, operation }: Subject) => (operation === undefined ? node : `${node} ${operation}`);

/** The node in an n8n some of whose functions are others. */
export function withContext(Node: NodeClass, replace: (key: string | symbol, member: unknown) => unknown): NodeClass {
	return class extends (Node as new () => INodeType) {
		override execute = async function (this: IExecuteFunctions) {
			const context = new Proxy(this, {
				get: (target, key) => {
					const member = Reflect.get(target, key) as unknown;
					const bound = typeof member === 'function' ? (member.bind(target) as unknown) : member;
					return replace(key, bound);
				},
			});
			return await new (Node as new () => INodeType)().execute!.call(context);
		};
	};
}

import { calendarOperation, evidenceOperation, rulesOperation, setupOperation, type Subject } from './subject';
import { known } from './caseSubjects';

const office = { timezone: 'UTC', hours: { mon: [['09:00', '17:00']] } };
const rules = {
	tableFrom: 'csv',
	hitPolicy: 'unique',
	csv: 'rule.id,type,then.owner_role\nbugs,bug,Product\nrest,not(bug),Product',
};
const by = { person: '={{ $json.by }}', reason: '' };
const version = { mode: 'number', value: '1', __rl: true };

/** Every operation of the nodes that need no case but C-0001. */
export const otherSubjects: Subject[] = [
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
	calendarOperation(
		'repairTimers',
		'repair',
		{ dryRun: '={{ $json.dry }}' },
		{
			good: { name: 'Desk', dry: true },
			bad: { name: 'Nowhere', dry: true },
		},
	),
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
	setupOperation('saveClockPolicy', 'policy', {
		parameters: { policyName: 'Gold', policy: '={{ $json.policy }}' },
		good: { policy: { when: { segment: ['gold'] }, clocks: [] } },
		bad: { policy: 'nothing' },
		usesStore: true,
	}),
	setupOperation('saveRequiredEntries', 'required_entries', {
		parameters: { requiredSource: 'desk', requiredEntries: '={{ $json.entries }}' },
		good: { entries: ['note.added'] },
		bad: { entries: ['mail.sent'] },
		usesStore: true,
	}),
];

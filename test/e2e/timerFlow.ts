import { respond, webhook, workflowOf } from './evidenceFlow';

const ours = 'n8n-nodes-support-triage.';
const byName = (value: string) => ({ __rl: true, mode: 'name', value });
/** TTL Escalation, for the case that the item is about. */
export const timer = (parameters: object) => ({
	type: `${ours}ttlEscalation`,
	parameters: { caseId: '={{ $json.triage.case_id }}', timerName: 'First response', ...parameters },
});
const fields = { source: 'help-desk', ticket_id: '={{ $json.body.ticket_id }}', subject: 'Billing data is missing' };

/** Opens a case with an owner and a timer of seconds when asked to over HTTP, and shows one. */
export const timerFlow = workflowOf(
	'Timers of seconds',
	{
		'Asked to start': webhook('start-timer'),
		'Open case': {
			type: `${ours}triageCase`,
			parameters: {
				resource: 'case',
				operation: 'open',
				caseFields: { mappingMode: 'defineBelow', value: fields },
				onExisting: 'continue',
				options: {},
			},
		},
		'Assign owner': {
			type: `${ours}roleOwner`,
			parameters: {
				rules: {
					values: [
						{
							ruleName: 'All',
							when: {
								options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
								combinator: 'and',
								conditions: [
									{
										id: 'all',
										leftValue: '={{ $json.body.ticket_id }}',
										rightValue: '',
										operator: { type: 'string', operation: 'exists', singleValue: true },
									},
								],
							},
							ownerRole: byName('Billing'),
							backupRole: byName('Finance-Lead'),
						},
					],
				},
				hitPolicy: 'unique',
				fallbackRole: byName('Triage'),
				caseId: '={{ $json.triage.case_id }}',
				options: {},
			},
		},
		'Start timer': timer({
			operation: 'start',
			amount: 0,
			unit: 'minutes',
			countTime: 'aroundTheClock',
			stepsFrom: 'here',
			steps: {
				values: [
					{
						when: 'wait',
						stepAmount: '={{ $json.body.wait }}',
						stepUnit: 'minutes',
						do: '={{ $json.body.do }}',
						target: '={{ $json.body.target }}',
					},
				],
			},
			fallbackRole: byName('Triage'),
			onExisting: 'keep',
			options: { ackMinutes: 0.05 },
		}),
		'Taken on?': {
			type: 'n8n-nodes-base.if',
			typeVersion: 2.2,
			parameters: {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
					combinator: 'and',
					conditions: [
						{
							id: 'taken',
							leftValue: '={{ $json.body.acknowledge === true }}',
							rightValue: '',
							operator: { type: 'boolean', operation: 'true', singleValue: true },
						},
					],
				},
				options: {},
			},
		},
		Acknowledge: timer({ operation: 'acknowledge', byRole: byName(''), reason: '', options: {} }),
		Answer: respond({ respondWith: 'firstIncomingItem' }),
		'Asked to show': webhook('show-case'),
		'Get case': {
			type: `${ours}triageCase`,
			parameters: {
				resource: 'case',
				operation: 'get',
				caseId: '={{ $json.body.case_id }}',
				includeTrail: true,
				options: {},
			},
		},
		'Show it': respond({ respondWith: 'firstIncomingItem' }),
	},
	[
		'Asked to start -> Open case',
		'Open case -> Assign owner',
		'Assign owner -> Start timer',
		'Start timer -> Taken on?',
		'Taken on? -> Acknowledge',
		'Taken on?:1 -> Answer',
		'Acknowledge -> Answer',
		'Asked to show -> Get case',
		'Get case -> Show it',
	],
);

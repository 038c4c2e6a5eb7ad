const { join } = require('node:path');

const { workflows } = require('../paths');

/**
 * @typedef {object} Operation
 * @property {string[]} needs fields of `data`; `a|b` is one of both
 * @property {string} [change] expression of `key` and `data`: what it writes. Without it the operation reads
 *
 * @typedef {object} VendorNode
 * @property {string} name
 * @property {string[]} operations
 * @property {string} type
 * @property {number} typeVersion
 * @property {Record<string, unknown>} parameters
 *
 * @typedef {object} Vendor
 * @property {string} name value of `vendor`
 * @property {string} title
 * @property {VendorNode[]} nodes
 *
 * @typedef {object} Connector
 * @property {string} name
 * @property {string} id
 * @property {string} title
 * @property {string} file
 * @property {string} promise one line for the overview
 * @property {string} record what a row is
 * @property {string} table
 * @property {string} idColumn
 * @property {Array<{ name: string, type: string }>} columns
 * @property {Array<[column: string, expression: string]>} lookup
 * @property {{ sealedBy: string }} [makesRecords] its operations make rows; `sealedBy` is filled once a row is whole
 * @property {Record<string, Operation>} operations
 * @property {Record<string, string>} settings of vendors
 * @property {string[]} [unique] operations for which two hits are a conflict
 * @property {Vendor[]} vendors
 * @property {{ operation: string, key: string, data: Record<string, unknown> }} sample
 */

/** @typedef {{ name: string, key: string[], columns: Array<{ name: string, type: string }>, rows: Array<Record<string, unknown>> }} DemoTable */

/** @type {DemoTable[]} */
const demoTables = require(join(workflows, 'demo', 'tables.json'));

/** @param {string} name */
function columnsOf(name) {
	const table = demoTables.find((one) => one.name === name);
	if (!table) throw new Error(`There is no demo table ${name}`);
	return table.columns;
}

const call = "$('Check the call').item.json";
/** @param {string} field */
const data = (field) => `={{ $json.data.${field} }}`;
/** @param {string} operation @param {string} field */
const dataFor = (operation, field) => `={{ $json.operation === '${operation}' ? $json.data.${field} : '' }}`;
/** @param {string} value */
const byId = (value) => ({ __rl: true, mode: 'id', value });

/** @type {Connector} */
const ticketing = {
	name: 'ticketing',
	id: 'TriageTicketing1',
	title: 'Connect triage to the ticketing system',
	file: 'connect-ticketing.json',
	promise: 'Reads tickets of the help desk, comments on them, and changes status and assignee.',
	record: 'ticket',
	table: 'triage_demo_tickets',
	idColumn: 'ticket_id',
	columns: columnsOf('triage_demo_tickets'),
	lookup: [['ticket_id', `${call}.data.ticket_id`]],
	operations: {
		get: { needs: ['ticket_id'] },
		comment: { needs: ['ticket_id', 'comment'], change: '{ comment: data.comment, comment_key: key }' },
		set_status: { needs: ['ticket_id', 'status'], change: '{ status: data.status }' },
		assign: { needs: ['ticket_id', 'assignee'], change: '{ assignee: data.assignee }' },
	},
	settings: {},
	vendors: [
		{
			name: 'zendesk',
			title: 'Zendesk',
			nodes: [
				{
					name: 'Get the Zendesk ticket',
					operations: ['get'],
					type: 'n8n-nodes-base.zendesk',
					typeVersion: 1,
					parameters: { resource: 'ticket', operation: 'get', ticketType: 'regular', id: data('ticket_id') },
				},
				{
					name: 'Change the Zendesk ticket',
					operations: ['comment', 'set_status', 'assign'],
					type: 'n8n-nodes-base.zendesk',
					typeVersion: 1,
					parameters: {
						resource: 'ticket',
						operation: 'update',
						id: data('ticket_id'),
						updateFields: {
							assigneeEmail: dataFor('assign', 'assignee'),
							internalNote: dataFor('comment', 'comment'),
							status: dataFor('set_status', 'status'),
						},
					},
				},
			],
		},
		{
			name: 'hubspot',
			title: 'HubSpot',
			nodes: [
				{
					name: 'Get the HubSpot ticket',
					operations: ['get'],
					type: 'n8n-nodes-base.hubspot',
					typeVersion: 2.2,
					parameters: {
						authentication: 'appToken',
						resource: 'ticket',
						operation: 'get',
						ticketId: byId(data('ticket_id')),
						additionalFields: {},
					},
				},
				{
					name: 'Change the HubSpot ticket',
					operations: ['set_status', 'assign'],
					type: 'n8n-nodes-base.hubspot',
					typeVersion: 2.2,
					parameters: {
						authentication: 'appToken',
						resource: 'ticket',
						operation: 'update',
						ticketId: byId(data('ticket_id')),
						updateFields: {
							stageId: dataFor('set_status', 'status'),
							ticketOwnerId: dataFor('assign', 'assignee'),
						},
					},
				},
			],
		},
	],
	sample: { operation: 'set_status', key: 'T-1001/set_status', data: { ticket_id: 'T-1001', status: 'open' } },
};

const contactFields = ['email', 'name', 'company', 'segment', 'billing_id'];

/** @type {Connector} */
const crm = {
	name: 'crm',
	id: 'TriageCrm0000001',
	title: 'Connect triage to the CRM',
	file: 'connect-crm.json',
	promise: 'Finds contacts by ID or e-mail address, and completes what is missing in them.',
	record: 'contact',
	table: 'triage_demo_contacts',
	idColumn: 'contact_id',
	columns: columnsOf('triage_demo_contacts'),
	lookup: [
		['contact_id', `${call}.data.contact_id || '(none)'`],
		['email', `(${call}.operation === 'find_contact' && ${call}.data.email) || '(none)'`],
	],
	operations: {
		find_contact: { needs: ['contact_id|email'] },
		update_contact: {
			needs: ['contact_id', contactFields.join('|')],
			change: `Object.fromEntries(['${contactFields.join("', '")}'].filter((name) => (data[name] ?? '') !== '').map((name) => [name, data[name]]))`,
		},
	},
	settings: {},
	unique: ['find_contact'],
	vendors: [
		{
			name: 'hubspot',
			title: 'HubSpot',
			nodes: [
				{
					name: 'Find the HubSpot contact',
					operations: ['find_contact'],
					type: 'n8n-nodes-base.hubspot',
					typeVersion: 2.2,
					parameters: {
						authentication: 'appToken',
						resource: 'contact',
						operation: 'search',
						limit: 2,
						filterGroupsUi: {
							filterGroupsValues: [
								{
									filtersUi: {
										filterValues: [{ propertyName: 'email|string', operator: 'EQ', value: data('email') }],
									},
								},
							],
						},
						additionalFields: {},
					},
				},
				{
					name: 'Update the HubSpot contact',
					operations: ['update_contact'],
					type: 'n8n-nodes-base.hubspot',
					typeVersion: 2.2,
					parameters: {
						authentication: 'appToken',
						resource: 'contact',
						operation: 'upsert',
						email: data('email'),
						additionalFields: { companyName: data('company'), firstName: data('name') },
					},
				},
			],
		},
	],
	sample: {
		operation: 'update_contact',
		key: 'T-1001/update_contact',
		data: { contact_id: 'CUS-204', billing_id: 'BIL-204' },
	},
};

const member = `${call}.data.campaign_id + '/' + ${call}.data.contact_id`;
const suppressedTag = 'triage-suppressed';

/** @param {string} name @param {string[]} operations @param {Record<string, unknown>} parameters @returns {VendorNode} */
const mailchimp = (name, operations, parameters) => ({
	name,
	operations,
	type: 'n8n-nodes-base.mailchimp',
	typeVersion: 1,
	parameters: { list: '={{ $json.mailchimp_audience }}', email: data('email'), ...parameters },
});

/** @type {Connector} */
const campaigns = {
	name: 'campaigns',
	id: 'TriageCampaigns1',
	title: 'Connect triage to the campaign tool',
	file: 'connect-campaigns.json',
	promise: 'Takes contacts out of a campaign, puts them back, and says how they stand.',
	record: 'member',
	table: 'triage_demo_members',
	idColumn: 'member_id',
	columns: columnsOf('triage_demo_members'),
	lookup: [['member_id', member]],
	operations: {
		suppress: {
			needs: ['campaign_id', 'contact_id'],
			change: "{ status: 'suppressed', reason: data.reason ?? '', changed_at: $now.toISO() }",
		},
		unsuppress: {
			needs: ['campaign_id', 'contact_id'],
			change: "{ status: 'subscribed', reason: '', changed_at: $now.toISO() }",
		},
		status: { needs: ['campaign_id', 'contact_id'] },
	},
	settings: { mailchimp_audience: '' },
	vendors: [
		{
			name: 'mailchimp',
			title: 'Mailchimp',
			nodes: [
				mailchimp('Tag as suppressed in Mailchimp', ['suppress'], {
					resource: 'memberTag',
					operation: 'create',
					tags: [suppressedTag],
					options: {},
				}),
				mailchimp('Remove the tag in Mailchimp', ['unsuppress'], {
					resource: 'memberTag',
					operation: 'delete',
					tags: [suppressedTag],
					options: {},
				}),
				mailchimp('Get the Mailchimp member', ['status'], { resource: 'member', operation: 'get', options: {} }),
			],
		},
	],
	sample: {
		operation: 'suppress',
		key: 'T-1001/suppress',
		data: { campaign_id: 'CMP-31', contact_id: 'CUS-204', reason: 'Billing data is missing' },
	},
};

/** @type {Connector} */
const billing = {
	name: 'billing',
	id: 'TriageBilling001',
	title: 'Connect triage to billing',
	file: 'connect-billing.json',
	promise: 'Reads charges, and asks for the log of a charge.',
	record: 'charge',
	table: 'triage_demo_charges',
	idColumn: 'charge_id',
	columns: columnsOf('triage_demo_charges'),
	lookup: [['charge_id', `${call}.data.charge_id`]],
	operations: {
		get_charge: { needs: ['charge_id'] },
		request_log: {
			needs: ['charge_id'],
			change: "{ log_status: 'requested', log_key: key, log_requested_at: $now.toISO() }",
		},
	},
	settings: { log_table: 'billing_log' },
	vendors: [
		{
			name: 'stripe',
			title: 'Stripe and PostgreSQL',
			nodes: [
				{
					name: 'Get the Stripe charge',
					operations: ['get_charge'],
					type: 'n8n-nodes-base.stripe',
					typeVersion: 1,
					parameters: { resource: 'charge', operation: 'get', chargeId: data('charge_id') },
				},
				{
					name: 'Read the log in PostgreSQL',
					operations: ['request_log'],
					type: 'n8n-nodes-base.postgres',
					typeVersion: 2.6,
					parameters: {
						operation: 'select',
						schema: { __rl: true, mode: 'name', value: 'public' },
						table: { __rl: true, mode: 'name', value: '={{ $json.log_table }}' },
						limit: 50,
						where: { values: [{ column: 'charge_id', condition: 'equal', value: data('charge_id') }] },
						options: {},
					},
				},
			],
		},
	],
	sample: { operation: 'request_log', key: 'T-1001/request_log', data: { charge_id: 'CH-9001' } },
};

/** @param {string} kind */
const message = (kind) =>
	`{ message_key: key, case_id: ${call}.case_id, kind: '${kind}', to_role: data.to_role, text: data.text, sent_at: $now.toISO() }`;

/** @type {Connector} */
const notify = {
	name: 'notify',
	id: 'TriageNotify0001',
	title: 'Connect triage to the people who are told',
	file: 'connect-notify.json',
	promise: 'Tells a role something, or asks it.',
	record: 'message',
	table: 'triage_demo_outbox',
	idColumn: 'message_key',
	columns: columnsOf('triage_demo_outbox'),
	lookup: [['message_key', `${call}.key`]],
	makesRecords: { sealedBy: 'text' },
	operations: {
		message: { needs: ['to_role', 'text'], change: message('message') },
		ask: { needs: ['to_role', 'text'], change: message('ask') },
	},
	settings: { slack_channel: '', mail_to: '' },
	vendors: [
		{
			name: 'slack',
			title: 'Slack',
			nodes: [
				{
					name: 'Post in Slack',
					operations: ['message', 'ask'],
					type: 'n8n-nodes-base.slack',
					typeVersion: 2.3,
					parameters: {
						resource: 'message',
						operation: 'post',
						select: 'channel',
						channelId: { __rl: true, mode: 'name', value: '={{ $json.slack_channel }}' },
						messageType: 'text',
						text: '=*{{ $json.data.to_role }}*, case {{ $json.case_id }}: {{ $json.data.text }}',
						otherOptions: { includeLinkToWorkflow: false },
					},
				},
			],
		},
		{
			name: 'gmail',
			title: 'Gmail',
			nodes: [
				{
					name: 'Send with Gmail',
					operations: ['message', 'ask'],
					type: 'n8n-nodes-base.gmail',
					typeVersion: 2.1,
					parameters: {
						resource: 'message',
						operation: 'send',
						sendTo: '={{ $json.mail_to }}',
						subject: '=Case {{ $json.case_id }} for {{ $json.data.to_role }}',
						emailType: 'text',
						message: '={{ $json.data.text }}',
						options: { appendAttribution: false },
					},
				},
			],
		},
	],
	sample: {
		operation: 'message',
		key: 'T-1001/tell',
		data: { to_role: 'MarketingOps-Data', text: 'The contact has its billing ID again' },
	},
};

/** @type {Connector[]} */
const connectors = [ticketing, crm, campaigns, billing, notify];

module.exports = { connectors, demoTables };

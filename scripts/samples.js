const { Ajv } = require('ajv');
const { default: addFormats } = require('ajv-formats');
const githubSchema = require('@octokit/webhooks-schemas');

/** Its types describe an ES module's default export; the file is a plain list. */
const githubExamples = /** @type {{ name: string, examples: any[] }[]} */ (
	/** @type {unknown} */ (require('@octokit/webhooks-examples'))
);

/**
 * A ticket or lead as its system sends it, and what has to become of it.
 *
 * @typedef {object} Sample
 * @property {string} name
 * @property {string} path of the webhook
 * @property {Record<string, string>} headers
 * @property {any} body
 * @property {'routed' | 'known' | 'refused' | 'conflict'} expect
 */

const ticket = {
	ticket_id: 'T-1001',
	subject: 'Recipients of the spring campaign see no billing data',
	type: 'campaign-error',
	priority: 'high',
	segment: 'enterprise',
	product: 'billing-portal',
	customer: { id: 'CUS-204', email: 'ada@example.com', name: 'Ada Ortega' },
	campaign: { id: 'CMP-31', name: 'Spring renewal' },
	details: 'About 40 of 2,000 recipients open the link in the mail and find their invoices missing.',
};

/**
 * @param {string} name
 * @param {Sample['expect']} expect
 * @param {unknown} body
 * @returns {Sample}
 */
const ticketSample = (name, expect, body) => ({ name, path: '/webhook/tickets', headers: {}, body, expect });

/** @returns {Sample[]} */
function ticketSamples() {
	const { email: _, ...customer } = ticket.customer;
	return [
		ticketSample('T-1001 campaign error', 'routed', ticket),
		ticketSample('T-1002 without customer.email', 'refused', { ...ticket, ticket_id: 'T-1002', customer }),
		ticketSample('T-1003 of an unknown type', 'refused', { ...ticket, ticket_id: 'T-1003', type: 'weather' }),
		ticketSample('T-1004 in a list', 'refused', [{ ...ticket, ticket_id: 'T-1004' }]),
	];
}

/** What GitHub's own schema says of a webhook payload of the event `issues`. */
function githubVerdict() {
	// GitHub's schema carries keywords for its type generator, which strict mode would not take.
	const ajv = addFormats(new Ajv({ strict: false }));
	ajv.addSchema(githubSchema, 'github');
	return ajv.compile({ $ref: 'github#/definitions/issues_event' });
}

/** One payload an action: two repositories, three issues, one of them with several things happening to it. */
const githubActions = ['opened', 'labeled', 'pinned', 'milestoned', 'transferred'];

/**
 * Payloads as people contributed them to octokit/webhooks, none of them written for this pack.
 *
 * @param {(payload: unknown) => boolean} isAccepted
 */
function githubPayloads(isAccepted) {
	const issues = githubExamples.find(({ name }) => name === 'issues')?.examples ?? [];
	return githubActions.map((action) => {
		const payload = issues.find((example) => example.action === action && isAccepted(example));
		if (!payload) throw new Error(`@octokit/webhooks-examples has no '${action}' issue that GitHub's schema accepts`);
		return payload;
	});
}

/**
 * Ways in which a payload can be broken on its way; GitHub's schema refuses each.
 *
 * @type {Record<string, (payload: any) => unknown>}
 */
const githubFaults = {
	'without issue.title': ({ issue: { title: _, ...issue }, ...payload }) => ({ ...payload, issue }),
	'with issue.number as text': ({ issue, ...payload }) => ({
		...payload,
		issue: { ...issue, number: String(issue.number) },
	}),
	'without issue.user': ({ issue: { user: _, ...issue }, ...payload }) => ({ ...payload, issue }),
	'without repository': ({ repository: _, ...payload }) => payload,
	'with issue null': (payload) => ({ ...payload, issue: null }),
	'with an unknown action': (payload) => ({ ...payload, action: 'exploded' }),
};

/** @returns {Sample[]} */
function githubSamples() {
	const isAccepted = githubVerdict();
	const payloads = githubPayloads(isAccepted);
	/** @type {(name: string, body: unknown) => Sample} */
	const sample = (name, body) => ({
		name,
		path: '/webhook/github-issues',
		headers: { 'x-github-event': 'issues' },
		body,
		expect: isAccepted(body) ? 'routed' : 'refused',
	});
	const whole = payloads.map((payload) => {
		const { action, issue, repository } = payload;
		return sample(`${repository.full_name}#${issue.number} ${action}`, payload);
	});
	const broken = Object.entries(githubFaults).map(([fault, change]) => {
		const result = sample(`GitHub issue ${fault}`, change(payloads[0]));
		if (result.expect === 'routed')
			throw new Error(`GitHub's schema accepts an issue ${fault}: it is no broken sample`);
		return result;
	});
	return [...whole, ...broken];
}

const lead = {
	lead_id: 'L-1001',
	paid_at: '2026-05-04T09:12:00Z',
	amount: 1200,
	currency: 'EUR',
	project_value: 4800,
	project_type: 'web-shop',
	company: 'Ortega Prints',
	contact: { id: 'CUS-204', name: 'Ada Ortega', email: 'ada@example.com' },
};

/**
 * Paid leads, in an order in which some were there before.
 *
 * @returns {Sample[]}
 */
function leadSamples() {
	/** @type {(name: string, expect: Sample['expect'], body: unknown) => Sample} */
	const sample = (name, expect, body) => ({ name, path: '/webhook/paid-leads', headers: {}, body, expect });
	const { project_type: _, ...untyped } = lead;
	return [
		sample('L-1001 paid lead', 'routed', lead),
		sample('L-1001 sent again', 'known', lead),
		sample('L-1001 with another amount', 'conflict', { ...lead, amount: 900 }),
		sample('L-1002 of a type that is not sure', 'routed', {
			...lead,
			lead_id: 'L-1002',
			project_type_confidence: 0.4,
		}),
		sample('L-1003 without project_type', 'refused', { ...untyped, lead_id: 'L-1003' }),
		sample('L-1004 that paid more than the project', 'refused', { ...lead, lead_id: 'L-1004', amount: 9000 }),
	];
}

/** All sample tickets, in the order they are to be sent. */
const samples = () => [...ticketSamples(), ...githubSamples()];

module.exports = { lead, leadSamples, samples, ticket };

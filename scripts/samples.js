const { Ajv } = require('ajv');
const { default: addFormats } = require('ajv-formats');
const githubSchema = require('@octokit/webhooks-schemas');

/** Its types describe an ES module's default export; the file is a plain list. */
const githubExamples = /** @type {{ name: string, examples: any[] }[]} */ (
	/** @type {unknown} */ (require('@octokit/webhooks-examples'))
);

/**
 * A ticket as a help desk sends it, and what has to become of it.
 *
 * @typedef {object} Sample
 * @property {string} name
 * @property {string} path of the webhook
 * @property {Record<string, string>} headers
 * @property {any} body
 * @property {'routed' | 'refused'} expect
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

/** All sample tickets, in the order they are to be sent. */
const samples = () => [...ticketSamples(), ...githubSamples()];

module.exports = { samples, ticket };

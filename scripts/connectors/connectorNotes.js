const { sticky } = require('./nodes');

/**
 * @typedef {import('./connectors').Connector} Connector
 * @typedef {import('./nodes').NodeDraft} NodeDraft
 */

/** @param {Connector} connector */
function overview({ title, promise, name, operations, sample }) {
	const list = Object.entries(operations)
		.map(
			([operation, { needs }]) =>
				`- \`${operation}\` with ${needs.map((field) => `\`${field.replaceAll('|', '` or `')}\``).join(', ')}`,
		)
		.join('\n');
	return `## ${title}
${promise} One contract for every system, so that a workflow need not know which one stands behind.

### How it works
1. A workflow calls this one with \`operation\`, \`case_id\`, \`key\` and \`data\`.
2. The request is kept as evidence on the case, **before** the call.
3. The lane of the chosen vendor does the work. Until you choose one, the demo answers from tables of n8n.
4. The outcome is kept as evidence and points to its request.
5. The caller gets \`ok\`, \`status\`, \`retryable\`, \`record\`, \`request\`, \`response\`, \`vendor\`, \`took_ms\`.

The same \`key\` again changes nothing a second time. \`retryable\` says whether to try again later; without a \`status\` nobody knows what became of the call.

### Operations
${list}

### Setup
1. Install n8n-nodes-support-triage (self-hosted n8n only).
2. Run **Set up the triage layer and demo data in your instance** once.
3. Execute this workflow: *${sample.operation}* on the demo tables.
4. Publish it before the workflows that call it.

### Change it
Add operations to **Check the call**, **Which vendor?** and the lanes. Faults for \`${name}\` are rows of the table \`triage_demo_faults\`.`;
}

/** @param {Connector} connector */
function goLive({ vendors, settings }) {
	const names = vendors.map(({ name }) => `\`${name}\``).join(' or ');
	const extra = Object.keys(settings).map((setting) => `\`${setting}\``);
	const fill = extra.length > 0 ? `, and fill in ${extra.join(', ')}` : '';
	return `### Go live
1. **Connector settings**: change \`vendor\` to ${names}${fill}.
2. Select the grey nodes of that vendor, press **D**, and pick the credential.
3. Publish.

Undo: set \`vendor\` back to \`demo\`, and publish.`;
}

/**
 * @param {Connector} connector
 * @param {{ demoAt: { x: number, y: number }, vendorsAt: number, answerX: number, step: number }} places
 * @returns {NodeDraft[]}
 */
function stickiesOf(connector, { demoAt, vendorsAt, answerX, step }) {
	const lanes = connector.vendors.reduce((sum, { nodes }) => sum + nodes.length, 0);
	return [
		sticky('Overview', [-1296, -576], [496, 960], overview(connector)),
		sticky(
			'About the request',
			[672, 192],
			[400, 160],
			'### One call at a time\nA call that cannot be recorded is not made: its case does not exist, or the store cannot be reached.',
			'section',
		),
		sticky(
			'About the demo',
			[demoAt.x + 2 * step, demoAt.y + 192],
			[640, 176],
			'### The demo, without a credential\nReads and writes tables of n8n. A row of `triage_demo_faults` with this connector and the key of the call makes it go wrong: `timeout`, `500_twice`, `silent_drop`, `partial_write` or `duplicate`. Delete the row to mend it.',
			'section',
		),
		sticky('Go live', [demoAt.x + 2 * step + 96, vendorsAt - 32], [416, 256], goLive(connector), 'goLive'),
		sticky(
			'About the vendors',
			[demoAt.x + 2 * step + 96, vendorsAt + 256],
			[416, Math.max(160, lanes * 192 - 320)],
			'### Vendors\nGrey until you switch them on; a lane that is off is told to the caller as such. Nothing is tried again in here: whether it can be is in `retryable`.',
			'section',
		),
		sticky(
			'About what is refused',
			[answerX + step, -768],
			[400, 176],
			'### Not called\nA call that lacks something, has no lane or could not be recorded. It is the business of whoever owns the calling workflow; trying again as it is will not help.',
			'warning',
		),
		sticky(
			'About the answer',
			[answerX + 2 * step - 48, -192],
			[400, 144],
			'### Evidence, then the answer\nRequest and outcome are two entries on the trail of the case, and the outcome points to its request.',
			'section',
		),
	];
}

module.exports = { stickiesOf };

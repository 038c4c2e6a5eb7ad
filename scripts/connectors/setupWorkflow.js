const { dataTable, editFields, fixedItem, sticky, workflow } = require('./nodes');

/**
 * @typedef {import('./connectors').DemoTable} DemoTable
 * @typedef {import('./nodes').NodeDraft} NodeDraft
 */

const title = 'Set up the triage layer and demo data in your instance';
const step = 240;

/** @param {string} name as `triage_demo_tickets` */
const nodeOf = (name) => `Make the table of ${name.split('_').at(-1)}`;

/** @param {DemoTable} table @param {number} index @returns {NodeDraft} */
const createTable = ({ name, columns }, index) => ({
	name: nodeOf(name),
	type: 'n8n-nodes-base.dataTable',
	typeVersion: 1.1,
	position: [(index + 1) * step, 0],
	parameters: {
		resource: 'table',
		operation: 'create',
		tableName: name,
		columns: { column: columns },
		options: { createIfNotExists: true },
	},
	executeOnce: true,
});

const overview = `## ${title}
The connectors of n8n-nodes-support-triage answer from tables of n8n until you choose a vendor. This workflow makes the tables and fills them. It needs no credential.

### How it works
1. Six tables are made: tickets, contacts, members of a campaign, charges, an outbox, and faults. A table that is there is used as it is.
2. Demo rows are put in, each by its own key: a row that is there gets its first values back, your own rows stay.
3. **Triage Setup** looks at the store, the roles and this n8n.
4. The result says in words what is there, what to mend, and what to open next.

### Setup
1. Install n8n-nodes-support-triage (self-hosted n8n only).
2. Execute this workflow, whenever you like: it is safe to run again.
3. Publish the five workflows that begin with *Connect triage*, then those that call them.

All tables and workflows have to be in **one project** of n8n: tables belong to a project.

### Change it
**Demo rows** holds the rows. To make a connector go wrong, add a row to \`triage_demo_faults\` with its name, the key of the call, and the kind of fault.`;

/**
 * Makes the demo tables in n8n and fills them. Safe to run again.
 *
 * @param {readonly DemoTable[]} tables
 */
function setupWorkflow(tables) {
	const rows = tables.flatMap(({ name, key, rows: all }) => all.map((row) => ({ table: name, key, row })));
	const x = (tables.length + 1) * step;
	const firstKey = "={{ $('Split the rows').item.json.key[0] }}";
	const lastKey = "={{ $('Split the rows').item.json.key.at(-1) }}";
	/** @type {NodeDraft[]} */
	const nodes = [
		{
			name: 'Set up now',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		...tables.map(createTable),
		fixedItem('Demo rows', [x, 0], { rows }),
		{
			name: 'Split the rows',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			position: [x + step, 0],
			parameters: { fieldToSplitOut: 'rows', options: {} },
		},
		{
			name: 'Take the row alone',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [x + 2 * step, 0],
			parameters: { mode: 'raw', jsonOutput: '={{ $json.row }}', options: {} },
		},
		dataTable('Put the rows in', [x + 3 * step, 0], "={{ $('Split the rows').item.json.table }}", 'upsert', {
			matchType: 'allConditions',
			filters: {
				conditions: [firstKey, lastKey].map((keyName) => ({
					keyName,
					condition: 'eq',
					keyValue: `={{ $json[${keyName.slice(4, -3)}] }}`,
				})),
			},
			columns: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
			options: {},
		}),
		{
			name: 'Check the installation',
			type: 'n8n-nodes-support-triage.triageSetup',
			typeVersion: 1,
			position: [x + 4 * step, 0],
			parameters: { operation: 'checkInstallation', options: {} },
			executeOnce: true,
		},
		editFields('Say what is there', [x + 5 * step, -96], {
			message: [
				'string',
				`=The demo is ready: ${tables.length} tables with ${rows.length} rows. {{ $json.triage.installation.message }}. Publish the workflows that begin with Connect triage, then those that call them.`,
			],
			checks: ['array', '={{ $json.triage.installation.checks }}'],
			next: ['string', 'Open Connect triage to the CRM and execute it: the answer is in its last node'],
		}),
		editFields('Say what to mend', [x + 5 * step, 96], {
			message: [
				'string',
				`=The demo is ready: ${tables.length} tables with ${rows.length} rows. {{ $json.triage.installation.message }}. {{ $json.triage.installation.checks.filter(({ ok }) => !ok).map(({ check, found, fix }) => check + ': ' + found + '. ' + fix).join('. ') }}.`,
			],
			checks: ['array', '={{ $json.triage.installation.checks }}'],
			next: ['string', 'Mend what is named, and execute this workflow again'],
		}),
		sticky('Overview', [-608, -288], [496, 800], overview),
		sticky(
			'About the tables',
			[step - 48, 224],
			[tables.length * step, 128],
			'### Six tables\nTables of n8n, one per kind of system. *Reuse Existing Tables* is on, so nothing is made twice.',
			'section',
		),
		sticky(
			'About the checks',
			[x + 4 * step - 48, 288],
			[448, 144],
			'### What can stand in the way\nEach check says what it found and how to mend it. With a credential of the type *Triage Setup API* it also looks whether the connectors are published.',
			'section',
		),
		sticky(
			'About the rows',
			[x - 48, 224],
			[4 * step, 128],
			'### Demo rows\nEach row goes to its table by its key. Rows that you added stay; the rows of the demo get their first values back.',
			'section',
		),
	];
	const chain = [
		'Set up now',
		...tables.map(({ name }) => nodeOf(name)),
		'Demo rows',
		'Split the rows',
		'Take the row alone',
		'Put the rows in',
		'Check the installation',
		'Say what is there',
	];
	return workflow(
		{
			id: 'TriageSetup00000',
			name: title,
			description:
				'Makes the demo tables that the connectors of n8n-nodes-support-triage answer from, and fills them. Safe to run again.',
		},
		nodes,
		[...chain.slice(1).map((to, index) => `${chain[index]} -> ${to}`), 'Check the installation:1 -> Say what to mend'],
	);
}

module.exports = { setupWorkflow };

const { createHash } = require('node:crypto');

/**
 * @typedef {[x: number, y: number]} Position
 *
 * @typedef {object} WorkflowNode
 * @property {string} id
 * @property {string} name
 * @property {string} type
 * @property {number} typeVersion
 * @property {Position} position
 * @property {Record<string, unknown>} parameters
 *
 * A node before it has its id, which is made of its name.
 * @typedef {Omit<WorkflowNode, 'id'> & Record<string, unknown>} NodeDraft
 */

/** @param {string} text @returns {string} the same id for the same text, in the form that n8n gives its own */
function idOf(text) {
	const hex = createHash('sha256').update(text).digest('hex');
	return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
		'-',
	);
}

/**
 * Fields as Edit Fields takes them: `name: [type, value]`.
 *
 * @param {Record<string, [type: string, value: unknown]>} fields
 */
const assignments = (fields) => ({
	assignments: Object.entries(fields).map(([name, [type, value]]) => ({ id: idOf(name), name, type, value })),
});

/**
 * @param {string} name
 * @param {Position} position
 * @param {Record<string, [type: string, value: unknown]>} fields
 * @param {{ keep?: boolean, once?: boolean }} [options] `keep`: the other fields of the item go on
 * @returns {NodeDraft}
 */
const editFields = (name, position, fields, { keep = false, once = false } = {}) => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	position,
	parameters: {
		assignments: assignments(fields),
		...(keep && { includeOtherFields: true }),
		options: {},
	},
	...(once && { executeOnce: true }),
});

/**
 * Edit Fields that puts out one item as it is written.
 *
 * @param {string} name
 * @param {Position} position
 * @param {unknown} json
 * @returns {NodeDraft}
 */
const fixedItem = (name, position, json) => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	position,
	parameters: { mode: 'raw', jsonOutput: JSON.stringify(json, null, 2), options: {} },
	executeOnce: true,
});

/** @param {string} expression that is true or false */
const isTrue = (expression) => ({
	options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
	combinator: 'and',
	conditions: [
		{
			id: idOf(expression),
			leftValue: `={{ ${expression} }}`,
			rightValue: '',
			operator: { type: 'boolean', operation: 'true', singleValue: true },
		},
	],
});

/**
 * A Switch with an output for each condition that holds, and one for everything else.
 *
 * @param {string} name
 * @param {Position} position
 * @param {Array<[output: string, condition: string]>} outputs
 * @param {string} otherwise
 * @returns {NodeDraft}
 */
const choose = (name, position, outputs, otherwise) => ({
	name,
	type: 'n8n-nodes-base.switch',
	typeVersion: 3.2,
	position,
	parameters: {
		rules: {
			values: outputs.map(([outputKey, condition]) => ({
				conditions: isTrue(condition),
				renameOutput: true,
				outputKey,
			})),
		},
		options: { fallbackOutput: 'extra', renameFallbackOutput: otherwise },
	},
});

/**
 * @param {string} name
 * @param {Position} position
 * @param {string} table
 * @param {string} operation
 * @param {Record<string, unknown>} parameters
 * @returns {NodeDraft}
 */
const dataTable = (name, position, table, operation, parameters) => ({
	name,
	type: 'n8n-nodes-base.dataTable',
	typeVersion: 1.1,
	position,
	parameters: {
		resource: 'row',
		operation,
		dataTableId: { __rl: true, mode: 'name', value: table },
		...parameters,
	},
});

/** @param {Array<[column: string, value: string]>} pairs */
const conditionsOf = (pairs) =>
	pairs.map(([keyName, keyValue]) => ({ keyName, condition: 'eq', keyValue: `={{ ${keyValue} }}` }));

/** @param {Array<[column: string, value: string]>} pairs @param {'allConditions' | 'anyCondition'} [matchType] */
const where = (pairs, matchType = 'allConditions') => ({ matchType, filters: { conditions: conditionsOf(pairs) } });

/** @param {Array<{ name: string, type: string, value: string }>} columns */
const columnValues = (columns) => ({
	columns: {
		mappingMode: 'defineBelow',
		value: Object.fromEntries(columns.map(({ name, value }) => [name, `={{ ${value} }}`])),
		matchingColumns: [],
		schema: columns.map(({ name, type }) => ({
			id: name,
			displayName: name,
			type,
			required: false,
			defaultMatch: false,
			display: true,
			canBeUsedToMatch: true,
		})),
	},
	options: {},
});

/** Colours of n8n's sticky notes by what they are for; without one it is yellow. */
const colors = { section: 7, warning: 3, goLive: 4 };

/**
 * @param {string} name
 * @param {Position} position
 * @param {[width: number, height: number]} size
 * @param {string} content
 * @param {keyof typeof colors} [kind]
 * @returns {NodeDraft}
 */
const sticky = (name, position, [width, height], content, kind) => ({
	name,
	type: 'n8n-nodes-base.stickyNote',
	typeVersion: 1,
	position,
	parameters: { content, height, width, ...(kind && { color: colors[kind] }) },
});

/**
 * Connections from lines `From -> To`, with the number of the output behind a colon where it is not the first.
 *
 * @param {readonly string[]} lines
 */
function connect(lines) {
	/** @type {Record<string, { main: Array<Array<{ node: string, type: 'main', index: 0 }>> }>} */
	const connections = {};
	for (const line of lines) {
		const [, from = '', output = '0', to = ''] = /^(.+?)(?::(\d+))? -> (.+)$/.exec(line) ?? [];
		const { main } = (connections[from] ??= { main: [] });
		while (main.length <= Number(output)) main.push([]);
		main[Number(output)]?.push({ node: to, type: 'main', index: 0 });
	}
	return connections;
}

/**
 * @param {{ id: string, name: string, description: string }} about
 * @param {readonly NodeDraft[]} drafts
 * @param {readonly string[]} lines
 */
function workflow({ id, name, description }, drafts, lines) {
	const names = new Set(drafts.map((draft) => draft.name));
	const connections = connect(lines);
	const ends = Object.entries(connections).flatMap(([from, { main }]) => [
		from,
		...main.flat().map(({ node }) => node),
	]);
	const strangers = ends.filter((end) => !names.has(end));
	if (strangers.length > 0) throw new Error(`${name} connects nodes that are not there: ${strangers.join(', ')}`);
	return {
		id,
		name,
		description,
		nodes: drafts.map((draft) => ({ id: idOf(`${id} ${draft.name}`), ...draft })),
		connections,
		settings: { executionOrder: 'v1', callerPolicy: 'workflowsFromSameOwner', errorWorkflow: 'TriageFailures01' },
		active: false,
		pinData: {},
		// n8n's import makes a tag anew for each file, unless it is told which one it is.
		tags: [{ id: 'TriageTag0000001', name: 'triage' }],
	};
}

module.exports = {
	assignments,
	choose,
	columnValues,
	dataTable,
	editFields,
	fixedItem,
	idOf,
	sticky,
	where,
	workflow,
};

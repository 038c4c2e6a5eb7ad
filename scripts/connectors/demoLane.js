const { choose, columnValues, dataTable, editFields, where } = require('./nodes');

/**
 * @typedef {import('./connectors').Connector} Connector
 * @typedef {import('./nodes').NodeDraft} NodeDraft
 */

const faultsTable = 'triage_demo_faults';
const call = "$('Check the call').item.json";

/** What the demo answers, by what it has decided. */
const statuses = {
	done: 200,
	write: 200,
	write_twice: 200,
	partial: 500,
	drop: 200,
	read: 200,
	not_found: 404,
	conflict: 409,
	server_error: 500,
	unavailable: 503,
};

/** @param {Connector} connector */
const messages = ({ record }) => ({
	done: 'It was so already; nothing was written',
	write: 'Written',
	write_twice: 'Written',
	partial: 'The system stopped while it was writing',
	drop: 'Accepted',
	read: 'Found',
	not_found: `There is no such ${record}`,
	conflict: `More than one ${record} fits, or the key was used with other content`,
	server_error: 'The system answered with a fault of its own',
	timeout: 'The system did not answer in time; whether it did what was asked is not known',
	unavailable:
		'The demo tables cannot be used. Run the workflow Set up the triage layer and demo data in your instance. n8n says: ',
});

/** @param {unknown} value */
const literal = (value) => JSON.stringify(value).replaceAll('"', "'");

/**
 * Fault, record and wanted change, read from the tables.
 *
 * @param {Connector} connector
 */
function changeFields({ operations }) {
	const changes = Object.entries(operations).flatMap(([name, { change }]) => (change ? [`${name}: ${change}`] : []));
	/** @type {Record<string, [string, unknown]>} */
	const fields = {
		fault: [
			'string',
			"={{ ((fault) => fault.kind === '500_twice' && fault.struck > 2 ? '' : (fault.kind ?? ''))($('Count that it struck').item.json) }}",
		],
		records: [
			'array',
			'={{ $json.error ? [] : $input.all().map(({ json }) => json).filter(({ id }) => id !== undefined).map(({ id, createdAt, updatedAt, ...record }) => record) }}',
		],
		trouble: ['string', "={{ $json.error ?? '' }}"],
		change: [
			'object',
			`={{ ((key, data) => ({ ${changes.join(', ')} }))(${call}.key, ${call}.data)[${call}.operation] ?? {} }}`,
		],
	};
	return fields;
}

/** @param {Connector} connector */
function verdictOf({ makesRecords }) {
	/** @param {string} record */
	const values = (record) => `JSON.stringify(Object.entries(${record}).filter(([name]) => !name.endsWith('_at')))`;
	const isSame = `${values('{ ...$json.records[0], ...$json.change }')} === ${values('$json.records[0]')}`;
	const steps = [
		['$json.trouble', "'unavailable'"],
		["$json.fault === 'timeout'", "'timeout'"],
		["$json.fault === '500_twice'", "'server_error'"],
		['$json.records.length > 1', "'conflict'"],
		...(makesRecords ? [] : [['$json.records.length === 0', "'not_found'"]]),
		['Object.keys($json.change).length === 0', "$json.fault === 'silent_drop' ? 'drop' : 'read'"],
		[`$json.records.length === 1 && ${isSame}`, "'done'"],
		...(makesRecords ? [[`$json.records[0]?.${makesRecords.sealedBy}`, "'conflict'"]] : []),
		["$json.fault === 'silent_drop'", "'drop'"],
		["$json.fault === 'partial_write'", "'partial'"],
		["$json.fault === 'duplicate'", "'write_twice'"],
	];
	return `={{ ${steps.map(([condition, verdict]) => `${condition} ? ${verdict} : `).join('')}'write' }}`;
}

/** @param {Connector} connector */
function rowFields(connector) {
	const columns = connector.columns.map(({ name }) => `${name}: null`).join(', ');
	/** @type {Record<string, [string, unknown]>} */
	const fields = {
		verdict: ['string', verdictOf(connector)],
		row: [
			'object',
			`={{ ({ ${columns}, ...$json.records[0], ...($json.fault === 'partial_write' ? Object.fromEntries(Object.entries($json.change).slice(0, 1)) : $json.change) }) }}`,
		],
	};
	return fields;
}

/** @param {Connector} connector */
function answerFields(connector) {
	const decided = "$('Decide the answer').item.json";
	const verdict = `($json.error ? 'unavailable' : ${decided}.verdict)`;
	/** @type {Record<string, [string, unknown]>} */
	const fields = {
		ok: ['boolean', `={{ ['done', 'write', 'write_twice', 'drop', 'read'].includes(${verdict}) }}`],
		status: ['number', `={{ (${literal(statuses)})[${verdict}] ?? null }}`],
		retryable: ['boolean', `={{ ['partial', 'server_error', 'timeout'].includes(${verdict}) }}`],
		record: [
			'object',
			`={{ ['done', 'read'].includes(${verdict}) ? ${decided}.records[0] : ['write', 'write_twice'].includes(${verdict}) || (${verdict} === 'drop' && Object.keys(${decided}.change).length > 0) ? ${decided}.row : null }}`,
		],
		response: [
			'object',
			`={{ ({ message: (${literal(messages(connector))})[${verdict}] + ($json.error ?? ${decided}.trouble) }) }}`,
		],
	};
	return fields;
}

/**
 * The lane that answers from tables, with faults where the table of faults has one for the key.
 *
 * @param {Connector} connector
 * @param {{ x: number, y: number, step: number }} place of its first node
 * @returns {{ nodes: NodeDraft[], lines: string[], first: string, last: string }}
 */
function demoLane(connector, { x, y, step }) {
	const { name, table, idColumn, lookup } = connector;
	/** @type {(column: number, row?: number) => [number, number]} */
	const at = (column, row = 0) => [x + column * step, y + row * 192];
	// What n8n says instead of a row is an item with nothing but `error`.
	const faulty = /** @type {const} */ ({ onError: 'continueRegularOutput' });
	const columns = connector.columns.map((column) => ({ ...column, value: `$json.row.${column.name}` }));
	const again = connector.columns.map((column) => ({
		...column,
		value: `$('Decide the answer').item.json.row.${column.name}`,
	}));
	/** @type {Array<[string, string]>} */
	const isFault = [
		['connector', `'${name}'`],
		['key', `${call}.key`],
	];
	/** @type {NodeDraft[]} */
	const nodes = [
		{
			...dataTable('Look for a fault', at(0), faultsTable, 'get', { ...where(isFault), limit: 1 }),
			alwaysOutputData: true,
			...faulty,
		},
		{
			...dataTable('Count that it struck', at(1), faultsTable, 'update', {
				...where(isFault),
				...columnValues([{ name: 'struck', type: 'number', value: '($json.struck ?? 0) + 1' }]),
			}),
			alwaysOutputData: true,
			...faulty,
		},
		{
			...dataTable(`Find the ${connector.record}`, at(2), table, 'get', {
				...where(lookup, 'anyCondition'),
				limit: 2,
			}),
			alwaysOutputData: true,
			...faulty,
		},
		editFields('Work out the change', at(3), changeFields(connector), { once: true }),
		editFields('Decide the answer', at(4), rowFields(connector), { keep: true }),
		choose(
			'Does it write?',
			at(5),
			[['Write', "['write', 'write_twice', 'partial'].includes($json.verdict)"]],
			'Answer Only',
		),
		{
			...dataTable(`Write the ${connector.record}`, at(6, -1), table, 'upsert', {
				...where([[idColumn, `$json.row.${idColumn}`]]),
				...columnValues(columns),
			}),
			...faulty,
		},
		choose(
			'Is it written twice?',
			at(7, -1),
			[['Twice', "$('Decide the answer').item.json.verdict === 'write_twice'"]],
			'Once',
		),
		{ ...dataTable('Write it again', at(8, -2), table, 'insert', columnValues(again)), ...faulty },
		editFields('Answer from the demo', at(9), answerFields(connector)),
	];
	return {
		nodes,
		lines: [
			'Look for a fault -> Count that it struck',
			`Count that it struck -> Find the ${connector.record}`,
			`Find the ${connector.record} -> Work out the change`,
			'Work out the change -> Decide the answer',
			'Decide the answer -> Does it write?',
			`Does it write? -> Write the ${connector.record}`,
			'Does it write?:1 -> Answer from the demo',
			`Write the ${connector.record} -> Is it written twice?`,
			'Is it written twice? -> Write it again',
			'Is it written twice?:1 -> Answer from the demo',
			'Write it again -> Answer from the demo',
		],
		first: 'Look for a fault',
		last: 'Answer from the demo',
	};
}

module.exports = { demoLane };

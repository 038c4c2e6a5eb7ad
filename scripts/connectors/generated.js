const { connectorWorkflow } = require('./connectorWorkflow');
const { connectors, demoTables } = require('./connectors');
const { setupWorkflow } = require('./setupWorkflow');

/**
 * The workflows that are made here. Their files are part of the repository; a test holds them equal to this.
 *
 * @returns {Array<{ file: string, json: ReturnType<typeof connectorWorkflow> }>}
 */
function generated() {
	return [
		...connectors.map((connector) => ({ file: connector.file, json: connectorWorkflow(connector) })),
		{ file: 'set-up-triage.json', json: setupWorkflow(demoTables) },
	];
}

module.exports = { generated };

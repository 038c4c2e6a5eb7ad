const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join } = require('node:path');

const userFolder = mkdtempSync(join(tmpdir(), 'support-triage-bench-'));
process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_LOG_LEVEL = 'silent';
process.on('exit', () => rmSync(userFolder, { recursive: true, force: true }));

require('reflect-metadata');
const known = require('n8n-nodes-base/dist/known/nodes.json');
const { ExecutionLifecycleHooks, LazyPackageDirectoryLoader, WorkflowExecute } = require('n8n-core');
const { createRunExecutionData, NodeHelpers, Workflow } = require('n8n-workflow');

const builtIn = new LazyPackageDirectoryLoader(dirname(require.resolve('n8n-nodes-base/package.json')));
builtIn.known.nodes = known;

let executionCount = 0;

/**
 * Runs items through one node in n8n's own engine and returns its outputs.
 *
 * @param {import('n8n-workflow').INodeType} type
 * @param {object} parameters
 * @param {object[]} items
 * @param {number} [typeVersion]
 */
async function runNode(type, parameters, items, typeVersion = 1) {
	const nodeTypes = {
		getByName: () => type,
		/** @param {string} _name @param {number} version */
		getByNameAndVersion: (_name, version) => NodeHelpers.getVersionedNodeType(type, version),
		getKnownTypes: () => ({}),
	};
	const node = { id: '1', name: 'Node', type: 'bench.node', typeVersion, position: [0, 0], parameters };
	const workflow = new Workflow(
		/** @type {any} */ ({ id: 'bench', nodes: [node], connections: {}, active: false, nodeTypes }),
	);
	const start = workflow.getNode('Node');
	const data = /** @type {any} */ ([items.map((json) => ({ json }))]);
	const runData = createRunExecutionData({
		startData: {},
		resultData: {},
		executionData: { nodeExecutionStack: [/** @type {any} */ ({ node: start, data: { main: data }, source: null })] },
	});
	executionCount += 1;
	const executionId = `bench-${executionCount}`;
	const hooks = new ExecutionLifecycleHooks('webhook', executionId, /** @type {any} */ ({ id: 'bench' }));
	const additional = /** @type {any} */ ({
		hooks,
		executionId,
		currentNodeExecutionIndex: 0,
		variables: {},
		instanceBaseUrl: 'http://n8n.test/',
		restApiUrl: 'http://n8n.test/rest',
		webhookBaseUrl: 'http://n8n.test/webhook',
		webhookTestBaseUrl: 'http://n8n.test/webhook-test',
		webhookWaitingBaseUrl: 'http://n8n.test/webhook-waiting',
		formWaitingBaseUrl: 'http://n8n.test/form-waiting',
		logAiEvent: () => undefined,
	});
	const run = await new WorkflowExecute(additional, 'webhook', runData).processRunExecutionData(workflow);
	const [task] = run.data.resultData.runData.Node ?? [];
	if (task?.error) throw task.error;
	return task?.data?.main ?? [];
}

/** @param {string} name of a node of n8n itself, as `if` */
const builtInNode = (name) => /** @type {import('n8n-workflow').INodeType} */ (builtIn.getNode(name).type);

module.exports = { builtInNode, runNode };

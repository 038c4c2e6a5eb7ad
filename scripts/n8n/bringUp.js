const { readFileSync } = require('node:fs');
const { basename, join } = require('node:path');

const { pack } = require('../pack');
const { dist, packageJson, workflows } = require('../paths');
const { formatSize } = require('../progress');
const { createClient } = require('./client');
const { installN8n, n8n } = require('./install');
const { startServer } = require('./server');
const { importWorkflows, installPack, makeUserFolder, ownerOf } = require('./userFolder');

/**
 * Runs one step of the way; `say` notes how far it is.
 *
 * @typedef {<T>(title: string, work: (say: (note: string) => void) => Promise<T> | T) => Promise<T>} Step
 *
 * @typedef {object} RunningN8n
 * @property {import('./server').Server} server
 * @property {Awaited<ReturnType<typeof createClient>>} client
 * @property {{ email: string, password: string }} owner
 */

const stepCount = 5;

/**
 * The types of the pack's nodes as workflows name them.
 *
 * @returns {string[]}
 */
function nodeNames() {
	const { name, n8n: declared } = JSON.parse(readFileSync(packageJson, 'utf8'));
	return declared.nodes.map((/** @type {string} */ file) => {
		const [first = '', ...rest] = basename(file, '.node.js');
		return `${name}.${first.toLowerCase()}${rest.join('')}`;
	});
}

/** @type {Step} */
const silently = async (_title, work) => await work(() => {});

/**
 * n8n starts without a pack that it cannot load, and says so in its log only.
 *
 * @param {RunningN8n['client']} client
 * @param {string} logFile
 */
async function checkNodes(client, logFile) {
	const known = new Set((await client.nodeTypes()).map(({ name }) => name));
	const missing = nodeNames().filter((name) => !known.has(name));
	if (missing.length === 0) return;
	throw new Error(`n8n did not load ${missing.join(', ')}; its log says why: ${logFile}`);
}

/**
 * Publishes the workflows, each after those that it calls, and makes the tables that the demo answers from.
 *
 * @param {RunningN8n['client']} client
 */
async function publishAll(client) {
	/** @type {typeof import('../../setup')} */
	const { inCallOrder, isPublishable, readDemoTables, readTemplates, setUpTables } = require(join(dist, 'setup'));
	for (const { id } of inCallOrder(readTemplates().filter(isPublishable))) await client.publish(id);
	const api = {
		list: async (/** @type {string} */ path) => (await client.api('GET', `${path}?limit=100`)).data,
		call: client.api,
	};
	await setUpTables(api, readDemoTables());
}

/**
 * Brings a user folder from whatever state it is in to a running n8n with the pack of this checkout installed and the
 * workflows published. What is done already is not done again.
 *
 * @param {object} options
 * @param {string} options.userFolder
 * @param {number} [options.port]
 * @param {Record<string, string>} [options.env]
 * @param {string} [options.tarball] of the pack, where it was made before; it is made without it
 * @param {Step} [options.step]
 * @returns {Promise<RunningN8n>}
 */
async function bringUp({ userFolder, port, env, tarball, step = silently }) {
	const packed =
		tarball ??
		(await step('Building the pack', async (say) => {
			const { path, files, size } = await pack();
			say(`${files.length} files, ${formatSize(size)}`);
			return path;
		}));
	await step(`Getting n8n ${n8n.version} (the first time usually 3 to 6 minutes)`, installN8n);
	makeUserFolder(userFolder);
	await step('Installing the pack into n8n', async (say) => {
		say((await installPack(userFolder, packed)) ? 'installed' : 'unchanged');
	});
	await step('Importing the workflows', async (say) => {
		say(
			(await importWorkflows(userFolder, workflows, env))
				? 'imported; what you changed before is in its version history'
				: 'unchanged',
		);
	});
	const { env: ownerEnv, ...owner } = ownerOf(userFolder);
	return await step('Starting n8n', async (say) => {
		const server = await startServer({ userFolder, port, env: { ...ownerEnv, ...env } });
		try {
			const client = await createClient(server.baseUrl, owner);
			say('publishing');
			await checkNodes(client, server.logFile);
			await publishAll(client);
			say('ready');
			return { server, client, owner };
		} catch (error) {
			await server.kill();
			throw error;
		}
	});
}

module.exports = { bringUp, stepCount };

const { join } = require('node:path');

const { build } = require('../scripts/build');
const { dist } = require('../scripts/paths');
const evidence = require('./evidence');
const growth = require('./evidence/growth');
const exceptions = require('./exceptions');
const gate = require('./gate');
const gateNode = require('./gateNode');
const { measure } = require('./measure');
const roleOwner = require('./roleOwner');
const routing = require('./routing');
const time = require('./time');
const timerPeers = require('./timerPeers');
const timers = require('./timers');

/** @returns {typeof import('../core')} */
const core = () => require(join(dist, 'core'));
/** @returns {typeof import('../storage')} */
const storage = () => require(join(dist, 'storage'));
/** @returns {{ SchemaGate: new () => import('n8n-workflow').INodeType }} */
const schemaGate = () => require(join(dist, 'nodes', 'SchemaGate', 'SchemaGate.node.js'));
/** @returns {{ RoleOwner: new () => import('n8n-workflow').INodeType }} */
const ownerNode = () => require(join(dist, 'nodes', 'RoleOwner', 'RoleOwner.node.js'));

/** @param {Array<import('./measure').Contest>} contests */
async function measureAll(contests) {
	const rows = [];
	for (const contest of contests) rows.push(await measure(contest));
	return rows;
}

/**
 * What can be timed, by name. Growth, timers and their peers go up to a million rows, so they run only when they are named.
 *
 * @type {Record<string, () => Promise<object[]>>}
 */
const groups = {
	time: async () => await time.rows(core()),
	gate: async () => await measureAll([...gate.contests(core()), ...gateNode.contests(schemaGate().SchemaGate)]),
	routing: async () =>
		await measureAll([...roleOwner.contests(ownerNode().RoleOwner), ...(await routing.contests(core()))]),
	evidence: async () => await evidence.rows(),
	exceptions: async () => await exceptions.rows(core(), storage()),
	timers: async () => await timers.rows(core(), storage()),
	timerPeers: async () => await timerPeers.rows(core(), storage()),
	growth: async () => await growth.rows(),
};
const slow = ['timers', 'timerPeers', 'growth'];

/** Times the built pack beside the plainest way of doing the same, in one run, and prints a table a group. */
async function main() {
	const names = process.argv.slice(2);
	const unknown = names.find((name) => !Object.hasOwn(groups, name));
	if (unknown !== undefined) throw new Error(`'${unknown}' is none of ${Object.keys(groups).join(', ')}`);
	await build();
	for (const name of names.length > 0 ? names : Object.keys(groups).filter((group) => !slow.includes(group))) {
		console.log(`\n${name}`);
		console.table(await groups[name]?.());
	}
}

main().catch((error) => {
	console.error(error);
	process.exitCode = 1;
});

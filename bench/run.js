const { join } = require('node:path');

const { build } = require('../scripts/build');
const { dist } = require('../scripts/paths');
const gate = require('./gate');
const gateNode = require('./gateNode');
const { measure } = require('./measure');
const routing = require('./routing');
const store = require('./store');
const time = require('./time');

/** Times the built pack beside the plainest way of doing the same, in one run, and prints a table. */
async function main() {
	await build();
	/** @type {typeof import('../core')} */
	const core = require(join(dist, 'core'));
	/** @type {typeof import('../storage')} */
	const storage = require(join(dist, 'storage'));
	const rows = await time.rows(core);
	/** @type {{ SchemaGate: new () => import('n8n-workflow').INodeType }} */
	const { SchemaGate } = require(join(dist, 'nodes', 'SchemaGate', 'SchemaGate.node.js'));
	const contests = [
		...gate.contests(core),
		...gateNode.contests(SchemaGate),
		...(await routing.contests(core)),
		...(await store.contests(core, storage, dist)),
	];
	for (const contest of contests) rows.push(await measure(contest));
	console.table(rows);
}

main().catch((error) => {
	console.error(error);
	process.exitCode = 1;
});

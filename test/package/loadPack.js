/**
 * Loads an installed pack in a plain Node, as n8n does at its start, and prints what it found as JSON.
 * Arguments: the folder of n8n-core, the folder of the pack.
 */
const [, , n8nCore = '', pack = ''] = process.argv;

/** @type {typeof import('n8n-core')} */
const { PackageDirectoryLoader } = require(n8nCore);

async function main() {
	const loader = new PackageDirectoryLoader(pack);
	await loader.loadAll();
	const { known, types } = loader;
	console.log(
		JSON.stringify({
			node: process.versions.node,
			known: known.nodes,
			types: types.nodes,
			credentials: Object.values(known.credentials),
			credentialTypes: types.credentials,
		}),
	);
}

void main();

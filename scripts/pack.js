const { mkdirSync } = require('node:fs');
const { join, relative } = require('node:path');

const { build } = require('./build');
const { npm } = require('./command');
const { artifacts, root } = require('./paths');
const { formatSize } = require('./progress');

/**
 * @typedef {object} PackedFile
 * @property {string} path the tarball
 * @property {string[]} files what it holds
 * @property {number} size in bytes
 */

/**
 * Builds the pack and makes the tarball that npm would publish. Install scripts are off here (.npmrc), `prepack`
 * with them, hence the explicit build.
 *
 * @param {string} [folder]
 * @returns {Promise<PackedFile>}
 */
async function pack(folder = artifacts) {
	await build();
	mkdirSync(folder, { recursive: true });
	const answer = await npm(['pack', '--json', '--pack-destination', folder], { cwd: root });
	const [{ filename, files, size }] = JSON.parse(answer);
	return { path: join(folder, filename), files: files.map((/** @type {{ path: string }} */ { path }) => path), size };
}

module.exports = { pack };

if (require.main === module) {
	pack().then(
		({ path, files, size }) => console.log(`${relative(root, path)}: ${files.length} files, ${formatSize(size)}`),
		(error) => {
			console.error(error.message);
			process.exitCode = 1;
		},
	);
}

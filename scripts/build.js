const { rmSync } = require('node:fs');
const { join } = require('node:path');

const { run } = require('./command');
const { dist, local, root } = require('./paths');
const { digestOf, filesOf, isStamped, writeStamp } = require('./stamp');

const stampFile = join(local, 'build.json');

const inputs = [
	'cli',
	'core',
	'credentials',
	'nodes',
	'setup',
	'storage',
	'workflows',
	'gulpfile.js',
	'tsconfig.json',
	'tsconfig.build.json',
	'package.json',
	'package-lock.json',
].map((name) => join(root, name));

/** @param {string} name */
const tool = (name) => join(root, 'node_modules', '.bin', name);

/** The sources and the result: a dist that was changed by hand is built again. */
const state = () => ({ inputs: digestOf(inputs), dist: digestOf([dist]) });

/**
 * Compiles the pack into dist, unless dist is already what these sources compile to.
 *
 * @returns {Promise<'built' | 'up to date'>}
 */
async function build() {
	if (isStamped(stampFile, state())) return 'up to date';
	rmSync(dist, { recursive: true, force: true });
	await run(tool('tsc'), ['-p', 'tsconfig.build.json'], { cwd: root });
	await run(tool('gulp'), ['copy'], { cwd: root });
	writeStamp(stampFile, state());
	return 'built';
}

module.exports = { build };

if (require.main === module) {
	build().then(
		(outcome) => console.log(`dist: ${outcome}, ${filesOf(dist).length} files`),
		(error) => {
			console.error(error.message);
			process.exitCode = 1;
		},
	);
}

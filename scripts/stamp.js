const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs');
const { dirname, join, relative, sep } = require('node:path');

/**
 * @param {string} path a file or a folder
 * @returns {string[]} every file in it
 */
function filesOf(path) {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
}

/**
 * Digest of names and contents, so that a change of either is seen and a newer date alone is not.
 *
 * @param {readonly string[]} paths files and folders; one that does not exist counts as empty
 */
function digestOf(paths) {
	const hash = createHash('sha256');
	for (const path of paths) {
		for (const file of filesOf(path).sort()) {
			const name = relative(dirname(path), file).split(sep).join('/');
			const content = readFileSync(file);
			hash.update(`${name}\0${content.length}\0`).update(content);
		}
	}
	return hash.digest('hex');
}

/**
 * Whether work was already done on exactly this: the stamp file holds what was passed to `writeStamp`.
 *
 * @param {string} file
 * @param {unknown} value
 */
function isStamped(file, value) {
	return existsSync(file) && readFileSync(file, 'utf8') === JSON.stringify(value);
}

/**
 * @param {string} file
 * @param {unknown} value
 */
function writeStamp(file, value) {
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, JSON.stringify(value));
}

module.exports = { digestOf, filesOf, isStamped, writeStamp };

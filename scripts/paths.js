const { join } = require('node:path');

const root = join(__dirname, '..');

module.exports = {
	root,
	dist: join(root, 'dist'),
	artifacts: join(root, 'artifacts'),
	/** What belongs to this checkout alone and can be thrown away: stamps, the user folder of `npm start`. */
	local: join(root, '.local'),
	workflows: join(root, 'workflows'),
	packageJson: join(root, 'package.json'),
};

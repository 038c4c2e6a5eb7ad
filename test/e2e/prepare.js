const { pack } = require('../../scripts/pack');
const { createSteps } = require('../../scripts/progress');
const { installN8n, n8n } = require('../../scripts/n8n/install');
const findPostgres = require('../harness/findPostgres');
const { findChromium } = require('./chromium');
const findRedis = require('./findRedis');
const { makeModel } = require('./model');

/** What all files need, once and before jest counts the time: the browser is looked for first, as the cheapest. */
module.exports = async () => {
	findChromium();
	await findPostgres();
	await findRedis();
	console.log();
	const step = createSteps(3);
	const tarball = await step('Building the pack', async () => (await pack()).path);
	await step(`Getting n8n ${n8n.version} (the first time usually 3 to 6 minutes)`, installN8n);
	await step('Starting n8n once, for all files to begin with', async () => await makeModel(tarball));
};

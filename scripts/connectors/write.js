const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { format, resolveConfig } = require('prettier');

const { workflows } = require('../paths');
const { generated } = require('./generated');

async function main() {
	for (const { file, json } of generated()) {
		const path = join(workflows, file);
		writeFileSync(path, await format(JSON.stringify(json), { ...(await resolveConfig(path)), filepath: path }));
		console.log(file);
	}
}

void main();

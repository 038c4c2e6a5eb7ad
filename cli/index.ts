#!/usr/bin/env node
import { randomBytes } from 'node:crypto';

import { main } from './main';

const write = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(text);

void main(process.argv.slice(2), {
	out: write(process.stdout),
	err: write(process.stderr),
	showsProgress: process.stderr.isTTY,
	now: () => new Date().toISOString(),
	randomBytes,
	env: process.env,
}).then((code) => {
	process.exitCode = code;
});

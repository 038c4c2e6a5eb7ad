/* global afterAll */
const { rmSync } = require('node:fs');

// Taken now: a test may point n8n elsewhere for a while.
const folder = String(process.env.N8N_USER_FOLDER);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { mkdtempSync } = require('node:fs');
const { join } = require('node:path');

// n8n logs every node that fails, and nothing here may read the real user folder.
process.env.N8N_LOG_LEVEL ??= 'silent';
process.env.N8N_USER_FOLDER = mkdtempSync(join(String(process.env.TRIAGE_TEST_FOLDER), 'user-'));

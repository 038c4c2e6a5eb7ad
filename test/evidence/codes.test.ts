import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { bundleCodes } from '../../core';

test('every finding of a bundle is documented with its severity', () => {
	const text = readFileSync(join(__dirname, '../../docs/reference/error-codes.md'), 'utf8');
	const [section = ''] = text.split('## Findings of a bundle')[1]?.split('\n## ') ?? [];
	const listed = [...section.matchAll(/^\| `([A-Z_]+)` *\| (\w+) *\|/gm)].map(([, code, severity]) => [code, severity]);
	expect(Object.fromEntries(listed)).toEqual(bundleCodes);
});

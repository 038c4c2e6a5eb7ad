import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Version of the package, from the nearest `package.json` above this file; `unknown` where it was taken apart. */
export function packageVersion(): string {
	for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
		const path = join(folder, 'package.json');
		if (!existsSync(path)) continue;
		const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version?: string };
		return version ?? 'unknown';
	}
	return 'unknown';
}

import { readFileSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

/** What runs the node. */
export interface Host {
	name: string;
	/** As `24.21.0`. */
	nodeVersion: string;
	/** Null where the process was not started by n8n's own program. */
	n8nVersion: string | null;
	isQueueMode: boolean;
}

/** n8n tells a node its version nowhere; the program that runs lies in its package. */
function readN8nVersion(): string | null {
	try {
		const file = join(dirname(realpathSync(process.argv[1] ?? '')), '..', 'package.json');
		const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown; version?: unknown };
		return name === 'n8n' && typeof version === 'string' ? version : null;
	} catch {
		return null;
	}
}

/** The process that runs this node: in queue mode that is a worker. */
export function readHost(): Host {
	return {
		name: hostname(),
		nodeVersion: process.versions.node,
		n8nVersion: readN8nVersion(),
		isQueueMode: process.env.EXECUTIONS_MODE === 'queue',
	};
}

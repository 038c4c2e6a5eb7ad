import { createHash } from 'node:crypto';

import type { OpenException } from './types';

/**
 * Name of what failed and how, the same whenever it happens again: `sha256:` and 64 hex digits. The case is part of it, so
 * the same on two cases are two exceptions.
 */
export function dedupKey({ case_id, trigger_id, label, source, failure, fingerprint }: OpenException): string {
	const what = fingerprint === null ? [trigger_id, label, source.workflow, source.node, failure] : [fingerprint];
	const text = JSON.stringify([case_id, ...what]);
	return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

import { createHash } from 'node:crypto';

import { jcs } from '../evidence';
import { itemDigest } from '../gate';
import type { Checklist, CheckResult } from './types';

/**
 * Name of exactly this evaluation: which checklist, which item, and how each check came out. An item that JSON cannot hold
 * has no name of its own, and stands for any such item.
 */
export function evaluationDigest(checklist: Checklist, item: unknown, checks: readonly CheckResult[]): string {
	const bytes = jcs({ checklist, checks, item: itemDigest(item) });
	return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

import type { Actor } from '../../core';
import type { OwnerAuditPlace, TriageStore } from '../shared/openStore';

/** Most transactions of one poll, and cases of each; the next poll goes on behind them. */
const maxAudits = 4;
const perAudit = 250;

const isBegin = ({ open, lapsed }: OwnerAuditPlace) => open === 0 && lapsed === 0;

/** Looks whether somebody can act on the next thousand cases that go on; all of them where there are no more. Gives where to go on. */
export async function auditAllOwners(
	store: TriageStore,
	from: OwnerAuditPlace | null,
	operator_role: string,
	actor: Actor,
): Promise<OwnerAuditPlace> {
	let after = from ?? { open: 0, lapsed: 0 };
	for (let audit = 0; audit < maxAudits; audit += 1) {
		after = (await store.auditOwners({ operator_role, after, limit: perAudit }, { actor })).next;
		if (isBegin(after)) break;
	}
	return after;
}

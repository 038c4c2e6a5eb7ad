import type { TriageStore } from '../../storage';
import { context, openTicket, owner } from '../storage/subject';

/** Records on a case what the checks before its closing ask for; the suppression was answered by this status. */
export async function prove(store: TriageStore, case_id: string, status: number): Promise<void> {
	const step = 'Suppress contact';
	const completed = { kind: 'set_step', step: 'Complete contact', status: 'completed' } as const;
	await store.execute({ case_id }, completed, context());
	const intent = { connector: 'campaigns', method: 'suppress', step };
	const asked = await store.record({ case_id, type: 'connector.intent', data: intent }, context());
	const refs = [{ id: asked.outcome === 'recorded' ? asked.entry_id : '', rel: 'outcome_of' as const }];
	const data = { outcome: status < 300 ? 'ok' : 'failed', step, status };
	await store.record({ case_id, type: 'connector.outcome', data, refs }, context());
	await store.record({ case_id, type: 'note.added', data: { step: 'Tell customer' } }, context());
}

/** A case in work, with as much recorded as its closing needs; its ID. */
export async function workedCase(store: TriageStore, ticket_id = 'T-1', status = 200): Promise<string> {
	const { case: opened } = await openTicket(store, ticket_id);
	const { case_id } = opened;
	await store.execute({ case_id }, owner, context());
	await store.execute({ case_id }, { kind: 'change_state', to: 'in-progress' }, context());
	await prove(store, case_id, status);
	return case_id;
}

import type { IDataObject } from 'n8n-workflow';

export interface Call {
	operation: string;
	case_id: string;
	key: string;
	data: IDataObject;
}
/** What a system answers to a call; nothing where it leaves that to another. */
export type Answer = (call: Call) => IDataObject | undefined;

/** What a connector says, whose contract is that of docs/guides/connectors.md. */
export const answer = (status: number | null, record: IDataObject | null = null) => ({
	ok: status === 200,
	status,
	retryable: status === null || status >= 500,
	record,
	response: { message: status === null ? 'No answer came' : `Answered with ${status}` },
	vendor: 'demo',
	took_ms: 1,
});
/** Systems that do what they are asked, of which each test has new ones. */
export function systemsThatWork(): Answer {
	const contacts: Record<string, IDataObject> = {};
	const members: Record<string, IDataObject> = {};
	return ({ operation, data }) => {
		const id = String(data.contact_id);
		const member = (members[id] ??= { status: 'subscribed' });
		if (operation === 'update_contact') contacts[id] = data;
		if (operation === 'suppress') member.status = 'suppressed';
		const records: Record<string, IDataObject | undefined> = { find_contact: contacts[id], status: member };
		return answer(200, { ...(records[operation] ?? data) });
	};
}

/** A report of a campaign error. */
export const body = {
	report_id: 'R-1',
	ticket_id: 'T-1001',
	subject: 'No billing data',
	campaign_id: 'CMP-31',
	charge_id: 'CH-9001',
	segment: 'enterprise',
	customer: { id: 'CUS-204', email: 'ada@example.com', billing_id: 'BIL-204' },
};

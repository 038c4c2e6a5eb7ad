import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { runWorkflow, type WorkflowJson } from '../harness/runWorkflow';
import { storeOfNodes } from '../harness/stores';

const json = JSON.parse(readFileSync(join(__dirname, '../../workflows/triage-tickets.json'), 'utf8')) as WorkflowJson;

const post = async (body: unknown, startNode = 'Receive ticket') => {
	const run = await runWorkflow(json, { input: [{ headers: {}, body } as IDataObject], startNode });
	return { ...run, answer: run.responses[0] as unknown as { body: IDataObject; statusCode: number } };
};
const ticket = (more: IDataObject = {}) => ({
	ticket_id: 'T-1',
	subject: 'Campaign mail shows no billing data',
	type: 'campaign-error',
	customer: { id: 'CU-1', email: 'ada@example.com' },
	...more,
});

afterAll(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

test('a new ticket opens a case with an owner, and the sender is told', async () => {
	const { answer, items } = await post(ticket());
	expect(answer).toMatchObject({
		statusCode: 201,
		body: {
			message:
				"Ticket T-1 opened case C-0001, owned by MarketingOps-Data (backup Billing-Escalation). Rule 'Campaign error' matched.",
			case_id: 'C-0001',
			state: 'queued',
			owner_role: 'MarketingOps-Data',
			backup_role: 'Billing-Escalation',
			is_new: true,
		},
	});
	expect(items('Open case')).toHaveLength(1);
	expect(items('Say what is wrong')).toEqual([]);
	const stored = await (await storeOfNodes()).getCase('C-0001');
	expect(stored).toMatchObject({
		priority: 'normal',
		product: null,
		customer_id: 'CU-1',
		owner: { backup_role: 'Billing-Escalation' },
	});
});

test('the same ticket again gets the case it has', async () => {
	const { answer } = await post(ticket({ subject: 'Another subject' }));
	expect(answer).toMatchObject({
		statusCode: 200,
		body: {
			message:
				"Ticket T-1 has case C-0001 already, owned by MarketingOps-Data (backup Billing-Escalation). Rule 'Campaign error' matched.",
			is_new: false,
		},
	});
});

test('a ticket that no rule knows still has an owner', async () => {
	const { answer, items } = await post(ticket({ ticket_id: 'T-2', type: 'question' }));
	expect(answer).toMatchObject({ statusCode: 201, body: { owner_role: 'Triage', backup_role: '', case_id: 'C-0002' } });
	expect(items('Assign owner role', 1)).toHaveLength(1);
});

test('a ticket that does not meet the contract is refused with every reason', async () => {
	const { answer, items } = await post({ subject: 5, type: 'refund', customer: {} });
	expect(answer.statusCode).toBe(422);
	expect(answer.body.message).toMatch(/^The ticket was not accepted\. .*ticket_id is missing.*\.$/);
	expect((answer.body.problems as IDataObject[]).map(({ pointer, keyword }) => `${pointer} ${keyword}`)).toEqual([
		' required',
		'/customer required',
		'/customer required',
		'/subject type',
		'/type enum',
	]);
	expect(items('Open case')).toEqual([]);
});

test.each([
	['an array', [ticket()]],
	['an empty body', {}],
	['a text', 'help'],
	['a number', 5],
])('%s is refused in words', async (_, body) => {
	const { answer } = await post(body);
	expect([answer.statusCode, typeof answer.body.message]).toEqual([422, 'string']);
});

test('a GitHub issue opens a case under repository and number', async () => {
	const issue = {
		action: 'opened',
		issue: {
			number: 7,
			title: 'Broken',
			html_url: 'https://github.com/a/b/issues/7',
			state: 'open',
			user: { login: 'ada' },
		},
		repository: { full_name: 'a/b' },
		sender: { login: 'ada' },
	};
	const { answer } = await post(issue, 'Receive GitHub issue');
	expect(answer).toMatchObject({ statusCode: 201, body: { owner_role: 'Product-Support' } });
	const [found] = await (await storeOfNodes()).findCases({ order: 'newest', ticket_id: 'a/b#7' });
	expect(found).toMatchObject({ source: 'github', link: 'https://github.com/a/b/issues/7' });
	const broken = await post({ ...issue, issue: { ...issue.issue, number: '7' } }, 'Receive GitHub issue');
	expect(broken.answer.statusCode).toBe(422);
});

test('the sample of the manual trigger passes', async () => {
	const run = await runWorkflow(json, { input: [{}], startNode: 'Try with a sample' });
	expect(run.status).toBe('success');
	expect(run.items('Say what happened')).toHaveLength(1);
});

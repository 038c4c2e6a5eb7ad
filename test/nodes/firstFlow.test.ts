import type { IDataObject } from 'n8n-workflow';

import { ticketMishaps } from '../harness/mishaps';
import { runWorkflow } from '../harness/runWorkflow';
import { storeOfNodes } from '../harness/stores';
import { Branches, readTemplate, withParameters } from '../harness/template';

const json = readTemplate('triage-tickets.json');
const branches = new Branches(json);

const asJson = { 'content-type': 'application/json' };
const post = async (body: unknown, startNode = 'Receive ticket', headers: IDataObject = asJson) => {
	const input = [{ headers, body } as IDataObject];
	const run = branches.seen(await runWorkflow(json, { input, startNode }));
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
				"Ticket T-1 has case C-0001 already, in state queued, owned by MarketingOps-Data (backup Billing-Escalation). Rule 'Campaign error' matched. Not taken over from this ticket: subject.",
			is_new: false,
		},
	});
	const again = await post(ticket());
	expect(again.answer.body.message).toMatch(/already, in state queued, owned by .* matched\.$/);
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

test.each<[string, IDataObject, unknown, string]>([
	['without a content type', {}, {}, 'missing'],
	[
		'as a form, which is what curl does by itself',
		{ 'content-type': 'application/x-www-form-urlencoded' },
		{ [JSON.stringify(ticket())]: '' },
		'application/x-www-form-urlencoded',
	],
	['as text', { 'content-type': 'text/plain;charset=UTF-8' }, JSON.stringify(ticket()), 'text/plain;charset=UTF-8'],
])('a ticket that is sent %s is refused with what to do', async (_, headers, body, found) => {
	const { answer } = await post(body, 'Receive ticket', headers);
	expect(answer.statusCode).toBe(422);
	expect(answer.body).toMatchObject({ fix: 'Send the ticket as JSON, with the header content-type: application/json' });
	expect(answer.body.message).toContain(
		`The ticket was not accepted. It did not come as JSON: its content-type is ${found}. `,
	);
});

test('a ticket that came as JSON is told about its fields alone', async () => {
	const { answer } = await post({}, 'Receive ticket', { 'content-type': 'application/json; charset=utf-8' });
	expect(answer.body.message).toMatch(/^The ticket was not accepted\. customer\.email is missing/);
	expect(answer.body.fix).toBe('Add customer.email to the item');
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
	const [found] = (await (await storeOfNodes()).findCases({ order: 'newest', ticket_id: 'a/b#7' })).cases;
	expect(found).toMatchObject({ source: 'github', link: 'https://github.com/a/b/issues/7' });
	const broken = await post({ ...issue, issue: { ...issue.issue, number: '7' } }, 'Receive GitHub issue');
	expect(broken.answer.statusCode).toBe(422);
});

test.each([
	['title', { title: 'x'.repeat(501) }, '/issue/title'],
	['address', { html_url: `https://github.com/${'x'.repeat(2000)}` }, '/issue/html_url'],
	['author', { user: { login: 'x'.repeat(201) } }, '/issue/user/login'],
])('a GitHub issue whose %s a case cannot hold is refused in words', async (_, more, pointer) => {
	const issue = { number: 8, title: 'T', html_url: 'https://github.com/a/b/issues/8', user: { login: 'ada' }, ...more };
	const body = { action: 'opened', issue, repository: { full_name: 'a/b' }, sender: { login: 'ada' } };
	const { answer } = await post(body, 'Receive GitHub issue');
	expect(answer).toMatchObject({ statusCode: 422, body: { problems: [{ pointer }] } });
});

test('when the store cannot be reached the sender is asked to try again', async () => {
	const { N8N_USER_FOLDER: folder } = process.env;
	process.env.N8N_USER_FOLDER = __filename;
	try {
		const { answer, items } = await post(ticket({ ticket_id: 'T-9' }));
		expect(answer).toMatchObject({
			statusCode: 503,
			body: { message: 'The ticket was not kept.', fix: 'Send the ticket again later' },
		});
		expect(items('Assign owner role')).toEqual([]);
	} finally {
		process.env.N8N_USER_FOLDER = folder;
	}
});

test('the sample of the manual trigger passes', async () => {
	const run = branches.seen(await runWorkflow(json, { input: [{}], startNode: 'Try with a sample' }));
	expect(run.status).toBe('success');
	expect(run.items('Say what happened')).toHaveLength(1);
});

test.each(ticketMishaps)('what %s cannot do (%j) is to be sent again', async (name, parameters, message) => {
	const input = [{ headers: asJson, body: ticket({ ticket_id: `T-${name}` }) }];
	const startNode = name === 'Check GitHub issue' ? 'Receive GitHub issue' : 'Receive ticket';
	const run = branches.seen(await runWorkflow(withParameters(json, name, parameters), { input, startNode }));
	expect(run.responses).toMatchObject([{ statusCode: 503, body: { message } }]);
});

test('a case that there is already is told, where that is a conflict', async () => {
	const conflicting = withParameters(json, 'Open case', { onExisting: 'conflict' });
	const name = 'twice';
	const input = [{ headers: asJson, body: ticket({ ticket_id: `T-${name}` }) }];
	await runWorkflow(conflicting, { input, startNode: 'Receive ticket' });
	const run = branches.seen(await runWorkflow(conflicting, { input, startNode: 'Receive ticket' }));
	expect(run.responses).toMatchObject([{ statusCode: 409 }]);
});

test('all of its branches were taken', () => expect(branches.unseen).toEqual([]));

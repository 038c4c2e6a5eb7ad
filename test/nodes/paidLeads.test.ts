import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { leadMishaps } from '../harness/mishaps';
import { runWorkflow } from '../harness/runWorkflow';
import { storeOfNodes } from '../harness/stores';
import { Branches, readTemplate, withParameters } from '../harness/template';
import { context, ticket } from '../storage/subject';

const json = readTemplate('route-paid-leads.json');
const branches = new Branches(json);

const asJson = { 'content-type': 'application/json' };
const post = async (body: unknown, headers: IDataObject = asJson) => {
	const input = [{ headers, body } as IDataObject];
	const run = branches.seen(await runWorkflow(json, { input, startNode: 'Receive paid lead' }));
	expect(run.responses).toHaveLength(1);
	return { ...run, answer: run.responses[0] as unknown as { body: IDataObject; statusCode: number } };
};
const contact = { id: 'CU-1', name: 'Ada Example', email: 'ada@example.com' };
const lead = (more: IDataObject = {}): IDataObject => ({
	lead_id: 'L-1',
	paid_at: '2026-05-04T09:12:00Z',
	amount: 1200,
	currency: 'EUR',
	project_value: 4800,
	project_type: 'web-shop',
	contact,
	...more,
});

const { N8N_USER_FOLDER: before } = process.env;
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'paid-leads-'));
	process.env.N8N_USER_FOLDER = folder;
});
afterEach(async () => {
	expect((await (await storeOfNodes()).verify()).findings).toEqual([]);
	rmSync(folder, { recursive: true, force: true });
	process.env.N8N_USER_FOLDER = before;
});
const cases = async () => (await (await storeOfNodes()).findCases({ order: 'oldest' })).cases;

test('a paid lead opens a case with the role of a project manager, and the sender is told', async () => {
	const { answer, items } = await post(lead());
	expect(answer).toMatchObject({
		statusCode: 201,
		body: {
			message: "Lead L-1 opened case C-0001, owned by PM-Web (backup PM-Lead). Rule 'Web shop' matched.",
			case_id: 'C-0001',
			state: 'queued',
			owner_role: 'PM-Web',
			backup_role: 'PM-Lead',
			is_new: true,
		},
	});
	expect(items('Assign project manager', 0)).toHaveLength(1);
	expect(await cases()).toMatchObject([
		{
			source: 'paid-leads',
			ticket_id: 'L-1',
			subject: 'Paid lead: web-shop for Ada Example',
			type: 'paid-lead',
			priority: 'normal',
			customer_id: 'CU-1',
			product: 'web-shop',
			owner: { role: 'PM-Web', backup_role: 'PM-Lead' },
		},
	]);
});

test.each([
	['campaign', 'PM-Campaigns'],
	['integration', 'PM-Integration'],
	['  Web-Shop ', 'PM-Web'],
])('a lead of the type %j goes to %s', async (project_type, role) => {
	const { answer } = await post(lead({ project_type }));
	expect(answer).toMatchObject({ statusCode: 201, body: { owner_role: role } });
});

test.each([
	[0.75, 'PM-Web', 0],
	[0.7499, 'Triage', 1],
])('a project type that is %d sure goes to %s', async (project_type_confidence, role, output) => {
	const { answer, items } = await post(lead({ project_type_confidence }));
	expect(answer).toMatchObject({ statusCode: 201, body: { owner_role: role, case_id: 'C-0001' } });
	expect(items('Assign project manager', output)).toHaveLength(1);
});

test('a large project without a company is warned of, and has priority', async () => {
	const { answer } = await post(lead({ project_value: 10_000 }));
	expect(answer.statusCode).toBe(201);
	expect(answer.body.message).toMatch(/matched\. A project from 10,000 on needs a company for its contract\.$/);
	const named = await post(lead({ lead_id: 'L-2', project_value: 25_000, company: 'Example Ltd' }));
	expect(named.answer.body.message).toMatch(/Rule 'Web shop' matched\.$/);
	expect((await cases()).map(({ priority, subject }) => [priority, subject])).toEqual([
		['high', 'Paid lead: web-shop for Ada Example'],
		['high', 'Paid lead: web-shop for Example Ltd'],
	]);
});

test('the same lead again is told its case, whatever the sender says about when it was sent', async () => {
	await post(lead({ sent_at: '2026-05-04T09:12:01Z' }));
	const { answer, items } = await post(lead({ sent_at: '2026-05-04T09:13:01Z' }));
	expect(answer).toMatchObject({
		statusCode: 202,
		body: {
			message: 'Lead L-1 came before and has case C-0001, in state queued, owned by PM-Web.',
			case_id: 'C-0001',
			owner_role: 'PM-Web',
			is_new: false,
		},
	});
	expect(items('Open case')).toEqual([]);
	expect(await cases()).toHaveLength(1);
});

test('a lead that is being worked on is told so', async () => {
	const store = await storeOfNodes();

	const stopped = structuredClone(json);
	stopped.connections['Shape lead'] = { main: [[]] };
	await runWorkflow(stopped, { input: [{ headers: asJson, body: lead() }], startNode: 'Receive paid lead' });
	const { answer } = await post(lead());
	expect(answer).toMatchObject({ statusCode: 202, body: { case_id: '', is_new: false } });
	expect(answer.body.message).toMatch(/^Lead L-1 came before, at 20.*Z, and is being worked on\.$/);
	expect((await store.findCases({ order: 'oldest' })).cases).toEqual([]);
});

test('another lead under a known ID is refused, and the first case stays as it is', async () => {
	await post(lead());
	const [first] = await cases();
	const { answer } = await post(lead({ amount: 900 }));
	expect(answer).toMatchObject({
		statusCode: 409,
		body: {
			fix: 'Send each event with a key of its own, and changes of a ticket by another way',
			problems: [{ label: 'idem.conflict' }],
		},
	});
	expect(answer.body.message).toMatch(
		/^The lead was not accepted\. The key was used before with other content, first at .* for case C-0001\.$/,
	);
	expect(await cases()).toEqual([first]);
});

test.each<[string, IDataObject, string, string]>([
	['without a project type', { project_type: undefined }, 'project_type is missing', 'Add project_type to the item'],
	[
		'of another project type',
		{ project_type: 'mural' },
		'project_type is "mural" but must be one of web-shop, campaign, integration',
		'',
	],
	['in another currency', { currency: 'XAU' }, 'currency is "XAU" but must be one of EUR, GBP, USD', ''],
	['that paid nothing', { amount: 0 }, 'amount is 0 but must be at least 0.01', ''],
	['whose amount is text', { amount: '1200' }, 'amount is text "1200" but must be a number', ''],
	['that paid more than the project', { amount: 5000 }, 'amount is 5000 but must be at most', ''],
	['without an address', { contact: { ...contact, email: 'ada' } }, 'contact.email is', ''],
	['whose sureness is no part of one', { project_type_confidence: 93 }, 'project_type_confidence is 93', ''],
	['that was paid some day', { paid_at: 'yesterday' }, 'paid_at is "yesterday" but must be a date', ''],
])('a lead %s is refused with the reason', async (_, more, message, fix) => {
	const { answer, items } = await post(JSON.parse(JSON.stringify(lead(more))));
	expect(answer.statusCode).toBe(422);
	expect(answer.body.message).toContain(message);
	expect(answer.body.message).toMatch(/^The lead was not accepted\. .*[^.]\.$/);
	expect(answer.body.fix).toContain(fix);
	expect(answer.body.problems).not.toEqual([]);
	expect(items('Open case')).toEqual([]);
	// A key that was refused is free: the mended lead passes.
	expect((await post(lead())).answer.statusCode).toBe(201);
});

test.each([
	['a list', [lead()]],
	['an empty body', {}],
	['a text', 'help'],
	['a number', 5],
])('%s is refused in words', async (_, body) => {
	const { answer } = await post(body);
	expect([answer.statusCode, typeof answer.body.message]).toEqual([422, 'string']);
});

test('a lead that did not come as JSON is told how to send it', async () => {
	const form = { 'content-type': 'application/x-www-form-urlencoded' };
	const { answer } = await post({ [JSON.stringify(lead())]: '' }, form);
	expect(answer).toMatchObject({
		statusCode: 400,
		body: {
			message: expect.stringContaining('It did not come as JSON: its content-type is application/x-www') as string,
			fix: 'Send the lead as JSON, with the header content-type: application/json',
		},
	});
});

test('every arrival is in the trigger ledger, with what became of it', async () => {
	await post(lead());
	await post(lead());
	await post(lead({ amount: 1 }));
	await post({});
	const counts = await (await storeOfNodes()).countTriggers();
	expect(counts.map(({ source, outcome, label, count }) => [source, outcome, label, count]).sort()).toEqual([
		['paid-leads', 'accepted', null, 1],
		['paid-leads', 'duplicate', null, 1],
		['paid-leads', 'refused', 'idem.conflict', 1],
		['paid-leads', 'refused', 'schema.required', 1],
	]);
});

test('when the store cannot be reached the sender is asked to try again', async () => {
	process.env.EXECUTIONS_MODE = 'queue';
	try {
		const { answer } = await post(lead());
		expect(answer).toMatchObject({
			statusCode: 503,
			body: { message: 'The lead was not kept.', fix: 'Send the lead again later', problems: [] },
		});
	} finally {
		delete process.env.EXECUTIONS_MODE;
	}
});

test('the sample of the manual trigger passes', async () => {
	const run = branches.seen(await runWorkflow(json, { input: [{}], startNode: 'Try with a sample' }));
	expect(run.status).toBe('success');
	expect(run.items('Say who has it')).toMatchObject([{ json: { owner_role: 'PM-Web', status: 201 } }]);
});

test.each(leadMishaps)('what %s cannot do (%j) is to be sent again', async (name, parameters, message) => {
	const input = [{ headers: asJson, body: lead({ lead_id: `L-${name}` }) }];
	const startNode = 'Receive paid lead';
	const run = branches.seen(await runWorkflow(withParameters(json, name, parameters), { input, startNode }));
	expect(run.responses).toMatchObject([{ statusCode: 503, body: { message } }]);
});

test('a case that there is already is told, where that is a conflict', async () => {
	const conflicting = withParameters(json, 'Open case', { onExisting: 'conflict' });
	const name = 'twice';
	const input = [{ headers: asJson, body: lead({ lead_id: `L-${name}` }) }];
	const fields = ticket({ source: 'paid-leads', ticket_id: 'L-twice' });
	await (await storeOfNodes()).execute(null, { kind: 'open', fields }, context());
	const run = branches.seen(await runWorkflow(conflicting, { input, startNode: 'Receive paid lead' }));
	expect(run.responses).toMatchObject([{ statusCode: 409 }]);
});

test('all of its branches were taken', () => expect(branches.unseen).toEqual([]));

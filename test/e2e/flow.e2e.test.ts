import type { Execution, Item } from '../../scripts/n8n/client';
import { samples, ticket } from '../../scripts/samples';
import { postText, send, type Answer } from '../../scripts/send';
import { openStore, verifyStore } from '../../scripts/store';
import { ticketMishaps } from '../harness/mishaps';
import { flow, isGate, ourNodes } from './flow';
import { OwnN8n } from './ownN8n';
import { TriedWorkflow } from './tried';
import { expectWholeLog } from './wholeLog';

const own = new OwnN8n();
const ticketsUrl = () => `${own.baseUrl}/webhook/tickets`;

/** Everything that reached the flow, for the counts at the end. */
const answers: Answer[] = [];

function keep(answer: Answer) {
	answers.push(answer);
	return answer;
}

const post = async (text: string) => keep(await postText(ticketsUrl(), text));
const count = (outcome: Answer['outcome']) => answers.filter((answer) => answer.outcome === outcome).length;

function expectCase({ status, body }: Answer) {
	expect(body).toEqual({
		message: expect.stringMatching(/\w/),
		case_id: expect.stringMatching(/^C-\d{4,}$/),
		state: expect.stringMatching(/^[a-z-]+$/),
		owner_role: expect.stringMatching(/\w/),
		backup_role: body.backup_role === null ? null : expect.stringMatching(/\w/),
		is_new: status === 201,
		reason: expect.stringMatching(/\w/),
	});
}

function expectProblems({ status, body }: Answer) {
	expect(status).toBe(422);
	expect(body.message).toMatch(/\w/);
	expect(body.problems).not.toHaveLength(0);
	for (const problem of body.problems) {
		expect(problem).toMatchObject({
			pointer: expect.stringMatching(/^(\/|$)/),
			message: expect.stringMatching(/\w/),
			fix: expect.stringMatching(/\w/),
		});
	}
}

beforeAll(async () => await own.start());
afterAll(async () => await own.remove());

describe('sample tickets', () => {
	it.each(samples().map((sample) => [sample.name, sample.expect, sample] as const))(
		'%s: %s',
		async (_, expected, sample) => {
			const answer = keep(await send(own.baseUrl, sample));
			expect(answer.outcome).toBe(expected);
			if (expected === 'routed') expectCase(answer);
			else expectProblems(answer);
		},
	);

	it('open one case for each ticket, whatever happens to it in its source', async () => {
		const issues = samples().filter(
			({ path, expect: expected }) => path.endsWith('github-issues') && expected === 'routed',
		);
		const caseIds = new Map<string, string>();
		for (const sample of issues) {
			const { repository, issue } = sample.body;
			const { body } = keep(await send(own.baseUrl, sample));
			const key = `${repository.full_name}#${issue.number}`;
			expect(body).toMatchObject({ is_new: false, case_id: caseIds.get(key) ?? body.case_id });
			caseIds.set(key, body.case_id);
		}
		expect(new Set(caseIds.values()).size).toBe(caseIds.size);
		expect(caseIds.size).toBeLessThan(issues.length);
	});
});

describe('unusual senders', () => {
	it('who post a ticket twice at once get one case', async () => {
		const text = JSON.stringify({ ...ticket, ticket_id: 'T-TWICE' });
		const both = await Promise.all([post(text), post(text)]);
		for (const answer of both) expectCase(answer);
		expect(both[0].body.case_id).toBe(both[1].body.case_id);
		expect(both.map(({ body }) => body.is_new).sort()).toEqual([false, true]);
	});

	it('who post 5 MB get a case', async () => {
		const answer = await post(JSON.stringify({ ...ticket, ticket_id: 'T-LARGE', details: 'x'.repeat(5_000_000) }));
		expect(answer.outcome).toBe('routed');
		expectCase(answer);
	});

	it('who post __proto__ get a case, and change nothing for those after them', async () => {
		const rest = JSON.stringify({ ...ticket, ticket_id: 'T-PROTO' }).slice(1);
		expectCase(
			await post(
				`{"__proto__":{"type":"weather","polluted":true},"constructor":{"prototype":{"polluted":true}},${rest}`,
			),
		);
		const { customer: _, ...incomplete } = ticket;
		expectProblems(await post(JSON.stringify({ ...incomplete, ticket_id: 'T-AFTER-PROTO' })));
	});

	it.each([
		['a list', '[{"ticket_id":"T-1"}]'],
		['nothing', ''],
		['an empty object', '{}'],
		['a number', '5'],
		['a text', '"T-1001"'],
		['null', 'null'],
	])('who post %s are told what is missing', async (_, text) => {
		expectProblems(await post(text));
	});

	it.each([
		['as a form, which is what curl does by itself', 'application/x-www-form-urlencoded'],
		['as text', 'text/plain'],
		['without saying what it is', ''],
	])('who post %s are told to send JSON', async (_, type) => {
		const answer = keep(await postText(ticketsUrl(), JSON.stringify(ticket), { 'content-type': type }));
		expectProblems(answer);
		expect(answer.body).toMatchObject({
			message: expect.stringContaining('It did not come as JSON: its content-type is') as string,
			fix: 'Send the ticket as JSON, with the header content-type: application/json',
		});
	});

	it('who post what is not JSON are told so by n8n, before the flow', async () => {
		const answer = await postText(ticketsUrl(), '{"ticket_id": ');
		expect(answer).toMatchObject({ status: 422, body: { message: 'Failed to parse request body' } });
	});
});

describe('afterwards', () => {
	let executions: Execution[];
	beforeAll(async () => {
		executions = await own.n8n.client.executions(flow.id);
	});

	const itemsOf = (names: readonly string[], output: number): Item[] =>
		executions.flatMap(({ outputs }) => names.flatMap((name) => outputs[name]?.[output] ?? []));

	it('every execution ended well', () => {
		expect(executions).toHaveLength(answers.length);
		expect(executions.filter(({ status }) => status !== 'success')).toEqual([]);
	});

	it('the gates let through what was routed and nothing else', () => {
		const gates = ourNodes.filter(isGate).map(({ name }) => name);
		const valid = itemsOf(gates, 0);
		const invalid = itemsOf(gates, 1);
		expect({ valid: valid.length, invalid: invalid.length }).toEqual({
			valid: count('routed'),
			invalid: count('refused'),
		});
		expect(valid.every(({ json }) => json.triage.gate.passed === true)).toBe(true);
		expect(invalid.every(({ json }) => json.triage.gate.passed === false)).toBe(true);
	});

	it('no item that could not be judged is on a good path', () => {
		const items = itemsOf(
			ourNodes.map(({ name }) => name),
			0,
		);
		expect(items.length).toBeGreaterThan(0);
		expect(items.filter(({ json }) => json.error !== undefined || json.triage?.error !== undefined)).toEqual([]);
	});

	it('every case was told to its sender, and the cases agree with the log', async () => {
		const told = new Set(answers.filter(({ outcome }) => outcome === 'routed').map(({ body }) => body.case_id));
		const store = await openStore(own.userFolder);
		const { cases } = await store.findCases({ order: 'oldest' }).finally(async () => await store.close());
		expect(cases.map(({ case_id }) => case_id).sort()).toEqual([...told].sort());
		expect(cases.filter(({ owner }) => owner === null)).toEqual([]);
		expect(await verifyStore(own.userFolder)).toMatchObject({ case_count: told.size, findings: [] });
		await expectWholeLog(own.userFolder);
	});
});

describe('drafts', () => {
	const drafts = new TriedWorkflow(own, 'triage-tickets.json');
	const json = { 'content-type': 'application/json' };
	const again = { ...ticket, ticket_id: 'T-draft' };

	it.each(ticketMishaps)(
		'in which %s cannot do its work (%j) ask to send it again',
		async (node, parameters, message) => {
			const start = node === 'Check GitHub issue' ? 'Receive GitHub issue' : 'Receive ticket';
			const body = { ...again, ticket_id: `T-${node}` };
			const { outputs } = await drafts.run(start, [{ headers: json, body }], { [node]: parameters });
			expect(outputs['Say what is wrong']![0]).toMatchObject([{ json: { status: 503, message } }]);
		},
	);

	it('for which a known case is a conflict say so; a question and the sample pass', async () => {
		const conflicting = { 'Open case': { onExisting: 'conflict' } };
		const first = await drafts.run('Receive ticket', [{ headers: json, body: again }], conflicting);
		expect(first.said).toEqual({ 'Say what happened': [expect.stringContaining('Ticket T-draft opened case')] });
		const second = await drafts.run('Receive ticket', [{ headers: json, body: again }], conflicting);
		expect(second.outputs['Say what is wrong']![0]).toMatchObject([{ json: { status: 409 } }]);
		const question = { ...ticket, ticket_id: 'T-question', type: 'question' };
		const unowned = await drafts.run('Receive ticket', [{ headers: json, body: question }]);
		expect(unowned.outputs['Say what happened']![0]).toMatchObject([{ json: { owner_role: 'Triage' } }]);
		expect((await drafts.run('Try with a sample')).said).toHaveProperty('Say what happened');
	});

	it('and posts have taken every branch', async () => {
		expect(await drafts.unseen()).toEqual([]);
		await expectWholeLog(own.userFolder);
	});
});

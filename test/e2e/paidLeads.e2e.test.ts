import { waitFor, type Execution, type Item } from '../../scripts/n8n/client';
import { lead, leadSamples } from '../../scripts/samples';
import { postText, send, type Answer } from '../../scripts/send';
import { openStore } from '../../scripts/store';
import { leadMishaps } from '../harness/mishaps';
import { Editor } from './editor';
import { labelsOf, leadsFlow as flow, ourNodesOf } from './flow';
import { OwnN8n } from './ownN8n';
import { TriedWorkflow } from './tried';
import { expectWholeLog } from './wholeLog';

const own = new OwnN8n();
const url = () => `${own.baseUrl}/webhook/paid-leads`;
const answers: Answer[] = [];

function keep(answer: Answer) {
	answers.push(answer);
	return answer;
}

const post = async (body: unknown, headers: Record<string, string> = {}) =>
	keep(await postText(url(), JSON.stringify(body), headers));
const count = (outcome: Answer['outcome']) => answers.filter((answer) => answer.outcome === outcome).length;

beforeAll(async () => await own.start());
afterAll(async () => await own.remove());

describe('leads that are posted', () => {
	it('end as each of the samples says', async () => {
		for (const sample of leadSamples()) {
			const { name, expect: expected } = sample;
			const { outcome } = keep(await send(own.baseUrl, sample));
			expect([name, outcome]).toEqual([name, expected]);
		}
		expect(answers.map(({ status }) => status)).toEqual([201, 202, 409, 201, 422, 422]);
	});

	it('are told who has them, in words', () => {
		const [first, again, conflict, unsure, untyped, overpaid] = answers.map(({ body }) => body);
		expect(first).toMatchObject({
			message: "Lead L-1001 opened case C-0001, owned by PM-Web (backup PM-Lead). Rule 'Web shop' matched.",
			case_id: 'C-0001',
			state: 'queued',
			owner_role: 'PM-Web',
			backup_role: 'PM-Lead',
			is_new: true,
		});
		expect(again).toMatchObject({
			message: 'Lead L-1001 came before and has case C-0001, in state queued, owned by PM-Web.',
			case_id: 'C-0001',
			is_new: false,
		});
		expect(conflict.message).toMatch(/used before with other content, first at .* for case C-0001\.$/);
		expect(unsure).toMatchObject({ case_id: 'C-0002', owner_role: 'Triage' });
		expect(untyped).toMatchObject({
			message: 'The lead was not accepted. project_type is missing.',
			problems: [{ label: 'schema.required', message: 'project_type is missing' }],
		});
		expect(overpaid.problems).toMatchObject([{ name: 'Payment not above project value', verdict: 'broken' }]);
	});

	it('twice at once have one case', async () => {
		const both = await Promise.all([0, 1].map(async () => await post({ ...lead, lead_id: 'L-TWICE' })));
		expect(both.map(({ status }) => status).sort()).toEqual([201, 202]);
		const { body } = await post({ ...lead, lead_id: 'L-TWICE' });
		expect(body.case_id).toBe(both.find(({ status }) => status === 201)!.body.case_id);
	});

	it.each([
		['a list', [lead]],
		['an empty object', {}],
		['a number', 5],
		['null', null],
	])('as %s are told what is missing', async (_, body) => {
		const answer = await post(body);
		expect([answer.status, answer.outcome]).toEqual([422, 'refused']);
		expect(answer.body.message).toContain('is missing');
	});

	it('as a form are told to send JSON', async () => {
		const answer = await post(lead, { 'content-type': 'application/x-www-form-urlencoded' });
		expect(answer).toMatchObject({
			status: 400,
			outcome: 'refused',
			body: { fix: 'Send the lead as JSON, with the header content-type: application/json' },
		});
	});
});

describe('afterwards', () => {
	let executions: Execution[];
	beforeAll(async () => {
		// n8n answers before it has saved the execution.
		executions = await waitFor('the executions', 60_000, async () => {
			const saved = await own.n8n.client.executions(flow.id);
			return saved.length >= answers.length ? saved : undefined;
		});
	});
	const itemsOf = (name: string, output: number): Item[] =>
		executions.flatMap(({ outputs }) => outputs[name]?.[output] ?? []);

	it('every execution ended well, and every branch had what was answered', () => {
		expect(executions).toHaveLength(answers.length);
		expect(executions.filter(({ status }) => status !== 'success')).toEqual([]);
		const branches = [0, 1, 2, 3].map((output) => itemsOf('Check lead', output).length);
		expect(branches).toEqual([count('routed'), count('refused') + count('conflict'), count('known'), 0]);
		expect(itemsOf('Assign project manager', 0).length).toBe(count('routed') - 1);
		expect(itemsOf('Assign project manager', 1).length).toBe(1);
		expect(itemsOf('Say who has it', 0).length).toBe(count('routed'));
		expect(itemsOf('Say that it is known', 0).length).toBe(count('known'));
		expect(itemsOf('Say what is wrong', 0).length).toBe(count('refused') + count('conflict'));
	});

	it('no item that could not be judged is on a good path', () => {
		const items = ourNodesOf(flow).flatMap(({ name }) => itemsOf(name, 0));
		expect(items.length).toBeGreaterThan(0);
		expect(items.filter(({ json }) => json.error !== undefined || json.triage?.error !== undefined)).toEqual([]);
	});

	it('there is one case a lead, and the ledger has every arrival', async () => {
		const store = await openStore(own.userFolder);
		try {
			const { cases } = await store.findCases({ order: 'oldest' });
			expect(cases.map(({ ticket_id, owner }) => [ticket_id, owner?.role])).toEqual([
				['L-1001', 'PM-Web'],
				['L-1002', 'Triage'],
				['L-TWICE', 'PM-Web'],
			]);
			const counts = await store.countTriggers();
			const total = (wanted: string) =>
				counts.filter(({ outcome }) => outcome === wanted).reduce((sum, { count: n }) => sum + n, 0);
			expect(['accepted', 'duplicate', 'refused'].map(total)).toEqual([
				count('routed'),
				count('known'),
				count('refused') + count('conflict'),
			]);
		} finally {
			await store.close();
		}
		await expectWholeLog(own.userFolder);
	});
});

describe('on the canvas', () => {
	let editor: Editor;
	beforeAll(async () => {
		editor = await Editor.openOn(own.n8n, flow.id);
	});
	afterAll(async () => await editor?.close());

	it('it shows every node with its outputs, and runs by its manual trigger', async () => {
		const names = flow.nodes.filter(({ type }) => !type.endsWith('.stickyNote')).map(({ name }) => name);
		expect((await editor.nodeNames()).sort()).toEqual(names.sort());
		expect(await editor.unknownNodes()).toBe(0);
		for (const node of ourNodesOf(flow)) expect(await editor.outputLabels(node.name)).toEqual(labelsOf(node));
		await editor.screenshot('paid-leads');
		expect(await editor.runFrom('Try with a sample')).toContain('Workflow executed successfully');
		expect(await editor.hasSucceeded('Say who has it')).toBe(true);
		await editor.screenshot('paid-leads-after-run');
		expect(await editor.takeProblems()).toEqual([]);
	});
});

describe('drafts', () => {
	const drafts = new TriedWorkflow(own, 'route-paid-leads.json');
	const request = (lead_id: string) => ({
		headers: { 'content-type': 'application/json' },
		body: { ...lead, lead_id },
	});

	it.each(leadMishaps)(
		'in which %s cannot do its work (%j) ask to send it again',
		async (node, parameters, message) => {
			const { outputs } = await drafts.run('Receive paid lead', [request(`L-${node}`)], { [node]: parameters });
			expect(outputs['Say what is wrong']![0]).toMatchObject([{ json: { status: 503, message } }]);
		},
	);

	it('for which a known case is a conflict say so', async () => {
		const fields = { source: 'paid-leads', ticket_id: 'L-conflict', subject: 'Known' };
		const known = { onExisting: 'conflict', caseFields: { mappingMode: 'defineBelow', value: fields } };
		await drafts.run('Receive paid lead', [request('L-one')], { 'Open case': known });
		const { outputs } = await drafts.run('Receive paid lead', [request('L-two')], { 'Open case': known });
		expect(outputs['Say what is wrong']![0]).toMatchObject([{ json: { status: 409 } }]);
	});

	it('and posts have taken every branch', async () => {
		expect(await drafts.unseen()).toEqual([]);
		await expectWholeLog(own.userFolder);
	});
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { waitFor } from '../../scripts/n8n/client';
import { workflows } from '../../scripts/paths';
import { openStore } from '../../scripts/store';
import { proposalMishaps } from '../harness/mishaps';
import { withOnError, withParameters } from '../harness/template';
import { Editor } from './editor';
import { OwnN8n } from './ownN8n';
import { TriedWorkflow } from './tried';
import { expectWholeLog } from './wholeLog';

interface Flow {
	id: string;
	nodes: Array<{ name: string; type: string }>;
}
const read = (name: string): Flow => JSON.parse(readFileSync(join(workflows, `${name}.json`), 'utf8'));
const reviewFlow = read('review-routing-rules');
const goldenFlow = read('test-routing-rules');

const own = new OwnN8n();
let editor: Editor;

beforeAll(async () => {
	await own.start();
	editor = await Editor.open(own.baseUrl);
	await editor.signIn(own.n8n.owner);
});
afterAll(async () => {
	await editor?.close();
	await own.remove();
});

interface Answer {
	status: number;
	body: Record<string, unknown>;
}

async function ask(path: string, body?: object): Promise<Answer> {
	const response = await fetch(`${own.baseUrl}/webhook/${path}`, {
		method: body === undefined ? 'GET' : 'POST',
		...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
	});
	return { status: response.status, body: (await response.json()) as Answer['body'] };
}
const propose = async (body: object) => await ask('triage-rules', body);
const decide = async (body: object) => await ask('triage-rule-reviews', body);
const golden = async () => await ask('triage-golden-cases');

const roles = { new_roles: 'Billing-Escalation, MarketingOps-Data, Product-Support, Finance' };
const approved = (version: number) => ({
	rule_set: 'support',
	version,
	decision: 'approved',
	reviewed_by: 'bob',
	reason: 'Agreed in the team',
	...roles,
});
/** The sample rules of the flow, which are in version 1, with another owner of billing. */
const header = 'rule.id,"type: string billing,bug,campaign-error,question",then.owner_role';
const changed = `${header}\nBilling question,billing,Finance\nRest,not(billing),Product-Support`;

it('runs the sample by hand, and keeps it as a draft', async () => {
	await editor.openWorkflow(reviewFlow.id);
	expect(await editor.unknownNodes()).toBe(0);
	await editor.screenshot('review-rules');
	expect(await editor.runFrom('Try with a sample')).toContain('Workflow executed successfully');
	expect(await editor.hasSucceeded('Ask for a review')).toBe(true);
	await editor.inPanel('Replay past cases', async () => {
		expect(await editor.parameters()).toContain('Most Cases That May Move');
		await editor.screenshot('panel-routing-rules');
	});
	expect(await golden()).toMatchObject({
		status: 404,
		body: { message: "The golden cases could not be run: No version of rule set 'support' is in force." },
	});
});

it('brings the sample into force once somebody else has approved it, and all golden cases hold', async () => {
	expect(await decide({ ...approved(1), reviewed_by: 'ada' })).toMatchObject({
		status: 422,
		body: { fix: 'Have another person review it' },
	});
	expect(await decide(approved(1))).toMatchObject({
		status: 200,
		body: {
			message: "Version 1 of rule set 'support' is in force. There is no past case to compare with.",
			is_in_force: true,
		},
	});
	expect(await golden()).toEqual({
		status: 200,
		body: { message: "All 5 golden cases go where they should by version 1 of rule set 'support'.", passed: true },
	});
});

it('says which cases of the store would move, and keeps the rules out until that is meant', async () => {
	const ticket = { ticket_id: 'T-1', subject: 'Charged', type: 'billing', customer: { id: 'C', email: 'a@b.example' } };
	expect((await ask('tickets', ticket)).status).toBe(201);
	expect(await propose({ rule_set: 'support', csv: changed, proposed_by: 'ada', ...roles })).toMatchObject({
		status: 202,
		body: { version: 2, moves: '1 case from Billing-Escalation to Finance', is_within_limit: false },
	});
	expect(await decide(approved(2))).toMatchObject({
		status: 422,
		body: { moves: '1 case from Billing-Escalation to Finance' },
	});
	const meant = { ...approved(2), accept_moved_because: 'Billing is Finance now' };
	expect(await decide(meant)).toMatchObject({ status: 200, body: { is_in_force: true } });
});

it('fails loudly, naming each golden case that goes elsewhere', async () => {
	const { status, body } = await golden();
	expect(status).toBe(409);
	expect(body.message).toContain('3 of 5 golden cases do not go where they should by version 2');
	expect(body.message).toContain('Charged twice goes to Finance and not to Billing-Escalation');
});

it('refuses what is blocked, what cannot be read and what was rejected, in words', async () => {
	const blocked = await propose({
		rule_set: 'support',
		csv: `${header}\nOne,billing,Finance`,
		proposed_by: 'ada',
		...roles,
	});
	expect(blocked).toMatchObject({
		status: 422,
		body: { findings: expect.stringContaining('Blocking TABLE_GAP') as string },
	});
	expect(await propose({ rule_set: 'support', csv: 'rule.id\nOne' })).toMatchObject({
		status: 422,
		body: { message: expect.stringContaining('there is no column then.owner_role') as string },
	});
	expect(await propose({})).toMatchObject({
		status: 400,
		body: { message: "This could not be handled: 'Rule Set' is empty." },
	});
	expect(await decide({ ...approved(3), decision: 'rejected' })).toMatchObject({
		status: 200,
		body: { message: "Version 3 of rule set 'support' was rejected by bob. What was in force stays." },
	});
});

describe('afterwards', () => {
	/** What was asked of each flow, the sample included. */
	const expected = new Map([
		[reviewFlow.id, 10],
		[goldenFlow.id, 3],
	]);
	/** All executions of a flow. n8n answers a webhook before it has written the execution down. */
	const executionsOf = async (id: string) =>
		await waitFor(`the executions of ${id}`, 20_000, async () => {
			const found = await own.n8n.client.executions(id);
			return found.length >= expected.get(id)! ? found : undefined;
		});

	it.each([
		['review', reviewFlow, []],
		// By hand and by the clock, which leads to the same nodes.
		['golden cases', goldenFlow, ['Try it', 'Every morning']],
	] as const)('every node of the flow %s was run', async (_, { id, nodes }, others) => {
		const executions = await executionsOf(id);
		const run = new Set(executions.flatMap(({ outputs }) => Object.keys(outputs)));
		const all = nodes.filter(({ type }) => !type.endsWith('.stickyNote')).map(({ name }) => name);
		expect(all.filter((name) => !run.has(name))).toEqual(others);
	});

	it('only the run whose golden cases moved has failed', async () => {
		const statuses = async ({ id }: Flow) => (await executionsOf(id)).map(({ status }) => status);
		expect(new Set(await statuses(reviewFlow))).toEqual(new Set(['success']));
		expect(await statuses(goldenFlow)).toEqual(['success', 'success', 'error']);
	});

	it('the log tells who proposed, reviewed and activated what, and why', async () => {
		const store = await openStore(own.userFolder);
		const trail = await store.readTimeline('_rule_set/support').finally(async () => await store.close());
		expect(trail.map(({ type, actor }) => `${type} ${actor}`)).toEqual([
			'definition.saved human:ada',
			'definition.refused human:ada',
			'definition.reviewed human:bob',
			'definition.activated human:bob',
			'definition.saved human:ada',
			'definition.reviewed human:bob',
			'definition.activated human:bob',
			'definition.saved human:ada',
			'definition.reviewed human:bob',
		]);
		expect(trail.at(6)).toMatchObject({ reason: 'Agreed in the team. Billing is Finance now' });
		await expectWholeLog(own.userFolder);
	});
});

describe('drafts', () => {
	const review = new TriedWorkflow(own, 'review-routing-rules.json');
	const goldenCases = new TriedWorkflow(own, 'test-routing-rules.json');
	const desk = { rule_set: 'desk', proposed_by: 'ada', ...roles };

	it.each(proposalMishaps)('in which %s cannot do its work (%j) say so', async (node, parameters, message) => {
		const body = { ...desk, csv: changed };
		const { outputs } = await review.run('Receive rules', [{ body }], { [node]: parameters });
		const [said] = outputs['Say what is wrong']![0]!;
		expect(said!.json.status).toBeGreaterThanOrEqual(400);
		expect(said!.json.message).toContain(message);
	});

	it('that go on where nothing could be compared say so, too', async () => {
		const wrong = withParameters(review.json, 'Show what changes', {
			ruleSet: { __rl: true, mode: 'name', value: 'nobody' },
		});
		const json = withOnError(wrong, 'Show what changes', 'continueRegularOutput');
		const { outputs } = await review.run('Receive rules', [{ body: { ...desk, csv: changed } }], json);
		expect(outputs['Show what changes']![2]).toHaveLength(1);
		expect(outputs['Say what is wrong']![0]![0]!.json.message).toContain("There is no rule set 'nobody'");
	});

	it('with the rules that are in force say that nothing would change', async () => {
		const { outputs } = await review.run('Receive rules', [{ body: { ...desk, rule_set: 'support', csv: changed } }]);
		expect(outputs['Ask for a review']![0]).toMatchObject([
			{ json: { changes: '', moves: '', is_within_limit: true } },
		]);
	});

	it('whose reviewed rules cannot be brought into force say so', async () => {
		await review.run('Receive rules', [{ body: { ...desk, rule_set: 'third desk', csv: changed } }]);
		const body = { rule_set: 'third desk', version: 1, decision: 'approved', reviewed_by: 'bob', ...roles };
		const wrong = { version: { __rl: true, mode: 'number', value: 'x' } };
		const { outputs } = await review.run('Receive decision', [{ body }], { 'Bring into force': wrong });
		expect(outputs['Say what is wrong']![0]![0]!.json.message).toContain('\'Version\' is "x"');
		const unread = await review.run('Receive decision', [{ body: { ...body, decision: 'perhaps' } }]);
		expect(unread.outputs['Say what is wrong']![0]![0]!.json.message).toContain('\'Decision\' is "perhaps"');
		const same = await review.run('Receive decision', [{ body: { ...body, version: 9 } }]);
		expect(same.outputs['Say what is wrong']![0]![0]!.json.message).toContain('There is no version 9');
	});

	it('without a golden case do not pass', async () => {
		const none = { jsonOutput: '{"rule_set":"support","cases":[]}' };
		const { outputs } = await goldenCases.run('Every morning', [{}], { 'Golden cases': none });
		expect(outputs['Say what is missing']![0]).toMatchObject([
			{ json: { message: 'There is no golden case to run.', passed: false } },
		]);
		expect((await goldenCases.run('Try it')).status).toBe('error');
	});

	it('and calls have taken every branch', async () => {
		expect({ review: await review.unseen(), golden: await goldenCases.unseen() }).toEqual({ review: [], golden: [] });
		await expectWholeLog(own.userFolder);
	});
});

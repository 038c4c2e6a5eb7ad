import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { runWorkflow, type WorkflowJson, type WorkflowRun } from '../harness/runWorkflow';
import { storeOfNodes } from '../harness/stores';
import { openCase } from './routingRules';

const read = (name: string) =>
	JSON.parse(readFileSync(join(__dirname, `../../workflows/${name}.json`), 'utf8')) as WorkflowJson;
const reviewFlow = read('review-routing-rules');
const goldenFlow = read('test-routing-rules');

/** Every node that ran, so that at the end none is left that no test has seen. */
const seen = new Set<string>();
const note = (json: WorkflowJson, run: WorkflowRun) => {
	for (const name of Object.keys(run.nodes)) seen.add(`${json.name}: ${name}`);
	return { ...run, answer: run.responses[0] as unknown as { body: IDataObject; statusCode: number } };
};
const post = async (startNode: string, body: IDataObject) =>
	note(reviewFlow, await runWorkflow(reviewFlow, { input: [{ body }], startNode }));
const golden = async (startNode: string, json = goldenFlow) =>
	note(json, await runWorkflow(json, { input: [{}], startNode }));

const header = 'rule.id,"type: string bug,billing",then.owner_role';
const roles = { new_roles: 'Product, Billing' };
const rules = (csv: string, more: IDataObject = {}) => ({
	rule_set: 'desk',
	csv,
	proposed_by: 'ada',
	...roles,
	...more,
});
const decision = (version: number, more: IDataObject = {}) => ({
	rule_set: 'desk',
	version,
	decision: 'approved',
	reviewed_by: 'bob',
	...roles,
	...more,
});
const first = `${header}\nbugs,bug,Product\nmoney,billing,Billing`;
const second = `${header}\nbugs,bug,Product\nmoney,billing,Product`;

afterAll(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

describe('review routing rules', () => {
	test('a proposal is saved as a draft, and the answer says what a reviewer has to know', async () => {
		const { answer } = await post('Receive rules', rules(first));
		expect(answer).toMatchObject({
			statusCode: 202,
			body: {
				message:
					"Version 1 of rule set 'desk' waits for a review by somebody other than ada. 2 rules added, 2 settings changed. There is no past case to compare with.",
				version: 1,
				findings: '',
				is_within_limit: true,
			},
		});
		expect(answer.body.changes).toContain('Rule bugs is new');
	});

	test('the author may not decide', async () => {
		const { answer, items } = await post('Receive decision', decision(1, { reviewed_by: 'Ada' }));
		expect(answer).toMatchObject({ statusCode: 422, body: { fix: 'Have another person review it' } });
		expect(items('Bring into force')).toEqual([]);
	});

	test('somebody else decides, and the rules count', async () => {
		const { answer } = await post('Receive decision', decision(1, { reason: 'Agreed' }));
		expect(answer).toMatchObject({
			statusCode: 200,
			body: {
				message: "Version 1 of rule set 'desk' is in force. There is no past case to compare with.",
				is_in_force: true,
			},
		});
		expect((await (await storeOfNodes()).getDefinition({ kind: 'rule_set', name: 'desk' }))?.version.number).toBe(1);
	});

	test('a rejected version does not count', async () => {
		await post('Receive rules', rules(`${first}\n`, { csv: second }));
		const { answer } = await post('Receive decision', decision(2, { decision: 'rejected' }));
		expect(answer).toMatchObject({
			statusCode: 200,
			body: { message: "Version 2 of rule set 'desk' was rejected by bob. What was in force stays." },
		});
	});

	test('cases that would move keep it from counting until a reason is given', async () => {
		await openCase('billing', 'Billing');
		const other = `${header}\nbugs,bug,Product\nall money,billing,Product`;
		const proposed = await post('Receive rules', rules(other));
		expect(proposed.answer).toMatchObject({
			statusCode: 202,
			body: { moves: '1 case from Billing to Product', is_within_limit: false },
		});
		const { answer } = await post('Receive decision', decision(3));
		expect(answer).toMatchObject({ statusCode: 422, body: { moves: '1 case from Billing to Product' } });
		expect(answer.body.message).toContain('would have moved 1 of 1 past cases (100%)');
		const again = await post('Receive decision', decision(3, { accept_moved_because: 'Billing was closed' }));
		expect(again.answer).toMatchObject({ statusCode: 200, body: { is_in_force: true } });
	});

	test('rules with blocking findings, and rules that cannot be read, are told so', async () => {
		const blocked = await post('Receive rules', rules(`${header}\nbugs,bug,Product`));
		expect(blocked.answer).toMatchObject({
			statusCode: 422,
			body: { message: 'The draft is saved and cannot come into force: 1 blocking finding.' },
		});
		expect(blocked.answer.body.findings).toContain('Blocking TABLE_GAP');
		const unread = await post('Receive rules', rules('rule.id\nbugs'));
		expect(unread.answer.body.message).toMatch(/^The rule set 'desk' cannot be saved: Line 1: there is no column/);
	});

	test.each([
		['Receive rules', {}, /^This could not be handled: 'Rule Set' is empty/],
		['Receive rules', rules(first, { proposed_by: 'ada@example.com' }), /'Proposed By' is an e-mail address/],
		['Receive decision', { rule_set: 'desk' }, /^This could not be handled: 'Version' is empty/],
		['Receive decision', decision(1, { decision: 'perhaps' }), /'Decision' is "perhaps"/],
		['Receive decision', decision(9), /^There is no version 9 of rule set 'desk'/],
	])('%s answers what it cannot read in words: %j', async (startNode, body, message) => {
		const { answer } = await post(startNode, body as IDataObject);
		expect(answer.statusCode).toBeGreaterThanOrEqual(400);
		expect(answer.body.message).toMatch(message);
	});
});

describe('golden cases', () => {
	test('without rules in force it says what is missing', async () => {
		const { answer, status } = await golden('Asked from outside');
		expect([status, answer.statusCode]).toEqual(['success', 404]);
		expect(answer.body.message).toBe("The golden cases could not be run: There is no rule set 'support'.");
	});

	test('all hold for the sample rules of the review', async () => {
		const sample = await runWorkflow(reviewFlow, { input: [{}], startNode: 'Try with a sample' });
		expect(note(reviewFlow, sample).status).toBe('success');
		await post(
			'Receive decision',
			decision(1, {
				rule_set: 'support',
				new_roles: 'Billing-Escalation, MarketingOps-Data, Product-Support',
				accept_moved_because: 'These roles are new',
			}),
		);
		const { answer, status } = await golden('Try it');
		expect([status, answer.statusCode, answer.body.message]).toEqual([
			'success',
			200,
			"All 5 golden cases go where they should by version 1 of rule set 'support'.",
		]);
	});

	test('a case that goes elsewhere is named, and the run fails', async () => {
		const json = structuredClone(goldenFlow);
		const { parameters } = json.nodes.find(({ name }) => name === 'Golden cases')!;
		parameters.jsonOutput = String(parameters.jsonOutput).replace('Billing-Escalation', 'Finance');
		const { answer, status, error } = await golden('Every morning', json);
		const message =
			"1 of 5 golden cases do not go where they should by version 1 of rule set 'support': Charged twice goes to Billing-Escalation and not to Finance.";
		expect([status, error?.message, answer.statusCode, answer.body.message]).toEqual(['error', message, 409, message]);
	});

	test('no case at all is not a pass', async () => {
		const json = structuredClone(goldenFlow);
		json.nodes.find(({ name }) => name === 'Golden cases')!.parameters.jsonOutput = '{"rule_set":"support","cases":[]}';
		const { answer } = await golden('Try it', json);
		expect(answer).toMatchObject({ statusCode: 404, body: { message: 'There is no golden case to run.' } });
	});
});

test('no node is left that was not run', () => {
	const all = [reviewFlow, goldenFlow].flatMap(({ name, nodes }) =>
		nodes.filter(({ type }) => !type.endsWith('.stickyNote')).map((node) => `${name}: ${node.name}`),
	);
	expect([...seen].sort()).toEqual(all.sort());
});

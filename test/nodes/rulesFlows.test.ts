import type { IDataObject } from 'n8n-workflow';

import { proposalMishaps } from '../harness/mishaps';
import { runWorkflow, type WorkflowRun } from '../harness/runWorkflow';
import { storeOfNodes } from '../harness/stores';
import { Branches, readTemplate, withOnError, withParameters } from '../harness/template';
import { openCase } from './routingRules';

const reviewFlow = readTemplate('review-routing-rules.json');
const goldenFlow = readTemplate('test-routing-rules.json');

const [ofReview, ofGolden] = [new Branches(reviewFlow), new Branches(goldenFlow)];
const answerOf = (run: WorkflowRun) => ({
	...run,
	answer: run.responses[0] as unknown as { body: IDataObject; statusCode: number },
});
const post = async (startNode: string, body: IDataObject, json = reviewFlow) =>
	answerOf(ofReview.seen(await runWorkflow(json, { input: [{ body }], startNode })));
const golden = async (startNode: string, json = goldenFlow) =>
	answerOf(ofGolden.seen(await runWorkflow(json, { input: [{}], startNode })));

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
const named = (value: string) => ({ __rl: true, mode: 'name', value });
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

		const same = await post('Receive rules', rules(other));
		expect(same.answer).toMatchObject({ statusCode: 202, body: { changes: '', moves: '', is_within_limit: true } });
		expect(same.items('Replay past cases')).toHaveLength(1);
	});

	test.each(proposalMishaps)(
		'%s that cannot be done (%j) is answered in words, and the draft does not count',
		async (name, change, message) => {
			const changed = withParameters(reviewFlow, name, change);
			const { answer } = await post('Receive rules', rules(second, { rule_set: 'other desk' }), changed);
			expect(answer.statusCode).toBeGreaterThanOrEqual(400);
			expect(answer.body.message).toContain(message);
			const kept = await (await storeOfNodes()).getDefinition({ kind: 'rule_set', name: 'other desk' });
			expect(kept).toBeNull();
		},
	);

	test('drafts that cannot be compared are told so by an instance that goes on by Not Compared, too', async () => {
		const wrong = withParameters(reviewFlow, 'Show what changes', { ruleSet: named('nobody') });
		const changed = withOnError(wrong, 'Show what changes', 'continueRegularOutput');
		const { answer, items } = await post('Receive rules', rules(second, { rule_set: 'other desk' }), changed);
		expect(items('Show what changes', 2)).toHaveLength(1);
		expect(answer.statusCode).toBeGreaterThanOrEqual(400);
		expect(answer.body.message).toMatch(/There is no rule set 'nobody'/);
	});

	test('a review whose rules cannot be brought into force is recorded, and answered in words', async () => {
		await post('Receive rules', rules(second, { rule_set: 'third desk' }));
		const changed = withParameters(reviewFlow, 'Bring into force', {
			version: { __rl: true, mode: 'number', value: 'x' },
		});
		const { answer } = await post('Receive decision', decision(1, { rule_set: 'third desk' }), changed);
		expect(answer.statusCode).toBeGreaterThanOrEqual(400);
		expect(answer.body.message).toMatch(/'Version' is "x"/);
		const store = await storeOfNodes();
		expect(await store.getDefinition({ kind: 'rule_set', name: 'third desk' })).toBeNull();
		expect(await store.listVersions({ kind: 'rule_set', name: 'third desk' })).toMatchObject([{ state: 'reviewed' }]);
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
		expect(ofReview.seen(sample).status).toBe('success');
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

test('every branch of both was taken', () => {
	expect({ review: ofReview.unseen, golden: ofGolden.unseen }).toEqual({ review: [], golden: [] });
});

import { openStore } from '../../scripts/store';
import type { TriageStore } from '../../storage';
import { closingMishaps } from '../harness/mishaps';
import { withParameters } from '../harness/template';
import { prove, workedCase } from '../harness/workedCase';
import { openTicket } from '../storage/subject';
import { Editor } from './editor';
import { workflowOf } from './evidenceFlow';
import { OwnN8n } from './ownN8n';
import { TriedWorkflow } from './tried';
import { expectWholeLog, signLog } from './wholeLog';

const own = new OwnN8n();
const template = new TriedWorkflow(own, 'close-with-qa-checks.json');

beforeAll(async () => await own.start());
afterAll(async () => await own.remove());

const inStore = async <Result>(work: (store: TriageStore) => Promise<Result>) => {
	const store = await openStore(own.userFolder);
	return await work(store).finally(async () => await store.close());
};

/** What a node of the newest execution put out. */
const newest = async (name: string) => {
	const executions = await own.n8n.client.executions(template.id);
	return (executions.at(-1)!.outputs[name]?.[0] ?? []).map(({ json }) => json as { message: string; case_id: string });
};
const ask = async (body: object, headers: Record<string, string> = {}) => {
	const response = await fetch(`${own.baseUrl}/webhook/close-case`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	return { status: response.status, answer: (await response.json()) as { message: string; closed: boolean } };
};

const secret = { 'x-triage-key': 'a secret of the test' };
/** Has the published webhook ask for a header, as a user does before others can reach it. */
const askWhoCalls = async () => {
	const { api, rest, publish } = own.n8n.client;
	const [[name, value]] = Object.entries(secret) as [[string, string]];
	const credential = { name: 'Who may close cases', type: 'httpHeaderAuth', data: { name, value } };
	const { id } = (await api('POST', '/credentials', credential)) as { id: string };
	const { nodes, connections } = withParameters(template.json, 'Asked to close', { authentication: 'headerAuth' });
	const webhook = nodes.find((node) => node.name === 'Asked to close')!;
	webhook.credentials = { httpHeaderAuth: { id, name: credential.name } };
	const { versionId } = await rest('GET', `/workflows/${template.id}`);
	await rest('PATCH', `/workflows/${template.id}`, { nodes, connections, versionId });
	await api('POST', `/workflows/${template.id}/deactivate`);
	await publish(template.id);
};

test('cases are closed on proof, exported and checked again, and the others say what is missing', async () => {
	const nothing = await template.run('Spot-check now');
	expect(nothing.said['Say nothing is closed']).toHaveLength(1);
	await Editor.look(own.n8n, template.id, async (editor) => {
		expect(await editor.outputLabels('Make the checks')).toEqual(['Passed', 'Failed', 'Error']);
		expect(await editor.outputLabels('Verify the log')).toEqual(['Intact', 'Broken', 'Inconclusive', 'Error']);
		expect(await editor.runFrom('Try with samples')).toContain('Workflow executed successfully');
		await editor.screenshot('closing');
		await editor.inPanel('Say it is closed', async () => {
			await editor.awaitOutput('Binary', /evidence-C-0001\.zip/);
			await editor.screenshot('panel-closed');
		});
		expect(await editor.runFrom('Spot-check now')).toContain('Workflow executed successfully');
		await editor.screenshot('closing-spot-check');
	});
	expect((await newest('Say it holds')).map(({ case_id }) => case_id)).toEqual(['C-0001']);
	const [weak] = await newest('Say what does not hold');
	expect(weak?.message).toMatch(
		/^Case C-0003 does not hold\. Suppression applied: .* because Support-Lead let it pass\./,
	);

	await own.n8n.client.publish(template.id);
	const held = await ask({ case_id: 'C-0002', resolution: 'fixed', note: 'Suppressed' });
	expect(held).toMatchObject({
		status: 409,
		answer: { closed: false, missing: ['Suppression applied', 'Customer told'] },
	});
	const override = { override_role: 'Support-Lead', override_reason: 'The campaign is over' };
	const unasked = await ask({ case_id: 'C-0002', resolution: 'workaround', ...override });
	expect(unasked).toMatchObject({ status: 409, answer: { closed: false } });
	expect(unasked.answer.message).toContain('overrode nothing, because this address does not ask who calls');
	await askWhoCalls();
	expect((await fetch(`${own.baseUrl}/webhook/close-case`, { method: 'POST' })).status).toBe(403);
	const passed = await ask({ case_id: 'C-0002', resolution: 'workaround', ...override }, secret);
	expect(passed).toMatchObject({ status: 200, answer: { closed: true, evidence: { file: 'evidence-C-0002.zip' } } });
	expect(await ask({ case_id: 'C-0002', resolution: 'fixed' }, secret)).toMatchObject({
		status: 200,
		answer: { closed: true },
	});
	expect(await ask({ case_id: 'C-0404', resolution: 'fixed' }, secret)).toMatchObject({ status: 404 });
	expect(await ask({ case_id: 'C-0002' }, secret)).toMatchObject({ status: 422 });

	const trail = await inStore(async (store) => await store.readTimeline('C-0002'));
	expect(trail.map(({ type }) => type).slice(-3)).toEqual(['qa.evaluated', 'exception.linked', 'case.closed']);
	await expectWholeLog(own.userFolder);
}, 200_000);

/** Asks to close a case, by a draft with these changes. */
const askDraft = async (case_id: string, changes: Record<string, object> = {}) => {
	const body = { case_id, resolution: 'fixed', note: 'Suppressed' };
	const request = { headers: { 'content-type': 'application/json' }, body };
	const run = await template.run('Asked to close', [request], changes);
	expect(run.status).toBe('success');
	return { said: run.said, answer: run.outputs.Answer?.[0]?.map(({ json }) => json) };
};
const stateOf = async (caseId: string) => (await inStore(async (store) => await store.getCase(caseId)))!.state;

test.each(closingMishaps.notDone)(
	'%s that cannot be done (%j) leaves the case open',
	async (node, parameters, message) => {
		const caseId = await inStore(async (store) => await workedCase(store, `T-${node}`));
		const { said, answer } = await askDraft(caseId, { [node]: parameters });
		expect(said).toEqual({ 'Say it was not done': [expect.stringContaining(message)] });
		expect(answer).toMatchObject([{ status: 503, closed: false, case_id: caseId }]);
		expect(await stateOf(caseId)).toBe('in-progress');
	},
);

test.each(closingMishaps.noEvidence)(
	'%s not done (%j): the case is closed all the same',
	async (node, parameters, message) => {
		const caseId = await inStore(async (store) => await workedCase(store, `T-${node}-${JSON.stringify(parameters)}`));
		const { said, answer } = await askDraft(caseId, { [node]: parameters });
		expect(said).toEqual({ 'Say the evidence is missing': [expect.stringContaining(message)] });
		expect(answer).toMatchObject([{ status: 500, closed: true, case_id: caseId, to_role: 'Support-Lead' }]);
		expect(await stateOf(caseId)).toBe('resolved');
	},
);

test.each(closingMishaps.notChecked)(
	'a spot check that %s cannot make (%j) is said',
	async (node, parameters, message) => {
		const { said } = await template.run('Every Monday', [{}], { [node]: parameters });
		expect(said['Say it was not checked']![0]).toContain(message);
	},
);

test.each(closingMishaps.notBegun)(
	'a sample for which %s does nothing (%j) is said',
	async (node, parameters, message) => {
		const { said } = await template.run('Try with samples', [{}], { [node]: parameters });
		expect(said['Say the sample did not begin']).toHaveLength(3);
		expect(said['Say the sample did not begin']![0]).toContain(message);
	},
);

test('a checkpoint that is held outside proves the log, or finds it broken; and what is refused is said', async () => {
	const [caseId, another] = await inStore(async (store) => [
		await workedCase(store, 'T-intact'),
		await workedCase(store, 'T-broken'),
	]);
	const { note, vkey } = await inStore(signLog);
	const intact = await askDraft(caseId, { 'Verify the log': { verifierKeys: vkey, anchors: note } });
	expect(intact.answer).toMatchObject([{ status: 200, evidence: { verdict: 'intact', completeness: 'complete' } }]);
	const larger = note.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1000}\n`);
	const broken = await askDraft(another, { 'Verify the log': { anchors: larger } });
	expect(broken.answer).toMatchObject([{ status: 500, to_role: 'Security' }]);
	expect(broken.said['Say the log is broken']![0]).toMatch(/is not what was recorded: .*covers \d+ entries/);
});

test('what a closed case has to have is picked in the panel, and its closing names it', async () => {
	const saving = {
		type: 'n8n-nodes-support-triage.triageSetup',
		parameters: {
			operation: 'saveRequiredEntries',
			requiredSource: 'help-desk',
			requiredEntries: ['case.closed', 'connector.outcome'],
		},
	};
	const drafts = { Start: { type: 'n8n-nodes-base.manualTrigger' }, 'Save entries': saving };
	const asks = workflowOf('Required entries', drafts, ['Start -> Save entries']);
	const { id } = (await own.n8n.client.api('POST', '/workflows', asks)) as { id: string };
	await Editor.look(own.n8n, id, async (editor) => {
		expect(await editor.outputLabels('Save entries')).toEqual(['Saved', 'Refused']);
		await editor.inPanel('Save entries', async () => {
			expect(await editor.parameters()).toMatch(/Source[^]*Required Entries[^]*Case Resolved[^]*Call Answered/);
			await editor.screenshot('panel-required-entries');
		});
		expect(await editor.runFrom('Start')).toContain('Workflow executed successfully');
	});
	const caseId = await inStore(async (store) => await workedCase(store, 'T-required'));
	const { answer } = await askDraft(caseId);
	expect(answer).toMatchObject([{ status: 200, evidence: { completeness: 'complete' } }]);
	const trail = await inStore(async (store) => await store.readTimeline(caseId));
	const closing = trail.find(({ type }) => type === 'case.closed');
	expect(closing!.data).toMatchObject({ required: ['case.closed', 'connector.outcome'], required_version: 1 });
});

test('a case that passes and may not be closed, and samples that begin nothing new, are said', async () => {
	const queued = await inStore(async (store) => {
		const { case_id } = (await openTicket(store, 'T-queued')).case;
		await prove(store, case_id, 200);
		return case_id;
	});
	const refused = await askDraft(queued);
	expect(refused.answer).toMatchObject([{ status: 409, to_role: 'nobody' }]);
	expect(refused.said['Say why it is not closed']![0]).toContain('cannot go from Queued to Resolved');
	const unowned = await template.run('Try with samples', [{}], { 'Give it an owner': { rules: { values: [] } } });
	expect(unowned.said['Say why it is not closed']![0]).toMatch(/stays open, with Triage: .*exception/);
	const conflict = {
		onExisting: 'conflict',
		caseFields: { mappingMode: 'defineBelow', value: { source: 'sample', ticket_id: 'T-1' } },
	};
	await template.run('Try with samples', [{}], { 'Open a case': conflict });
	const { said } = await template.run('Try with samples', [{}], { 'Open a case': conflict });
	expect(said['Say the sample did not begin']).toHaveLength(3);
});

test('all of its branches were taken, and the log is whole', async () => {
	expect(await template.unseen()).toEqual([]);
	await expectWholeLog(own.userFolder);
});

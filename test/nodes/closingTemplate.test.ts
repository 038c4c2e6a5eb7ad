import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { readBundle } from '../../cli/readBundle';
import { verifyBundle } from '../../core';
import type { TriageStore } from '../../storage';
import { closingMishaps } from '../harness/mishaps';
import { runWorkflow, type WorkflowRun } from '../harness/runWorkflow';
import { useOwnStore } from '../harness/ownStore';
import { Branches, readTemplate, saidIn as said, withParameters } from '../harness/template';
import { prove, workedCase } from '../harness/workedCase';
import { openTicket } from '../storage/subject';
import { run as runEvidence, resultOf, vkey } from './auditEvidence';

const template = readTemplate('close-with-qa-checks.json');

const branches = new Branches(template);

const withNode = (name: string, parameters: object) => withParameters(template, name, parameters);

describe('the workflow that closes cases', () => {
	let folder: string;
	let store: TriageStore;
	useOwnStore((own, at) => {
		store = own;
		folder = at;
	});

	const run = async (startNode: string, json = template, input: IDataObject[] = [{}]) => {
		const result = await runWorkflow(json, { input, startNode });
		expect(result.status).toBe('success');
		return branches.seen(result);
	};
	/** Asks over HTTP, and gives the answer with the words of the one node that said something. */
	const ask = async (body: IDataObject, json = template) => {
		const result = await run('Asked to close', json, [{ headers: { 'content-type': 'application/json' }, body }]);
		const [answer, ...others] = result.items('Answer').map((item) => item.json);
		expect(others).toEqual([]);
		expect(result.responses).toEqual([expect.objectContaining({ statusCode: answer!.status, body: answer })]);
		const [[node, [message]], ...more] = Object.entries(said(result)) as [[string, [string]]];
		expect(more).toEqual([]);
		return { node, message, answer: answer!, result };
	};
	/** What an auditor finds who gets the files of a run. */
	const judge = async (result: WorkflowRun, anchors: string[] = []) => {
		const { origin } = resultOf(result.items('Verify the log', 2)[0] ?? result.items('Verify the log')[0]).export!;
		const policy = { v: 1 as const, origin: String(origin), vkeys: [vkey] };
		const held = { now: new Date().toISOString(), anchors: anchors.map((text) => Buffer.from(text)) };
		const path = join(folder, 'bundle.zip');
		const reports = [];
		for (const { binary } of result.items('Say it is closed')) {
			writeFileSync(path, Buffer.from(binary!.data!.data, 'base64'));
			reports.push(await verifyBundle(await readBundle(path), policy, held));
		}
		return reports.map(({ verdict, findings }) => [verdict, findings.map(({ code }) => code)]);
	};
	/** n8n's clock goes on, so that samples get other names. */
	const minuteLater = () =>
		jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'setTimeout'], now: Date.now() + 60_000 });
	const closed = { resolution: 'fixed', note: 'Suppressed' };
	const nothingMissing = 'Nothing is missing from 2 closed cases, and 1 case not closed yet';
	const inconclusive = 'Nothing was found, but nothing held outside of the store vouches for all of it';

	test('a sample is closed with its evidence, one is held back, and one passes by a role that says why', async () => {
		const first = await run('Try with samples');
		const evidence = (caseId: string, entryCount: number) =>
			`Evidence in evidence-${caseId}.zip: ${entryCount} entries of case ${caseId}. Nothing is signed yet, so they prove nothing to others. Log verified: inconclusive and complete. ${inconclusive}. ${nothingMissing}.`;
		expect(said(first)).toEqual({
			'Say it is closed': [
				`Case C-0001 is closed as fixed. Checks passed: 4/4. ${evidence('C-0001', 9)}`,
				`Case C-0003 is closed as fixed. Support-Lead let it pass, because: The campaign has ended, so nobody is written to any more. Not passed: Suppression applied. ${evidence('C-0003', 10)}`,
			],
			'Say what is missing': [
				"Case C-0002 stays open, with MarketingOps-Data. 2/4 checks passed. Suppression applied: The status code is 503; 200-299 is needed. Suppress the contact in the campaign tool, and record the call. Customer told: No evidence is recorded for the step 'Tell customer'. Tell the customer what was done, and record it.",
			],
		});
		const unsigned = ['INCONCLUSIVE', ['WITHHELD', 'UNANCHORED']];
		expect(await judge(first)).toEqual([unsigned, unsigned]);
		expect(await store.getCase('C-0002')).toMatchObject({ state: 'in-progress', owner: { role: 'MarketingOps-Data' } });

		await prove(store, 'C-0002', 204);
		const mended = await ask({ case_id: 'C-0002', ...closed });
		expect(mended).toMatchObject({
			node: 'Say it is closed',
			answer: { status: 200, closed: true, case_id: 'C-0002' },
		});
		const again = await ask({ case_id: 'C-0002', ...closed });
		expect(again.message).toBe('Case C-0002 was closed before, as fixed. Nothing was changed.');
		expect(again.answer).toMatchObject({ status: 200, closed: true });
		minuteLater();
		const second = await run('Try with samples');
		expect(second.items('Say it is closed')).toHaveLength(2);
	});

	test('the same closed cases are drawn again by the seed, and one that was closed without proof becomes a task', async () => {
		expect(said(await run('Spot-check now'))).toEqual({
			'Say nothing is closed': [
				'No case is closed yet, so there is nothing to spot-check. Run Try with samples first.',
			],
		});
		for (let samples = 1; samples <= 3; samples += 1) {
			minuteLater();
			await run('Try with samples');
		}
		const first = await run('Spot-check now');
		const drawn = first.items('Draw closed cases').map(({ json }) => (json.triage as IDataObject).case_id);
		expect(drawn).toHaveLength(3);
		for (const start of ['Spot-check now', 'Every Monday']) {
			const again = await run(start);
			expect(said(again)).toEqual(said(first));
			expect(again.items('Draw closed cases').map(({ json }) => (json.triage as IDataObject).case_id)).toEqual(drawn);
		}
		expect(await store.findTasks({})).toHaveLength(first.items('Say what does not hold').length);
	});

	test('what does not hold says why, by whom it was let pass, and who is to look at it', async () => {
		await run('Try with samples');
		const result = await run('Spot-check now', withNode('Name the draw', { assignments: seedOf('week 2026-W01') }));
		expect(said(result)).toEqual({
			'Say it holds': [
				'Case C-0001 holds: 4/4 checks passed. One of 2 drawn from 2 closed cases by the seed week 2026-W01, which draws the same ones again.',
			],
			'Say what does not hold': [
				'Case C-0003 does not hold. Suppression applied: The status code is 503; 200-299 is needed. Suppress the contact in the campaign tool, and record the call. It was closed because Support-Lead let it pass. Support-Lead is to find out why, until … (C-0003-T1). Drawn by the seed week 2026-W01, which draws the same cases again.',
			],
		});
		expect(await store.getCase('C-0003')).toMatchObject({
			state: 'resolved',
			tasks: [{ type: 'post_mortem', owner_role: 'Support-Lead' }],
		});
	});
	const seedOf = (value: string) => ({ assignments: [{ id: 'a', name: 'seed', type: 'string', value }] });

	test.each(closingMishaps.notChecked)(
		'a spot check that %s cannot make (%j) is said',
		async (name, parameters, message) => {
			await run('Try with samples');
			const words = said(await run('Spot-check now', withNode(name, parameters)));
			expect(words['Say it was not checked']![0]).toContain(message);
		},
	);

	test.each<[string, IDataObject, string, number]>([
		['Say there is no such case', { case_id: 'C-0404' }, "There is no case 'C-0404'.", 404],
		['Say what is wrong', { case_id: 7 }, 'case_id is the number 7 but must be text', 422],
		['Say what is wrong', { resolution: 'gone' }, 'but must be one of fixed, workaround, duplicate, not_an_issue', 422],
		['Say what is wrong', { override_role: 'Me' }, 'override_role is "Me" but must be Support-Lead', 422],
	])('%s answers %j', async (node, body, message, status) => {
		await workedCase(store);
		const asked = await ask({ case_id: 'C-0001', ...closed, ...body });
		expect(asked).toMatchObject({ node, answer: { closed: false, status } });
		expect(asked.message).toContain(message);
		expect(await store.getCase('C-0001')).toMatchObject({ state: 'in-progress' });
	});

	test('a case that passes but may not be closed says why, and who has it', async () => {
		await openTicket(store);
		await prove(store, 'C-0001', 200);
		const queued = await ask({ case_id: 'C-0001', ...closed });
		expect(queued).toMatchObject({ node: 'Say why it is not closed', answer: { status: 409, to_role: 'nobody' } });
		expect(queued.message).toMatch(/^Case C-0001 stays open, with nobody: .* cannot go from Queued to Resolved/);

		const nobody = withNode('Give it an owner', { rules: { values: [] } });
		const samples = said(await run('Try with samples', nobody));
		expect(samples['Say why it is not closed']![0]).toMatch(/^Case C-0002 stays open, with Triage: .*exception/);
	});

	test('nobody overrides by an address that does not ask who calls', async () => {
		const case_id = await workedCase(store, 'T-1', 500);
		const more = { override_role: 'Support-Lead', override_reason: 'The campaign is over' };
		const held = await ask({ case_id, ...closed, ...more });
		expect(held).toMatchObject({ node: 'Say what is missing', answer: { status: 409, closed: false } });
		expect(held.message).toMatch(
			/Support-Lead overrode nothing, because this address does not ask who calls: choose an Authentication in Asked to close\.$/,
		);
		expect(await store.getCase(case_id)).toMatchObject({ state: 'in-progress' });
	});

	test('a role overrides nothing without a reason', async () => {
		const guarded = withNode('Asked to close', { authentication: 'headerAuth' });
		const case_id = await workedCase(store, 'T-1', 500);
		const more = { override_role: 'Support-Lead', override_reason: ' ' };
		const held = await ask({ case_id, ...closed, ...more }, guarded);
		expect(held).toMatchObject({
			node: 'Say what is missing',
			answer: { status: 409, missing: ['Suppression applied'] },
		});
		expect(held.message).toMatch(/Support-Lead overrode nothing, because no reason was given\.$/);
		const passed = await ask(
			{ case_id, resolution: 'workaround', ...more, override_reason: 'The campaign is over' },
			guarded,
		);
		expect(passed.message).toMatch(
			/^Case C-0001 is closed as workaround\. Support-Lead let it pass, .* Not said: What was/,
		);
	});

	test('with a checkpoint that is held outside, the log is intact and the file proves it', async () => {
		const case_id = await workedCase(store);
		const [signed] = (await runEvidence('checkpoint', { sign: 'always', earlierKeys: '' })).items('Node');
		const { note, size } = resultOf(signed).checkpoint as { note: string; size: number };
		const json = withNode('Verify the log', { verifierKeys: vkey, anchors: note });
		const { answer, result } = await ask({ case_id, ...closed }, json);
		expect(answer).toMatchObject({
			status: 200,
			evidence: { verdict: 'intact', completeness: 'complete', file: 'evidence-C-0001.zip' },
		});
		expect(await judge(result, [note])).toEqual([['VERIFIED', ['WITHHELD', 'PENDING']]]);

		const other = await workedCase(store, 'T-2');
		const larger = note.replace(`\n${size}\n`, `\n${size + 1000}\n`);
		const broken = await ask({ case_id: other, ...closed }, withNode('Verify the log', { anchors: larger }));
		expect(broken).toMatchObject({ node: 'Say the log is broken', answer: { status: 500, to_role: 'Security' } });
		expect(broken.message).toMatch(/but the log of this store is not what was recorded: .*covers \d+ entries/);
	});

	test.each(closingMishaps.noEvidence)(
		'%s not done (%j): the case is closed, and somebody is told that its evidence is not there',
		async (...args) => {
			const [name, parameters, message] = args;
			const case_id = await workedCase(store);
			const { node, answer } = await ask({ case_id, ...closed }, withNode(name, parameters));
			expect(node).toBe('Say the evidence is missing');
			expect(answer).toMatchObject({ status: 500, closed: true, case_id, to_role: 'Support-Lead' });
			expect(answer.message).toContain(message);
			expect(await store.getCase(case_id)).toMatchObject({ state: 'resolved' });
		},
	);

	test.each(closingMishaps.notDone)(
		'%s that cannot be done is answered 503, and the case stays open',
		async (name, parameters, message) => {
			const case_id = await workedCase(store);
			const asked = await ask({ case_id, ...closed }, withNode(name, parameters));
			expect(asked).toMatchObject({ node: 'Say it was not done', answer: { status: 503, closed: false, case_id } });
			expect(asked.message).toMatch(
				/^Nothing is known to be closed, because it could not be recorded: .+ Send the request/,
			);
			expect(asked.message).toContain(message);
			expect(await store.getCase(case_id)).toMatchObject({ state: 'in-progress' });
		},
	);

	test.each(closingMishaps.notBegun)(
		'a sample for which %s does nothing (%j) is said',
		async (name, parameters, message) => {
			const words = said(await run('Try with samples', withNode(name, parameters)));
			expect(words['Say the sample did not begin']).toHaveLength(3);
			expect(words['Say the sample did not begin']![0]).toContain(message);
		},
	);

	test('a sample that has a case already is said where that is a conflict', async () => {
		const json = withNode('Open a case', { onExisting: 'conflict' });
		await run('Try with samples', json);
		const fixed = withNode('Open a case', {
			onExisting: 'conflict',
			caseFields: { mappingMode: 'defineBelow', value: { source: 'sample', ticket_id: 'T-1' } },
		});
		const words = said(await run('Try with samples', fixed));
		expect(words['Say the sample did not begin']).toHaveLength(2);
	});

	test('all of its branches were taken', () => expect(branches.unseen).toEqual([]));
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { waitFor } from '../../scripts/n8n/client';
import { workflows } from '../../scripts/paths';
import { send } from '../../scripts/send';
import { withOnError } from '../harness/template';
import { Editor } from './editor';
import { OwnN8n } from './ownN8n';
import { TriedWorkflow } from './tried';
import { expectWholeLog } from './wholeLog';
import { workflowOf, type NodeDraft } from './evidenceFlow';
import { timer, timerFlow } from './timerFlow';

const own = new OwnN8n();
const template: { id: string; nodes: { name: string; type: string }[] } = JSON.parse(
	readFileSync(join(workflows, 'escalate-overdue-cases.json'), 'utf8'),
);
const notices = ['Remind the role', 'Hand over the case', 'Ask who took it', 'Call the last resort'] as const;

interface Item {
	json: { message: string; to_role: string; case_id: string; event_id: string };
}

beforeAll(async () => {
	await own.start();
	const { id } = await own.n8n.client.api('POST', '/workflows', timerFlow);
	await own.n8n.client.publish(id);
});
afterAll(async () => await own.remove());

/** A case with a timer of seconds; the id of the case. */
const start = async (body: { ticket_id: string; do: string; target: string; wait: number; acknowledge?: boolean }) => {
	const { status, body: answer } = await send(own.baseUrl, { path: '/webhook/start-timer', headers: {}, body });
	expect(status).toBe(200);
	return (answer as { triage: { case_id: string } }).triage.case_id;
};

/** What each node put out, over all executions. */
const outputsOf = async (name: string, output = 0) => {
	const executions = await own.n8n.client.executions(template.id);
	return executions.flatMap(({ outputs }) => (outputs[name]?.[output] ?? []) as unknown as Item[]);
};

test('every kind of step runs through its branch once, and its notice is evidence on the case', async () => {
	const reminded = await start({ ticket_id: 'E-1', do: 'notify', target: 'owner', wait: 0.02 });
	const handedOver = await start({ ticket_id: 'E-2', do: 'reassign', target: 'backup', wait: 0.02 });
	const forgotten = await start({ ticket_id: 'E-3', do: 'notify', target: 'backup', wait: 5, acknowledge: true });
	const expected = [
		`${reminded}/1/1/1`,
		`${handedOver}/1/1/1`,
		`${forgotten}/1/ack_expired-1`,
		`${forgotten}/1/1/1`,
		...[reminded, handedOver, forgotten].map((caseId) => `${caseId}/1/exhausted`),
	].sort();
	const seen = await waitFor('all steps to be told', 120_000, async () => {
		await own.poll(template.id);
		const said = (await Promise.all(notices.map(async (name) => await outputsOf(name)))).flat();
		return said.length >= expected.length ? said : undefined;
	});
	expect(seen.map(({ json }) => json.event_id).sort()).toEqual(expected);
	const byBranch: Record<string, string[]> = {};
	for (const name of notices) {
		const items = await outputsOf(name);
		byBranch[name] = items.map(({ json }) => `${json.case_id} to ${json.to_role}`).sort();
	}
	expect(byBranch).toEqual({
		'Remind the role': [`${reminded} to Billing`, `${forgotten} to Finance-Lead`],
		'Hand over the case': [`${handedOver} to Finance-Lead`],
		'Ask who took it': [`${forgotten} to Billing`],
		'Call the last resort': [reminded, handedOver, forgotten].map((caseId) => `${caseId} to Triage`),
	});
	expect(await outputsOf('Say it was not kept')).toEqual([]);
	expect(seen.find(({ json }) => json.event_id === `${handedOver}/1/1/1`)?.json.message).toBe(
		`Case ${handedOver} (Billing data is missing) is yours now: nobody acted in time. Acknowledge it, or the next role gets it.`,
	);
	const { body: answer } = await send(own.baseUrl, {
		path: '/webhook/show-case',
		headers: {},
		body: { case_id: handedOver },
	});
	expect(answer).toMatchObject({
		triage: {
			case: { owner: { role: 'Triage', decided_by: 'escalation' } },
			trail: expect.arrayContaining([expect.objectContaining({ type: 'record.snapshot' })]) as unknown,
		},
	});
	await expectWholeLog(own.userFolder);
}, 300_000);

test('the sample says what to expect, and the panels show what they ask', async () => {
	await Editor.look(own.n8n, template.id, async (editor) => {
		await editor.screenshot('escalation');
		for (const [name, file] of [
			['When a timer is due', 'ttl-escalation-trigger'],
			['Start the timer', 'ttl-escalation'],
		] as const) {
			expect(await editor.iconWidth(name)).toBeGreaterThan(0);
			await editor.inPanel(name, async () => {
				expect(await editor.parameters()).toMatch(/\w/);
				await editor.screenshot(`panel-${file}`);
			});
		}
		expect(await editor.outputLabels('Start the timer')).toEqual(['Timer', 'Refused']);
		await editor.inPanel('What is due?', async () => {
			await editor.screenshot('panel-after-ttl-escalation-trigger');
			const fields = await editor.previewFields();
			for (const field of ['triage', 'escalation', 'target_role']) expect(fields).toContain(field);
		});
		expect(await editor.runFrom('Try with a sample')).toContain('Workflow executed successfully');
		expect(await editor.hasSucceeded('Say what to expect')).toBe(true);
	});
});

test('steps are saved by name with a run of their node, and picked from the list in another one', async () => {
	const make = async (name: string, parameters: object) => {
		const drafts = {
			Start: { type: 'n8n-nodes-base.manualTrigger' },
			'Start timer': timer({ caseId: 'C-0001', timerName: 'Billing log', operation: 'start', ...parameters }),
		};
		const flow = workflowOf(name, drafts, ['Start -> Start timer']);
		return ((await own.n8n.client.rest('POST', '/workflows', flow)) as { id: string }).id;
	};
	const saving = await make('Sets the steps', { options: { saveAs: 'Standard' } });
	const picking = await make('Takes the steps', { stepsFrom: 'saved', options: {} });
	await Editor.look(own.n8n, picking, async (editor) => {
		await editor.inPanel('Start timer', async () => {
			expect(await editor.choicesRefusal('chain')).toContain("add the option 'Save Steps As', and run it once");
			await editor.screenshot('escalation-no-saved-steps');
		});
		// The list was refused, which the browser's console tells.
		expect(await editor.takeProblems()).toEqual([expect.stringContaining('/rest/dynamic-node-parameters/')]);

		await editor.openWorkflow(saving);
		expect(await editor.runFrom('Start')).toContain('Workflow executed successfully');
		await editor.inPanel('Start timer', async () => {
			expect(await editor.outputHints()).toEqual([
				expect.stringContaining("Saved as version 1 of escalation chain 'Standard'"),
			]);
			await editor.showParameter('saveAs');
			await editor.screenshot('escalation-saves-steps');
		});

		await editor.openWorkflow(picking);
		await editor.inPanel('Start timer', async () => {
			await editor.choose('chain', 'Standard');
			await editor.screenshot('escalation-saved-steps');
		});
		expect(await editor.runFrom('Start')).toContain('Workflow executed successfully');
	});
});

test('a running timer is counted anew by another version of its calendar, after a dry run that changes nothing', async () => {
	const byName = (value: string) => ({ __rl: true, mode: 'name', value });
	/** Runs one node by hand, and gives what it told. */
	const run = async (draft: NodeDraft) => {
		const drafts = { Start: { type: 'n8n-nodes-base.manualTrigger' }, Node: draft };
		const { client } = own.n8n;
		const { id } = (await client.rest('POST', '/workflows', workflowOf('One node', drafts, ['Start -> Node']))) as {
			id: string;
		};
		const { outputs } = await client.run(id, 'Start');
		return outputs.Node![0]![0]!.json.triage as {
			timer: { due_at: string };
			repair: { changed_count: number; timers: Array<{ before: { due_at: string }; after: { due_at: string } }> };
		};
	};
	const calendar = async (operation: string, parameters: object) =>
		await run({
			type: 'n8n-nodes-support-triage.businessCalendar',
			parameters: { operation, calendar: byName('Half days'), ...parameters },
		});
	const openUntil = async (closesAt: string) =>
		await calendar('save', {
			hoursFrom: 'fields',
			timezone: 'UTC',
			hours: { values: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], opensAt: '00:00', closesAt }] },
		});
	const ofTimer = { caseId: 'C-0001', timerName: 'Half days' };
	const dueAt = async () => (await run(timer({ ...ofTimer, operation: 'get' }))).timer.due_at;

	// Its poll would count the timer on by the new version, before the repair counts all of it.
	await own.n8n.client.api('POST', `/workflows/${template.id}/deactivate`);
	await openUntil('24:00');
	const startedAt = new Date(Date.now() - 24 * 3_600_000).toISOString();
	const counted = { amount: 96, countTime: 'savedCalendar', calendar: byName('Half days'), options: { startedAt } };
	await run(timer({ ...ofTimer, operation: 'start', ...counted }));
	await openUntil('12:00');
	const { repair: shown } = await calendar('repairTimers', {});
	expect(shown).toMatchObject({ calendar: 'Half days', version: 2, is_dry_run: true, changed_count: 1 });
	const [{ before, after }] = shown.timers as [(typeof shown.timers)[number]];
	// Of the day that is gone, half a day counts no longer.
	expect(Date.parse(after.due_at) - Date.parse(before.due_at)).toBeGreaterThan(11 * 3_600_000);
	expect(await dueAt()).toBe(before.due_at);
	const { repair: done } = await calendar('repairTimers', { dryRun: false });
	expect(done).toMatchObject({ is_dry_run: false, changed_count: 1, timers: [{ after }] });
	expect(await dueAt()).toBe(after.due_at);
	expect((await calendar('repairTimers', {})).repair).toMatchObject({ timer_count: 0 });
});

test('a draft says what was not kept and why no timer runs, and every branch was taken', async () => {
	const drafts = new TriedWorkflow(own, 'escalate-overdue-cases.json');
	const executions = await own.n8n.client.executions(drafts.id);
	const [due] = executions.flatMap(({ outputs }) => outputs['When a timer is due']?.[0] ?? []);
	const triage = { ...due!.json.triage, case_id: 'C-0404' };
	const lost = await drafts.run('When a timer is due', [{ ...due!.json, triage }]);
	expect(lost.said).toEqual({ 'Say it was not kept': [expect.stringContaining("There is no case 'C-0404'")] });
	const going = withOnError(drafts.json, 'Keep the notice as evidence', 'continueRegularOutput');
	const kept = await drafts.run('When a timer is due', [{ ...due!.json, triage }], going);
	expect(kept.outputs['Keep the notice as evidence']).toMatchObject([[], [{ json: {} }]]);
	expect(kept.said).toEqual(lost.said);
	const notice = (escalation: object, more = {}) => ({ triage: { ...due!.json.triage, ...more, escalation } });
	const told = await drafts.run('When a timer is due', [
		notice(
			{ kind: 'case_without_owner', event_id: 'E-1', target_role: 'Triage', lapse: 'no_owner', since: '2026-05-04' },
			{ exception_id: 'EX-0001' },
		),
		notice({ kind: 'rapid_reassignment', event_id: 'E-2', target_role: 'Billing', change_count: 3 }),
	]);
	const notices = ['Find somebody for it', 'Say it is passed around'].map((name) => told.outputs[name]?.[0]);
	expect(notices).toMatchObject([
		[{ json: { message: expect.stringContaining('nobody owns it, since 2026-05-04. EX-0001 is yours') } }],
		[{ json: { message: expect.stringContaining('passed around too much: 3 changes of owner') } }],
	]);
	expect(told.said['Say what happened']).toHaveLength(2);
	const caseFields = (ticket_id: string) => ({
		caseFields: { mappingMode: 'defineBelow', value: { source: 'sample', ticket_id } },
	});
	const conflict = { 'Open case': { onExisting: 'conflict', ...caseFields('T-1') } };
	await drafts.run('Try with a sample', [{}], conflict);
	const again = await drafts.run('Try with a sample', [{}], conflict);
	expect(again.said['Say why not']).toHaveLength(1);
	await drafts.run('Try with a sample', [{}], { 'Assign owner role': { rules: { values: [] } } });
	const stopped = { 'Open case': caseFields('T-2'), 'Start the timer': { operation: 'stop', reason: 'None' } };
	const refused = await drafts.run('Try with a sample', [{}], stopped);
	expect(refused.said['Say why not']).toEqual([expect.stringMatching(/^No timer runs: /)]);
	expect(await drafts.unseen()).toEqual([]);
	await expectWholeLog(own.userFolder);
});

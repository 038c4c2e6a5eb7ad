import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { CheckResult, TriageCase } from '../../core';
import { flow, runWorkflow } from '../harness/runWorkflow';
import { storeOfNodes } from '../harness/stores';
import { context, owner } from '../storage/subject';
import { onCase, openOne, run as runCase } from './triageCase';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

interface Qa {
	passed: boolean;
	score: string;
	blocking: string[];
	warned: string[];
	checklist: string;
	checks: Array<CheckResult & { passed: boolean }>;
	override: { role: string; reason: string } | null;
}
const resultOf = (item: { json: IDataObject } | undefined) =>
	item?.json.triage as unknown as { case_id: string; case: TriageCase; qa: Qa; refusal?: { code: string } };

const row = (checkName: string, type: string, more: object = {}) => ({ checkName, type, severity: 'blocker', ...more });
const standard = [
	row('Contact schema updated', 'evidence_recorded', { step: 'enrichment' }),
	row('Suppression applied', 'api_call_succeeded', {
		step: 'suppression',
		statuses: '200-299',
		howToFix: 'Suppress by hand',
	}),
	row('Plan known', 'field_has_value', { field: 'plan', severity: 'warn' }),
];
const run = async (
	caseId: string,
	rows: object[],
	more: object = {},
	input: IDataObject[] = [{ mine: 1 }],
	mode?: 'manual',
) => {
	const parameters = {
		caseId,
		stage: 'before_closing',
		checklistFrom: 'here',
		checks: { values: rows },
		options: {},
		...more,
	};
	const node = { type: 'qaChecklist', parameters: parameters as unknown as INodeParameters };
	const json = flow({ Start: { type: 'n8n-nodes-base.manualTrigger' }, Qa: node }, ['Start -> Qa']);
	return await runWorkflow(json, { input, ...(mode && { mode }) });
};

/** A case in work, with what was recorded for its steps. */
const begun = async () => {
	const { case_id } = await openOne();
	const store = await storeOfNodes();
	await store.execute({ case_id }, owner, context());
	await store.execute({ case_id }, { kind: 'change_state', to: 'in-progress' }, context());
	return { case_id, store };
};
/** Records a call of a step and its answer. */
const record = async (case_id: string, step: string, status?: number) => {
	const store = await storeOfNodes();
	const intent = { connector: 'crm', method: 'POST', step };
	const asked = await store.record({ case_id, type: 'connector.intent', data: intent }, context());
	const id = asked.outcome === 'recorded' ? asked.entry_id : '';
	const outcome = status === undefined || status < 300 ? 'ok' : 'failed';
	const data = { outcome, step, ...(status !== undefined && { status }) };
	const refs = [{ id, rel: 'outcome_of' as const }];
	return await store.record({ case_id, type: 'connector.outcome', data, refs }, context());
};

const byRole = (value: string) => ({ __rl: true, mode: 'name', value });

describe('QA Checklist', () => {
	test('a case whose checks pass leaves by Passed, and is resolved after it', async () => {
		const { case_id } = await begun();
		await record(case_id, 'enrichment');
		const called = await record(case_id, 'suppression', 200);
		const result = await run(case_id, standard, {}, [{ mine: 1, plan: 'gold' }]);
		expect(result.items('Qa', 1)).toEqual([]);
		const [item] = result.items('Qa');
		expect(item).toMatchObject({ pairedItem: { item: 0 }, json: { mine: 1, triage: { case_id } } });
		const { qa, case: record_ } = resultOf(item);
		expect(qa).toMatchObject({ stage: 'before_closing', passed: true, score: '3/3', checklist: 'Qa', override: null });
		expect(qa.checks[1]).toMatchObject({
			name: 'Suppression applied',
			passed: true,
			detail: 'The status code is 200',
			evidence_id: called.outcome === 'recorded' && called.entry_id,
			how_to_fix: 'Suppress by hand',
		});
		expect(record_.qa.before_closing).toMatchObject({ passed: true, score: '3/3', is_stale: false });
		const done = await runCase('resolve', onCase(case_id, { resolution: 'fixed', note: '' }), [{}]);
		expect(done.items('Case')).toHaveLength(1);
	});

	test('Q2: one blocker that fails sends the case to Failed, with every check listed, and it is not resolved', async () => {
		const { case_id, store } = await begun();
		await record(case_id, 'enrichment');
		await record(case_id, 'suppression', 503);
		const result = await run(case_id, standard);
		expect(result.items('Qa')).toEqual([]);
		const [item] = result.items('Qa', 1);
		expect(item).toMatchObject({ pairedItem: { item: 0 }, json: { mine: 1 } });
		const { qa } = resultOf(item);
		expect(qa).toMatchObject({
			passed: false,
			score: '1/3',
			blocking: ['Suppression applied'],
			warned: ['Plan known'],
		});
		expect(qa.checks.map(({ name, status }) => `${name}: ${status}`)).toEqual([
			'Contact schema updated: pass',
			'Suppression applied: fail',
			'Plan known: fail',
		]);
		expect(result.nodes.Qa?.[0]?.hints[0]?.message).toBe(
			'1 of 1 item did not pass. Top reason: Suppression applied. 1 exception opened.',
		);
		const [exceptionId] = (await store.getCase(case_id))!.open_exceptions;
		expect(item?.json.triage).toMatchObject({ exception_id: exceptionId });
		expect(await store.getException(exceptionId!)).toMatchObject({
			label: 'qa.blocker',
			case_id,
			last_failure: '1/3 checks passed. Suppression applied: The status code is 503; 200-299 is needed',
			remediation: [{ text: 'Suppress by hand' }],
		});
		const refused = await runCase('resolve', onCase(case_id, { resolution: 'fixed', note: '' }), [{}]);
		expect(refused.items('Case', 1)[0]?.json.triage).toMatchObject({
			refusal: { message: expect.stringContaining('(1/3: Suppression applied)') as string },
		});
		expect((await store.getCase(case_id))?.state).toBe('in-progress');
	});

	test('the same checks failing again are counted, and nothing is opened where the workflow sees to it or stops', async () => {
		const { case_id, store } = await begun();
		for (const onFailedCheck of ['output', 'stop']) {
			const result = await run(case_id, standard, { onFailedCheck });
			expect(result.status).toBe(onFailedCheck === 'stop' ? 'error' : 'success');
		}
		expect((await store.getCase(case_id))!.open_exceptions).toEqual([]);
		await run(case_id, standard);
		await run(case_id, standard);
		const [exceptionId, ...others] = (await store.getCase(case_id))!.open_exceptions;
		expect(others).toEqual([]);
		expect(await store.getException(exceptionId!)).toMatchObject({ occurrences: 2 });
	});

	test('what held the case back ends with the checks that pass, and those of another checklist do not end it', async () => {
		const { case_id, store } = await begun();
		const rows = [row('Mine', 'field_has_value', { field: 'mine' })];
		const named = (saveAs: string) => ({ options: { saveAs: `${saveAs} ${case_id}` } });
		const [held] = (await run(case_id, rows, named('Closing'), [{}])).items('Qa', 1);
		const { exception_id } = held!.json.triage as { exception_id: string };
		const [other] = (await run(case_id, rows, named('Refunds'))).items('Qa');
		expect(resultOf(other).case.open_exceptions).toEqual([exception_id]);

		const more = [...rows, row('Plan known', 'field_has_value', { field: 'plan', severity: 'warn' })];
		const [passed] = (await run(case_id, more, named('Closing'))).items('Qa');
		expect(resultOf(passed)).toMatchObject({
			case: { open_exceptions: [] },
			qa: { checklist: `Closing ${case_id} v2` },
		});
		expect(await store.getException(exception_id)).toMatchObject({ state: 'resolved', resolution: 'fixed' });
		await run(case_id, rows, named('Refunds'));
		const done = await runCase('resolve', onCase(case_id, { resolution: 'fixed', note: '' }), [{}]);
		expect(done.items('Case')).toHaveLength(1);
	});

	test('an override ends what held the case back, and is an exception of its own', async () => {
		const { case_id, store } = await begun();
		const [held] = (await run(case_id, standard)).items('Qa', 1);
		const { exception_id } = held!.json.triage as { exception_id: string };
		const options = { overrideRole: byRole('Support-Lead'), overrideReason: 'The customer has left' };
		const [item] = (await run(case_id, standard, { options })).items('Qa');
		const { exception_id: own } = item!.json.triage as { exception_id: string };
		expect(await store.getException(exception_id)).toMatchObject({ state: 'resolved', resolution: 'workaround' });
		expect(await store.getException(own)).toMatchObject({ state: 'open', occurrences: 1 });
		expect(await store.getException(own)).not.toHaveProperty('checks');
		await run(case_id, [row('Mine', 'field_has_value', { field: 'mine' })]);
		expect(await store.getException(own)).toMatchObject({ state: 'open' });
	});

	test('Q3: what is recorded after the checks makes them out of date', async () => {
		const { case_id } = await begun();
		await run(case_id, [row('Mine', 'field_has_value', { field: 'mine' })]);
		await record(case_id, 'suppression', 500);
		const refused = await runCase('resolve', onCase(case_id, { resolution: 'fixed', note: '' }), [{}]);
		expect(refused.items('Case', 1)[0]?.json.triage).toMatchObject({
			refusal: { message: expect.stringContaining('newer than its last change') as string },
		});
	});

	const must = (leftValue: unknown, operation: string, rightValue: unknown = '', type = 'string') => ({
		options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
		combinator: 'and',
		conditions: [{ id: 'a', leftValue, rightValue, operator: { type, operation } }],
	});

	test.each<[string, object, IDataObject, string]>([
		['a condition that holds', { condition: must('={{ $json.plan }}', 'equals', 'gold') }, { plan: 'gold' }, 'pass'],
		['one that does not', { condition: must('={{ $json.plan }}', 'equals', 'gold') }, { plan: 'basic' }, 'fail'],
		['one without its field', { condition: must('={{ $json.a["b c"] }}', 'equals', 'gold') }, { plan: 'x' }, 'unknown'],
		[
			'one between fields',
			{ condition: must('={{ $json.a }}', 'gt', '={{ $json.b }}', 'number') },
			{ a: 2, b: 1 },
			'pass',
		],
	])('%s', async (_, more, item, status) => {
		const { case_id } = await begun();
		const result = await run(case_id, [row('Plan', 'condition_is_true', more)], {}, [item]);
		const [out] = result.items('Qa', status === 'pass' ? 0 : 1);
		expect(resultOf(out).qa.checks[0]).toMatchObject({ status });
	});

	test('a check that does not apply is left out, and one of which nobody can tell is made', async () => {
		const { case_id } = await begun();
		const applies = { isConditional: true, appliesIf: must('={{ $json.region }}', 'equals', 'EU') };
		const rows = [row('Consent', 'field_has_value', { field: 'consent', ...applies })];
		const skipped = await run(case_id, rows, {}, [{ region: 'US' }]);
		expect(resultOf(skipped.items('Qa', 1)[0]).qa).toMatchObject({
			score: '0/0',
			checks: [{ status: 'not_applicable' }],
		});
		const made = await run(case_id, rows, {}, [{}]);
		expect(resultOf(made.items('Qa', 1)[0]).qa).toMatchObject({ score: '0/1', checks: [{ status: 'fail' }] });
	});

	test('dates, pairs of values and steps of the case are checked', async () => {
		const { case_id, store } = await begun();
		await store.execute({ case_id }, { kind: 'set_step', step: 'Suppress', status: 'completed' }, context());
		const rows = [
			row('Fresh', 'happened_recently', { field: 'at' }),
			row('Same', 'two_values_match', { firstField: 'crm.email', secondField: 'billing.email' }),
			row('Done', 'action_confirmed', { step: 'suppress', maxAgeHours: 0 }),
		];
		const now = new Date().toISOString();
		const good = { at: now, crm: { email: 'a@b.c' }, billing: { email: 'a@b.c' } };
		expect(resultOf((await run(case_id, rows, {}, [good])).items('Qa')[0]).qa.score).toBe('3/3');
		const bad = { at: '2020-01-01', crm: { email: 'a@b.c' }, billing: { email: 'A@b.c' } };
		expect(resultOf((await run(case_id, rows, {}, [bad])).items('Qa', 1)[0]).qa.blocking).toEqual(['Fresh', 'Same']);
	});

	test.each(['exception', 'output', 'stop'])(
		'an override lets a case pass with role and reason, which stay with it, and is an exception (%s)',
		async (onFailedCheck) => {
			const { case_id } = await begun();
			const options = { overrideRole: byRole('Support-Lead'), overrideReason: 'The customer has left' };
			const [item] = (await run(case_id, standard, { options, onFailedCheck })).items('Qa');
			const { exception_id } = item!.json.triage as { exception_id: string };
			const exception = await (await storeOfNodes()).getException(exception_id);
			expect(exception).toMatchObject({ case_id, state: 'open', label: 'qa.blocker', owner_role: 'Triage' });
			expect(exception!.first_failure).toMatch(
				/^Support-Lead let it pass, because: The customer has left\. 0\/3 checks passed\. /,
			);
			expect(exception!.remediation).toHaveLength(2);
			const override = { role: 'Support-Lead', reason: 'The customer has left' };
			expect(resultOf(item).qa).toMatchObject({ passed: true, score: '0/3', override });
			expect((await (await storeOfNodes()).getCase(case_id))!.open_exceptions).toEqual([]);
			const done = await runCase('resolve', onCase(case_id, { resolution: 'fixed', note: '' }), [{}]);
			expect(done.items('Case')).toMatchObject([{ json: { triage: { exception_id } } }]);
		},
	);

	test('a closing to which no check applies is not passed, and says so; before routing it is only said', async () => {
		const { case_id } = await begun();
		const equals = { type: 'string', operation: 'equals' };
		const conditions = [{ id: '1', leftValue: '={{ $json.plan }}', rightValue: 'gold', operator: equals }];
		const options = { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 };
		const appliesIf = { options, conditions, combinator: 'and' };
		const rows = [row('Gold told', 'field_has_value', { field: 'told', isConditional: true, appliesIf })];
		const closing = await run(case_id, rows, {}, [{ plan: 'free' }]);
		const reason = 'No check that blocks applies to the case, so nothing is proved';
		const [item] = closing.items('Qa', 1);
		expect(resultOf(item).qa).toMatchObject({ passed: false, score: '0/0', blocking: [], reason });
		const { exception_id } = item!.json.triage as { exception_id: string };
		expect(await (await storeOfNodes()).getException(exception_id)).toMatchObject({
			first_failure: `0/0 checks passed. ${reason}`,
			remediation: [{ text: expect.stringContaining('Add a check that applies') as string }],
		});
		expect(closing.nodes.Qa?.[0]?.hints).toMatchObject([
			{ message: '1 of 1 item did not pass. Top reason: no check that blocks applies. 1 exception opened.' },
		]);
		const early = await run(case_id, rows, { stage: 'before_routing' }, [{ plan: 'free' }]);
		expect(resultOf(early.items('Qa')[0]).qa).toMatchObject({ passed: true, reason });
		expect(early.nodes.Qa?.[0]?.hints).toMatchObject([
			{ message: '1 item passed although no check that blocks applies' },
		]);
	});

	test('warnings hold a case back where all are to be cleared', async () => {
		const { case_id } = await begun();
		const rows = [
			row('Mine', 'field_has_value', { field: 'mine' }),
			row('Plan known', 'field_has_value', { field: 'plan', severity: 'warn' }),
		];
		expect(resultOf((await run(case_id, rows)).items('Qa')[0]).qa).toMatchObject({ warned: ['Plan known'] });
		const held = await run(case_id, rows, { options: { requireWarnings: true } });
		expect(resultOf(held.items('Qa', 1)[0]).qa).toMatchObject({ blocking: ['Plan known'], warned: [] });
	});

	test('checks that cannot be recorded now leave by Failed with the reason, whatever they came to', async () => {
		const { case_id } = await begun();
		const rows = [row('Mine', 'field_has_value', { field: 'mine' })];
		const early = await run(case_id, rows, { stage: 'after_closing' });
		expect(resultOf(early.items('Qa', 1)[0])).toMatchObject({
			qa: { passed: false },
			refusal: { code: 'CASE_GUARD_UNMET' },
		});
		await run(case_id, rows);
		await runCase('resolve', onCase(case_id, { resolution: 'fixed', note: '' }), [{}]);
		expect(resultOf((await run(case_id, rows, { stage: 'after_closing' })).items('Qa')[0])).toMatchObject({
			case: { state: 'resolved', qa: { after_closing: { passed: true } } },
		});
		expect(resultOf((await run(case_id, rows)).items('Qa', 1)[0]).refusal).toMatchObject({ code: 'CASE_RESOLVED' });
	});

	test('a checklist that one node saves is used by another, and a change is another version', async () => {
		const { case_id, store } = await begun();
		const name = `Closing ${case_id}`;
		const conditional = { isConditional: true, appliesIf: must('={{ $json.customer.region }}', 'equals', 'EU') };
		const rows = [row('Consent', 'field_has_value', { field: 'consent', howToFix: 'Ask', ...conditional })];
		const saving = { options: { saveAs: name } };
		const first = await run(case_id, rows, saving);
		expect(first.nodes.Qa?.[0]?.hints.map(({ message }) => message)).toContain(
			`Saved as version 1 of checklist '${name}'`,
		);
		await run(case_id, rows, saving);
		await run(case_id, [...rows, ...standard], saving);
		expect(await store.listVersions({ kind: 'checklist', name })).toHaveLength(2);

		const chosen = { checklistFrom: 'saved', savedChecklist: byRole(name) };
		const item = { customer: { region: 'EU' } };
		const used = resultOf((await run(case_id, [], chosen, [item])).items('Qa', 1)[0]).qa;
		expect(used).toMatchObject({ checklist: `${name} v2`, score: '0/4' });
		expect(used.checks[0]).toMatchObject({ name: 'Consent', status: 'fail', how_to_fix: 'Ask' });
	});

	test.each<[string, object[], object, RegExp]>([
		['no checks', [], {}, /It has no check, so it proves nothing/],
		['two checks of one name', [standard[0]!, standard[0]!], {}, /Two checks have the name 'Contact schema updated'/],
		[
			'a date of any age',
			[row('A', 'happened_recently', { field: 'a', maxAgeHours: 0 })],
			{},
			/^'Not Older Than \(Hours\)' of the check 'A' is 0; a number of hours above 0 is expected$/,
		],
		[
			'an age that is none',
			[row('A', 'evidence_recorded', { step: 'a', maxAgeHours: -1 })],
			{},
			/^'Not Older Than \(Hours\)' of the check 'A' is -1; a number of hours from 0 is expected$/,
		],
		['no step', [row('A', 'evidence_recorded', { step: ' ' })], {}, /^'Step' of the check 'A' is empty$/],
		[
			'no second field',
			[row('A', 'two_values_match', { firstField: 'a' })],
			{},
			/^'Second Field' of the check 'A' is empty$/,
		],
		['no condition', [row('A', 'condition_is_true')], {}, /The check 'A' has no condition/],
		[
			'a condition that computes',
			[row('A', 'condition_is_true', { condition: must('={{ $json.a + 1 }}', 'equals', '2') })],
			{},
			/A condition of the check 'A' computes something/,
		],
		['another type', [row('A', 'magic')], {}, /'Type of A' is "magic"; allowed are/],
		['another stage', standard, { stage: 'now' }, /'Run At' is "now"; allowed are/],
		['a case that is not there', standard, { caseId: 'C-0404' }, /There is no case 'C-0404'/],
		[
			'an override without a reason',
			standard,
			{ options: { overrideRole: byRole('Lead') } },
			/'Override Reason' is empty/,
		],
		[
			'no saved checklist',
			[],
			{ checklistFrom: 'saved', savedChecklist: byRole('={{ $json.none }}') },
			/'Checklist' is empty/,
		],
		[
			'an unknown checklist',
			[],
			{ checklistFrom: 'saved', savedChecklist: byRole('None') },
			/no saved checklist 'None'/,
		],
	])('names what it cannot use: %s', async (_, rows, more, message) => {
		const { case_id } = await begun();
		const { error } = await run(case_id, rows, more);
		expect(error?.message).toMatch(message);
	});
});

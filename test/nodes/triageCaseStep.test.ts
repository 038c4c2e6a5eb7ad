import { storeOfNodes } from '../harness/stores';
import { caseOf, onCase, openOne, run } from './triageCase';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

const setStep = async (caseId: string, step: string, status: string, more: object = {}) =>
	await run('setStep', onCase(caseId, { step, status, detail: '', ...more }), [{ mine: 1 }]);

describe('Set Step', () => {
	test('adds a step and changes it, and the case shows both what is pending and what is done', async () => {
		const { case_id } = await openOne();
		await setStep(case_id, 'Suppress contact', 'queued');
		await setStep(case_id, 'Tell billing', 'queued');
		const result = await setStep(case_id, ' Suppress contact ', 'completed', { detail: 'HubSpot answered 200' });
		expect(result.items('Case', 1)).toEqual([]);
		expect(result.items('Case')).toMatchObject([{ pairedItem: { item: 0 }, json: { mine: 1 } }]);
		expect(caseOf(result.items('Case')[0])?.steps).toMatchObject([
			{ name: 'Suppress contact', status: 'completed', detail: 'HubSpot answered 200' },
			{ name: 'Tell billing', status: 'queued', detail: null },
		]);
	});

	test('a change that a step does not allow leaves by Conflict with the reason', async () => {
		const { case_id } = await openOne();
		await setStep(case_id, 'Tell billing', 'completed');
		const result = await setStep(case_id, 'Tell billing', 'failed');
		expect(result.items('Case')).toEqual([]);
		expect(result.items('Case', 1)[0]?.json).toMatchObject({
			mine: 1,
			triage: {
				case: { steps: [{ status: 'completed' }] },
				refusal: {
					code: 'CASE_STEP_ILLEGAL',
					message: `Step 'Tell billing' of case ${case_id} is completed and cannot become failed`,
					fix: 'From completed a step can go to: queued',
				},
			},
		});
	});

	test.each([
		[{ status: 'done' }, `'Status' is "done"; allowed are queued, in-progress, completed, failed, skipped`],
		[{ step: 'x'.repeat(101) }, "'Step' is 101 characters long; at most 100 are kept"],
		[{ detail: 'x'.repeat(501) }, "'Detail' is 501 characters long; at most 500 are kept"],
	])('names a parameter it cannot use, case %#', async (parameters, message) => {
		const { case_id } = await openOne();
		const { error } = await setStep(case_id, 'Tell billing', 'completed', parameters);
		expect(error?.message).toContain(message);
	});
});

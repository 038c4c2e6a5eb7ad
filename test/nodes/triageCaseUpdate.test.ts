import type { IDataObject } from 'n8n-workflow';

import { storeOfNodes } from '../harness/stores';
import { closeCase, context, owner } from '../storage/subject';
import { autoMap, caseOf, newTicket, onCase, openOne, run } from './triageCase';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

const update = async (caseId: string, changes: object, more: object = {}) =>
	await run('update', onCase(caseId, { changes, reason: '', ...more }), [{ mine: 1, plan: 'gold' }]);

describe('Update', () => {
	test('changes what was added and leaves the rest', async () => {
		const { case_id } = await openOne({ subject: 'Old', type: 'bug' });
		const result = await update(case_id, {
			subject: 'New',
			priority: 'high',
			mode: 'live',
			addTags: 'vip, Refund,',
			attributes: { values: [{ name: 'plan', value: '={{ $json.plan }}' }] },
		});
		expect(result.items('Case', 1)).toEqual([]);
		expect(result.items('Case')).toMatchObject([{ pairedItem: { item: 0 }, json: { mine: 1 } }]);
		expect(caseOf(result.items('Case')[0])).toMatchObject({
			version: 2,
			subject: 'New',
			type: 'bug',
			priority: 'high',
			mode: 'live',
			tags: ['refund', 'vip'],
			attributes: { plan: 'gold' },
		});
		const emptied = await update(case_id, {
			type: '',
			removeTags: 'vip',
			attributes: { values: [{ name: 'plan', value: '' }] },
		});
		expect(caseOf(emptied.items('Case')[0])).toMatchObject({ type: null, tags: ['refund'], attributes: {} });
	});

	test('without a difference writes nothing', async () => {
		const { case_id } = await openOne({ subject: 'Old' });
		const result = await update(case_id, { subject: 'Old' });
		expect(caseOf(result.items('Case')[0])).toMatchObject({ version: 1 });
	});

	test('Q4: on an old version leaves by Conflict', async () => {
		const { case_id } = await openOne();
		await update(case_id, { subject: 'First' });
		const late = await update(case_id, { subject: 'Second' }, { options: { expectedVersion: 1 } });
		expect(late.items('Case', 1)[0]?.json).toMatchObject({
			mine: 1,
			triage: { case: { subject: 'First' }, refusal: { code: 'CASE_VERSION_CONFLICT' } },
		});
	});

	test.each([
		[{ priority: '={{ $json.none }}' }, "'Priority' is empty; allowed are low"],
		[{ mode: '={{ "auto" }}' }, `'Mode' is "auto"; allowed are shadow, approval, live`],
		[{ addTags: '50%' }, 'A tag is "50%"; 1 to 50 letters'],
		[
			{
				attributes: {
					values: [
						{ name: 'a', value: '1' },
						{ name: ' a', value: '2' },
					],
				},
			},
			'Two attributes are called "a"',
		],
		[{ attributes: { values: [{ name: '', value: '1' }] } }, 'An attribute has no name'],
		[{ link: 'x'.repeat(2001) }, "'Link' is 2001 characters long; at most 2000 are kept"],
	])('names a change it cannot use, case %#', async (changes, message) => {
		const { case_id } = await openOne();
		const { error } = await update(case_id, changes);
		expect(error?.message).toContain(message);
	});
});

describe('Open with Update Its Fields', () => {
	const again = async (ticket: IDataObject) => await run('open', { ...autoMap, onExisting: 'update' }, [ticket]);

	test('takes over what the ticket says otherwise, and leaves what it does not say', async () => {
		const ticket = newTicket({ subject: 'Old', product: 'Campaigns', priority: 'urgent' });
		await run('open', autoMap, [ticket]);
		const { source, ticket_id } = ticket;
		const result = await again({ source, ticket_id, subject: 'New', product: '' });
		expect(result.items('Case', 1)).toEqual([]);
		expect(result.items('Case')[0]).toMatchObject({
			pairedItem: { item: 0 },
			json: { triage: { is_new: false, changed_fields: ['subject'] } },
		});
		const now = { subject: 'New', product: 'Campaigns', priority: 'urgent', version: 2 };
		expect(caseOf(result.items('Case')[0])).toMatchObject(now);
		expect(caseOf((await again({ source, ticket_id, subject: 'New' })).items('Case')[0])).toMatchObject(now);
	});

	test('a ticket whose case is resolved goes to Conflict', async () => {
		const ticket = newTicket({ subject: 'Old' });
		const case_id = caseOf((await run('open', autoMap, [ticket])).items('Case')[0])!.case_id;
		const store = await storeOfNodes();
		await store.execute({ case_id }, owner, context());
		await store.execute({ case_id }, { kind: 'change_state', to: 'in-progress' }, context());
		await closeCase(store, case_id);
		const result = await again({ ...ticket, subject: 'New' });
		expect(result.items('Case')).toEqual([]);
		expect(result.items('Case', 1)[0]?.json.triage).toMatchObject({
			case: { subject: 'Old', state: 'resolved' },
			refusal: { code: 'CASE_RESOLVED' },
		});
	});
});

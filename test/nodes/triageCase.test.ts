import type { IDataObject } from 'n8n-workflow';

import { alwaysOpen } from '../../core';
import { TriageCase } from '../../nodes/TriageCase/TriageCase.node';
import { storeOfNodes } from '../harness/stores';
import { closeCase, context, owner } from '../storage/subject';
import { standard, startOf } from '../storage/timers';
import { autoMap, caseOf, newTicket, onCase, openOne, run } from './triageCase';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

describe('Open', () => {
	test('takes the fields of the item that a case knows, and leaves the item as it was', async () => {
		const ticket = newTicket({ subject: 'Help', priority: 'urgent', other: { a: 1 } });
		const [item] = (await run('open', autoMap, [ticket])).items('Case');
		const { triage, ...rest } = item!.json;
		expect(rest).toEqual(ticket);
		expect(triage).toMatchObject({
			case_id: expect.stringMatching(/^C-\d{4}$/) as string,
			is_new: true,
			case: { state: 'queued', version: 1, subject: 'Help', priority: 'urgent', customer_id: null, owner: null },
		});
		expect(item?.pairedItem).toEqual({ item: 0 });
	});

	test('takes mapped values when the fields are mapped by hand', async () => {
		const value = { source: 'crm', ticket_id: '={{ $json.body.id }}', subject: '={{ $json.body.title }}' };
		const caseFields = { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] };
		const [item] = (await run('open', { caseFields }, [{ body: { id: 9, title: 'Nine' } }])).items('Case');
		expect(caseOf(item)).toMatchObject({ source: 'crm', ticket_id: '9', subject: 'Nine' });
	});

	test('gives a ticket that comes again its case, with the fields that differ now', async () => {
		const ticket = newTicket({ subject: 'First' });
		const result = await run('open', autoMap, [ticket, { ...ticket, subject: 'Second' }]);
		const [first, second] = result.items('Case');
		expect(second?.json.triage).toEqual({
			case_id: caseOf(first)?.case_id,
			is_new: false,
			changed_fields: ['subject'],
			case: caseOf(first),
		});
	});

	test('sends a known ticket to Conflict when asked to', async () => {
		const ticket = newTicket();
		const result = await run('open', { ...autoMap, onExisting: 'conflict' }, [ticket, ticket]);
		expect(result.items('Case', 0)).toHaveLength(1);
		const [known] = result.items('Case', 1);
		expect(known).toMatchObject({
			pairedItem: { item: 1 },
			json: { triage: { is_new: false, refusal: { code: 'CASE_TICKET_KNOWN' } } },
		});
		const messageOf = (item: typeof known) => (item!.json.triage as { refusal: { message: string } }).refusal.message;
		expect(messageOf(known)).toMatch(/^Ticket \S+ of \S+ has case C-\d+ already, which is Queued$/);
		const other = { ...ticket, subject: 'Another', priority: 'urgent' };
		const changed = await run('open', { ...autoMap, onExisting: 'conflict' }, [other]);
		expect(messageOf(changed.items('Case', 1)[0])).toMatch(
			/which is Queued\. Not taken over from the ticket: Subject, Priority$/,
		);
	});

	test('does not take an unknown answer to known tickets for the good one', async () => {
		const result = await run('open', { ...autoMap, onExisting: '={{ "Conflict" }}' }, [newTicket()]);
		expect(result.error?.message).toMatch(/'If the Ticket Has a Case' is "Conflict"; allowed are continue, conflict/);
	});

	test.each([
		['without a ticket id', { ticket_id: '' }, "'Ticket ID' is empty"],
		['with a list as subject', { subject: [1] }, "'Subject' is a list of 1 entries; a text or a number is expected"],
		['with an unknown priority', { priority: 'asap' }, /'Priority' is "asap"; allowed are low, normal, high, urgent/],
		['with a subject of 5 MB', { subject: 'x'.repeat(5_000_000) }, /'Subject' is 5000000 characters long; at most 500/],
	])('stops on a ticket %s', async (_, more, message) => {
		const { status, error } = await run('open', autoMap, [newTicket(more)]);
		expect([status, error?.message]).toEqual(['error', expect.stringMatching(message)]);
		expect(error).toMatchObject({ context: { itemIndex: 0 } });
	});

	test('is not led astray by hostile keys', async () => {
		const hostile = JSON.parse('{"__proto__":{"ticket_id":"X","source":"Y"},"constructor":1}') as IDataObject;
		expect((await run('open', autoMap, [hostile])).error?.message).toBe("'Source' is empty");
	});
});

describe('Get', () => {
	test('gives the case with its trail beside the item', async () => {
		const { case_id } = await openOne();
		const result = await run('get', onCase(case_id, { includeTrail: true }), [{ mine: 1 }]);
		expect(result.items('Case')).toEqual([
			{
				pairedItem: { item: 0 },
				json: {
					mine: 1,
					triage: {
						case_id,
						case: expect.objectContaining({ case_id, version: 1 }) as object,
						trail: [
							{
								entry_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
								seq: 0,
								at: expect.any(String) as string,
								type: 'case.opened',
								actor: 'workflow:workflow-under-test',
								data: { priority: 'normal', to: 'queued' },
							},
						],
						completeness: { verdict: 'open', missing: [], dangling: [] },
						retries: [],
					},
				},
			},
		]);
		const bare = await run('get', onCase(case_id, { includeTrail: false }), [{}]);
		expect(bare.items('Case')[0]?.json.triage).not.toHaveProperty('trail');
	});

	test('says what is missing from the trail, and which calls have no answer', async () => {
		const { case_id } = await openOne();
		const store = await storeOfNodes();
		await store.execute({ case_id }, owner, context());
		const data = { connector: 'crm', method: 'POST', step: 'Suppress' };
		const asked = await store.record({ case_id, type: 'connector.intent', data }, context());
		const entry_id = asked.outcome === 'recorded' && asked.entry_id;
		const completenessNow = async () => {
			const [item] = (await run('get', onCase(case_id, { includeTrail: true }), [{}])).items('Case');
			return (item!.json.triage as IDataObject).completeness;
		};
		expect(await completenessNow()).toEqual({ verdict: 'incomplete', missing: [], dangling: [entry_id] });
		const refs = [{ id: String(entry_id), rel: 'outcome_of' as const }];
		await store.record({ case_id, type: 'connector.outcome', data: { outcome: 'ok' }, refs }, context());
		await store.execute({ case_id }, { kind: 'change_state', to: 'in-progress' }, context());
		await closeCase(store, case_id);
		expect(await completenessNow()).toEqual({ verdict: 'complete', missing: [], dangling: [] });
	});

	test('says where the clocks of the case stand, by the policy and calendar that were saved, and what would move them', async () => {
		const store = await storeOfNodes();
		const name = 'Clocks around the day';
		const calendar = { ...alwaysOpen(), name };
		await store.executeDefinition({ kind: 'calendar', name }, { kind: 'save', body: calendar }, context());
		const body = {
			when: { type: ['clocked'] },
			clocks: [{ clock: 'resolution', budgets: { normal: { amount: 4, unit: 'business_hours' } } }],
		};
		await store.executeDefinition({ kind: 'clock_policy', name: 'Clocked' }, { kind: 'save', body }, context());
		const opened = await openOne({ type: 'clocked' });
		const clocksOf = async (caseId: string, clockOptions: object) => {
			const result = await run('get', onCase(caseId, { includeClocks: true, clockOptions }), [{ mine: 1 }]);
			return (result.items('Case')[0]!.json.triage as { clocks: IDataObject }).clocks;
		};
		const due = (hours: number) => new Date(Date.parse(opened.opened_at) + hours * 3_600_000).toISOString();
		const clocks = await clocksOf(opened.case_id, { calendar: name, pauseHours: 2, priority: 'low' });
		expect(clocks).toMatchObject({
			policy_id: 'Clocked',
			calendar: name,
			clocks: [{ clock: 'resolution', state: 'running', policy_version: 1, due_at: due(4), time: { segments: [{}] } }],
			if_paused: [{ clock: 'resolution', before: { due_at: due(4) }, after: { due_at: due(6) } }],
			if_priority: [{ clock: 'resolution', after: { state: 'none' } }],
		});
		const other = await openOne();
		const byDefault = await clocksOf(other.case_id, {});
		expect(byDefault).toMatchObject({ policy_id: 'Default', calendar: 'Around the clock', if_paused: null });
		expect((byDefault.clocks as IDataObject[]).map(({ clock, state }) => [clock, state])).toEqual([
			['triage', 'running'],
			['first_response', 'running'],
			['resolution', 'running'],
			['owner', 'not_started'],
		]);
		const wrong = await run('get', onCase(other.case_id, { includeClocks: true, clockOptions: { calendar: 'None' } }), [
			{},
		]);
		expect(wrong.error?.message).toContain("There is no calendar 'None' in force");
	});

	test('sends what is not there to Not Found and drops nothing', async () => {
		const result = await run('get', onCase('C-9999'), [{ mine: 1 }]);
		expect(result.items('Case', 0)).toEqual([]);
		expect(result.items('Case', 1)).toEqual([
			{
				json: {
					mine: 1,
					triage: {
						case_id: 'C-9999',
						case: null,
						refusal: expect.objectContaining({ message: "There is no case 'C-9999'" }) as object,
					},
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test('names an empty case id', async () => {
		const { error } = await run('get', onCase('={{ $json.triage?.case_id }}'), [{}]);
		expect(error).toMatchObject({
			message: "'Case ID' is empty",
			description:
				'Put this node after Triage Case: Open, or type the id. The usual value is {{ $json.triage.case_id }}.',
		});
	});
});

describe('Get Many', () => {
	const find = async (filters: object, more: object = {}) =>
		await run('getMany', { returnAll: true, filters, sort: 'oldest', options: {}, ...more }, [{ mine: 1 }]);

	test('gives one item a case, in the order asked for, up to the limit', async () => {
		const ids = [await openOne({ type: 'many' }), await openOne({ type: 'many' })].map(({ case_id }) => case_id);
		const all = await find({ type: 'many' });
		expect(all.items('Case').map((item) => caseOf(item)?.case_id)).toEqual(ids);
		expect(all.items('Case').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
		expect(all.items('Case')[0]?.json).not.toHaveProperty('mine');
		const newest = await find({ type: 'many' }, { returnAll: false, limit: 1, sort: 'newest' });
		expect(newest.items('Case').map((item) => caseOf(item)?.case_id)).toEqual([ids[1]]);
	});

	test('reads a ticket id as Open does, and a state that is no list', async () => {
		const { case_id } = await openOne({ source: 'numbers', ticket_id: 42 });
		for (const ticketId of ['={{ 42 }}', ' 42 ']) {
			const found = await find({ ticketId, source: 'numbers', states: '={{ "queued" }}' });
			expect(found.items('Case').map((item) => caseOf(item)?.case_id)).toEqual([case_id]);
		}
	});

	test('finds by state, source, ticket and time', async () => {
		const { case_id, ticket_id } = await openOne({ source: 'many-source' });
		const now = new Date().toISOString();
		for (const filters of [
			{ source: 'many-source', states: ['queued'] },
			{ ticketId: ticket_id },
			{ source: 'many-source', openedAfter: '2020-01-01T00:00:00+02:00' },
		]) {
			expect((await find(filters)).items('Case').map((item) => caseOf(item)?.case_id)).toEqual([case_id]);
		}
		expect((await find({ openedAfter: now, source: 'many-source' })).items('Case', 1)).toEqual([
			{ json: { mine: 1, triage: { case: null } }, pairedItem: { item: 0 } },
		]);
	});

	test('finds those of a customer, page by page', async () => {
		const ids: string[] = [];
		for (let count = 0; count < 3; count += 1) ids.push((await openOne({ customer_id: 'CU-31' })).case_id);
		const page = { returnAll: false, limit: 2 };
		const first = await find({ customerId: 'CU-31' }, page);
		expect(idsOf(first)).toEqual(ids.slice(0, 2));
		const [cursor, again] = first.items('Case').map(({ json }) => (json.triage as { next_cursor: string }).next_cursor);
		expect(again).toBe(cursor);
		const second = await find({ customerId: 'CU-31' }, { ...page, options: { cursor } });
		expect(second.items('Case').map(({ json }) => json.triage)).toMatchObject([{ case_id: ids[2], next_cursor: null }]);
		expect((await find({ customerId: 'CU-99' })).items('Case', 1)[0]?.json).toEqual({
			mine: 1,
			triage: { case: null },
		});
	});

	const idsOf = (result: Awaited<ReturnType<typeof find>>) => result.items('Case').map((item) => caseOf(item)?.case_id);

	test('finds by priority, tag, subject, times, evidence, exceptions and time limits', async () => {
		const more = { source: 'each-filter' };
		const { case_id: urgent } = await openOne({ ...more, priority: 'urgent', subject: 'Duplicate Invoice' });
		const { case_id: waiting } = await openOne({ ...more, subject: 'Invoice is missing' });
		await run('update', onCase(urgent, { changes: { addTags: 'vip' }, reason: '' }), [{}]);
		const passed = startOf(standard, {
			within: { amount: 15, unit: 'business_minutes' },
			started_at: new Date(Date.now() - 3_600_000).toISOString(),
		});
		const timer = { case_id: waiting, name: 'First response' };
		await (await storeOfNodes()).executeTimer(timer, passed, context());
		for (const [filters, expected] of [
			[{ priorities: ['urgent', 'high'] }, [urgent]],
			[{ subjectContains: 'invoice' }, [urgent, waiting]],
			[{ tag: 'VIP' }, [urgent]],
			[{ overdueOnly: true }, [waiting]],
			[{ overdueOnly: false }, [urgent, waiting]],
			[{ openedBefore: '2020-01-01' }, []],
			[{ updatedAfter: '2020-01-01' }, [urgent, waiting]],
			[{ withoutEvidence: true, hasOpenExceptions: false }, [urgent, waiting]],
			[{ hasOpenExceptions: true }, []],
		] as const) {
			expect(idsOf(await find({ source: 'each-filter', ...filters }))).toEqual(expected);
		}
		const byUrgency = await find({ source: 'each-filter' }, { sort: 'least_urgent' });
		expect(idsOf(byUrgency)).toEqual([waiting, urgent]);
	});

	test('a case comes out simplified, or whole', async () => {
		await openOne({ type: 'shape' });
		expect(Object.keys(caseOf((await find({ type: 'shape' })).items('Case')[0])!)).toEqual([
			'case_id',
			'version',
			'state',
			'source',
			'ticket_id',
			'subject',
			'type',
			'priority',
			'owner',
			'opened_at',
		]);
		const [whole] = (await find({ type: 'shape' }, { simplify: false })).items('Case');
		expect(caseOf(whole)).toEqual(await (await storeOfNodes()).getCase(caseOf(whole)!.case_id));
	});

	test('draws a sample whatever the limit is, and the seed that comes out draws it again', async () => {
		for (let count = 0; count < 9; count += 1) await openOne({ type: 'drawn' });
		const draw = async (options: object) =>
			await find({ type: 'drawn' }, { returnAll: false, limit: 1, options: { randomSample: 3, ...options } });
		const drawn = await draw({});
		expect(drawn.items('Case')).toHaveLength(3);
		const { sample } = drawn.items('Case')[0]!.json.triage as { sample: { seed: string; match_count: number } };
		expect(sample).toEqual({ seed: expect.stringMatching(/^.+\/0$/) as string, match_count: 9 });
		expect(idsOf(await draw({ sampleSeed: sample.seed }))).toEqual(idsOf(drawn));
		const others = await Promise.all(
			['a', 'b', 'c', 'd', 'e'].map(async (sampleSeed) => idsOf(await draw({ sampleSeed }))),
		);
		expect(new Set(others.map(String)).size).toBeGreaterThan(1);
		const none = await find({ type: 'no such' }, { options: { randomSample: 2, sampleSeed: 'a' } });
		expect(none.items('Case', 1)[0]?.json.triage).toEqual({ case: null, sample: { seed: 'a', match_count: 0 } });
	});

	test.each([
		[{ overdueOnly: 'yes' }, {}, /'Overdue Only' is "yes"; true or false is expected/],
		[{ withoutEvidence: '={{ $json.none }}' }, {}, /'Without Evidence' is .*; true or false is expected/],
		[{ priorities: ['soon'] }, {}, /'Priorities' is "soon"; allowed are low/],
		[{ subjectContains: '' }, {}, "'Subject Contains' is empty"],
		[{ tag: ' ' }, {}, "'Tag' is empty"],
		[{ updatedAfter: 'soon' }, {}, /'Updated After' is "soon"; a date and time is expected/],
		[{}, { options: { randomSample: 0 } }, /'Random Sample' is 0; a whole number from 1 to 1000 is expected/],
		[{}, { options: { randomSample: 1, sampleSeed: ' ' } }, "'Sample Seed' is empty"],
		[{ openedAfter: 'soon' }, {}, /'Opened After' is "soon"; a date and time is expected/],
		[{ states: ['lost'] }, {}, /'States' is "lost"; allowed are queued/],
		[{ openedAfter: 'Ticket 5' }, {}, /'Opened After' is "Ticket 5"; a date and time is expected/],
		[{ ticketId: '={{ $json.none }}' }, {}, "'Ticket ID' is empty"],
		[{ ticketId: '={{ ({ a: 1 }) }}' }, {}, /'Ticket ID' is {"a":1}; a text is expected/],
		[{ source: ' ' }, {}, "'Source' is empty"],
		[{ customerId: '' }, {}, "'Customer ID' is empty"],
		[{}, { options: { cursor: 'page 2' } }, /The cursor 'page 2' is none of this order/],
		[{ states: [] }, {}, "'States' is empty"],
		[{}, { sort: 'random' }, /'Sort' is "random"; allowed are/],
		[{}, { returnAll: false, limit: -1 }, /'Limit' is -1; a whole number from 1 is expected/],
	])('names a filter it cannot use: %j %j', async (filters, more, message) => {
		expect((await find(filters, more)).error?.message).toMatch(message);
	});
});

test('an unknown operation is named', async () => {
	expect((await run('vanish', {}, [{}])).error?.message).toMatch(/'Operation' is "vanish"; allowed are/);
});

test('queue mode without a shared store is refused in one sentence', async () => {
	process.env.EXECUTIONS_MODE = 'queue';
	try {
		expect((await run('open', autoMap, [newTicket()])).error).toMatchObject({
			message: 'Triage data cannot be shared between workers',
			description: expect.stringContaining('queue mode') as string,
		});
	} finally {
		delete process.env.EXECUTIONS_MODE;
	}
});

test('the mapping control offers every field of a case', async () => {
	const { fields } = await new TriageCase().methods.localResourceMapping.getCaseFields();
	expect(fields.filter(({ required }) => required).map(({ displayName }) => displayName)).toEqual([
		'Source',
		'Ticket ID',
	]);
	expect(fields).toHaveLength(9);
});

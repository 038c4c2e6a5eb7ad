import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Calendar } from '../../core';
import { flow, runWorkflow } from '../harness/runWorkflow';
import { storeOfNodes } from '../harness/stores';
import { openTicket } from '../storage/subject';
import { first } from '../storage/timers';

const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const run = async (operation: string, parameters: object, input: IDataObject = { mine: 1 }, binary?: object) => {
	const json = flow(
		{
			Start: { type: 'n8n-nodes-base.manualTrigger' },
			Calendar: {
				type: 'businessCalendar',
				parameters: { operation, options: {}, ...parameters } as unknown as INodeParameters,
			},
		},
		['Start -> Calendar'],
	);
	return await runWorkflow(json, { input: [input], ...(binary && { files: [binary as never] }) });
};

interface Told {
	calendar:
		(Calendar & { version: number | null; version_in_force: number; versions: object[]; opening: object }) | null;
	is_saved: boolean;
	edit: {
		changed_days: Array<{ date: string; after: unknown }>;
		changed_day_count: number;
		running_timers: Array<{ case_id: string; due_at: string; due_by_this_calendar: string }>;
	};
	holidays: { proposals: Array<{ date: string; name: string }>; skipped_count: number };
	repair: {
		timer_count: number;
		timers: Array<{ case_id: string; before: { due_at: string }; after: { due_at: string } }>;
	};
	refusal?: { code: string };
}
const told = (result: Awaited<ReturnType<typeof run>>, output = 0) =>
	result.items('Calendar', output).map((item) => item.json.triage as unknown as Told);

const hours = {
	values: [
		{ days: ['mon', 'tue'], opensAt: '09:00', closesAt: '12:00' },
		{ days: ['mon'], opensAt: '13:00', closesAt: '17:00' },
	],
};
let count = 0;
const newName = () => `Berlin ${(count += 1)}`;
const save = async (name: string, more: object = {}) =>
	await run('save', {
		calendar: byName(name),
		hoursFrom: 'fields',
		timezone: 'Europe/Berlin',
		hours,
		reason: '',
		...more,
	});

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

describe('Business Calendar', () => {
	test('saves hours, holidays and special days by name, and the next save is another version', async () => {
		const name = newName();
		const result = await save(name, {
			holidays: '2030-12-25, 2030-12-26',
			specialDays: {
				values: [
					{ date: '2030-12-24', opensAt: '09:00', closesAt: '12:00' },
					{ date: '2030-12-31', opensAt: '', closesAt: '' },
				],
			},
		});
		expect(result.items('Calendar')).toMatchObject([{ pairedItem: { item: 0 }, json: { mine: 1 } }]);
		const body = {
			name,
			timezone: 'Europe/Berlin',
			hours: {
				mon: [
					['09:00', '12:00'],
					['13:00', '17:00'],
				],
				tue: [['09:00', '12:00']],
			},
			holidays: ['2030-12-25', '2030-12-26'],
			overrides: { '2030-12-24': [['09:00', '12:00']], '2030-12-31': [] },
		};
		expect(told(result)).toMatchObject([{ is_saved: true, calendar: { ...body, version: 1, version_in_force: 1 } }]);
		const store = await storeOfNodes();
		expect((await store.getDefinition({ kind: 'calendar', name }))!.body).toEqual(body);
		const [again] = told(await save(name, { reason: 'No Tuesday', hours: { values: [hours.values[1]] } }));
		expect(again).toMatchObject({ is_saved: true, calendar: { version: 2, version_in_force: 2 } });
		expect(again!.edit.changed_day_count).toBeGreaterThan(50);
		expect(told(await save(name, { hours: { values: [hours.values[1]] } }))).toMatchObject([
			{ is_saved: false, calendar: { version: 2 } },
		]);
	});

	const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
	const openUntil = (closesAt: string) => ({
		hours: { values: [{ days: everyDay, opensAt: '00:00', closesAt }] },
		timezone: 'UTC',
	});
	const repair = async (name: string, more: object = {}) =>
		await run('repairTimers', { calendar: byName(name), ...more });

	/** A calendar that is always open, and a timer of 48 hours that TTL Escalation starts by it. */
	async function startTimer() {
		const name = newName();
		await save(name, openUntil('24:00'));
		const store = await storeOfNodes();
		const { case: opened } = await openTicket(store, name);
		const parameters = {
			operation: 'start',
			caseId: opened.case_id,
			timerName: first.name,
			amount: 48,
			countTime: 'savedCalendar',
			calendar: byName(name),
			steps: { values: [{ when: 'deadline', do: 'notify', target: 'role', role: byName('Lead') }] },
			fallbackRole: byName('Triage'),
		} as unknown as INodeParameters;
		const start = { Start: { type: 'n8n-nodes-base.manualTrigger' }, Timer: { type: 'ttlEscalation', parameters } };
		const { items } = await runWorkflow(flow(start, ['Start -> Timer']), { input: [{}] });
		const { timer } = items('Timer')[0]!.json.triage as { timer: IDataObject };
		return { name, store, timer, target: { ...first, case_id: opened.case_id } };
	}

	test('shows an edit without saving it, with the timers that would be due at another time', async () => {
		const { name, store, timer, target } = await startTimer();
		expect(timer).toMatchObject({ calendar: name, calendar_version: 1 });
		const [shown] = told(await save(name, { ...openUntil('12:00'), previewOnly: true }));
		expect(shown).toMatchObject({ is_saved: false, calendar: { version: null } });
		expect(shown!.edit.running_timers).toMatchObject([{ case_id: target.case_id, due_at: timer.due_at }]);
		expect(shown!.edit.running_timers[0]!.due_by_this_calendar > String(timer.due_at)).toBe(true);
		expect((await store.listVersions({ kind: 'calendar', name })).length).toBe(1);
		await save(name, openUntil('12:00'));
		expect((await store.getTimer(target))!.due_at).toBe(timer.due_at);
		await store.sweepTimers({}, { actor: { kind: 'workflow', id: 'sweeper' } });
		expect((await store.getTimer(target))!.due_at! > String(timer.due_at)).toBe(true);
	});

	test('repairs running timers after a dry run that lists both sides', async () => {
		const { name, store, timer, target } = await startTimer();
		await save(name, openUntil('12:00'));
		const dry = await repair(name);
		expect(dry.items('Calendar')).toMatchObject([{ pairedItem: { item: 0 }, json: { mine: 1 } }]);
		const [{ repair: shown }] = told(dry) as [Told];
		expect(shown).toMatchObject({ calendar: name, version: 2, is_dry_run: true, timer_count: 1, changed_count: 1 });
		expect(shown.timers).toMatchObject([
			{ case_id: target.case_id, name: first.name, before: { due_at: timer.due_at } },
		]);
		expect((await store.getTimer(target))!.due_at).toBe(timer.due_at);
		const [{ repair: done }] = told(await repair(name, { dryRun: false })) as [Told];
		expect(done).toMatchObject({ is_dry_run: false, timer_count: 1, changed_count: 1 });
		expect((await store.getTimer(target))!.due_at).toBe(done.timers[0]!.after.due_at);
		expect(told(await repair(name))).toMatchObject([{ repair: { timer_count: 0, timers: [] } }]);
	});

	test('repairs nothing by a calendar that is not there, and says so', async () => {
		const result = await repair('None');
		expect(result.error?.message).toContain("There is no saved calendar 'None'");
	});

	const ics = [
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'BEGIN:VEVENT',
		'UID:1',
		'SUMMARY:Unity Day',
		'DTSTART;VALUE=DATE:20301003',
		'END:VEVENT',
		'BEGIN:VEVENT',
		'UID:2',
		'SUMMARY:Party',
		'DTSTART:20301004T180000Z',
		'END:VEVENT',
		'END:VCALENDAR',
		'',
	].join('\r\n');

	test('reads holidays from a file or text as proposals, and adds those that were chosen', async () => {
		const name = newName();
		await save(name);
		const span = { fromDate: '2030-01-01T00:00:00', toDate: '2030-12-31T00:00:00' };
		const fromText = await run('readHolidays', { source: 'text', text: ics, ...span });
		expect(told(fromText)).toMatchObject([
			{
				holidays: {
					from: '2030-01-01',
					to: '2030-12-31',
					proposals: [{ date: '2030-10-03', name: 'Unity Day' }],
					skipped_count: 1,
				},
			},
		]);
		const data = { data: Buffer.from(ics).toString('base64'), mimeType: 'text/calendar' };
		const fromFile = await run('readHolidays', { source: 'file', ...span }, { mine: 1 }, { data });
		expect(told(fromFile)[0]!.holidays).toEqual(told(fromText)[0]!.holidays);

		const added = await run('addHolidays', { calendar: byName(name) }, fromText.items('Calendar')[0]!.json);
		expect(told(added)).toMatchObject([{ is_saved: true, calendar: { version: 2, holidays: ['2030-10-03'] } }]);
		const more = await run('addHolidays', { calendar: byName(name), dates: '2030-12-25', previewOnly: true });
		expect(told(more)).toMatchObject([{ is_saved: false, calendar: { holidays: ['2030-10-03', '2030-12-25'] } }]);
	});

	test('gets a calendar with its versions and whether it is open, and JSON brings it back', async () => {
		const name = newName();
		await save(name, { reason: 'First' });
		const [got] = told(await run('get', { calendar: byName(name) }));
		expect(got!.calendar).toMatchObject({
			name,
			version: 1,
			versions: [{ number: 1, reason: 'First' }],
			opening: { opens_at: expect.any(String) as string, closes_at: expect.any(String) as string },
		});
		const copy = newName();
		const [saved] = told(
			await run('save', { calendar: byName(copy), hoursFrom: 'json', json: JSON.stringify(got!.calendar) }),
		);
		expect(saved!.calendar).toMatchObject({ name: copy, hours: got!.calendar!.hours, version: 1 });
		const many = await run('getMany', { returnAll: false, limit: 50, filters: { search: name } });
		expect(told(many).map(({ calendar }) => calendar!.name)).toContain(name);
	});

	test('what is not there leaves by Not Found', async () => {
		expect(told(await run('get', { calendar: byName('Nowhere') }), 1)).toMatchObject([
			{ calendar: null, refusal: { code: 'DEFINITION_NOT_FOUND' } },
		]);
		expect(told(await run('getMany', { filters: { search: 'Nowhere' } }), 1)).toMatchObject([{ calendar: null }]);
	});

	test('tells all that is wrong with a calendar, ten in words', async () => {
		const { error } = await save(newName(), { timezone: 'Mars', holidays: 'Christmas, Easter' });
		expect(error!.message).toMatch(
			/cannot be used: '\/timezone' is "Mars"; .+ is expected\. '\/holidays\/0' is "Christmas"; .+\. '\/holidays\/1' is "Easter"; .+ is expected$/,
		);
		expect(error!.description).toMatch(/.+\. .+/);
		const many = await save(newName(), { holidays: Array.from({ length: 12 }, (_, at) => `day-${at}`).join(', ') });
		expect(many.error!.message).toMatch(/'\/holidays\/9' is "day-9"; [^']+ is expected\. And 2 more$/);
	});

	test.each<[string, object, string]>([
		['save', { timezone: 'Mars' }, '\'/timezone\' is "Mars"'],
		[
			'save',
			{ hours: { values: [{ days: ['mon'], opensAt: '9', closesAt: '17:00' }] } },
			'a window is two times from 00:00 to 24:00',
		],
		['save', { hours: {} }, 'cannot be used'],
		['save', { holidays: 'Christmas' }, '\'/holidays/0\' is "Christmas"'],
		['save', { hoursFrom: 'json', json: '[]' }, "'Calendar as JSON' is []; an object is expected"],
		['readHolidays', { source: 'text', text: 'nothing' }, 'The file does not begin with BEGIN:VCALENDAR'],
		['readHolidays', { source: 'file' }, "The item has no file in field 'data'"],
		['addHolidays', { dates: '2030-01-01' }, 'There is no saved calendar'],
	])('names what it cannot use: %s, case %#', async (operation, parameters, message) => {
		const base = operation === 'save' ? { hoursFrom: 'fields', hours, timezone: 'UTC' } : {};
		const { error } = await run(operation, { calendar: byName('Unsaved'), ...base, ...parameters });
		expect(error?.message).toContain(message);
	});
});

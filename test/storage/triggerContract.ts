import { contentDigest, entryId, readTrigger, type CaseCommand, type TriggerValues } from '../../core';
import type { CommandContext, TriageStore, TriggerItem } from '../../storage';
import { closeCase, context, owner, refusalOf, type StoreUnderTest, ticket, useStore } from './subject';

export const trigger = (
	key: string | null,
	more: Partial<TriggerValues> & { options?: Partial<NonNullable<TriggerValues['key']>> } = {},
	sent: CommandContext = context(),
): TriggerItem => {
	const { options, ...values } = more;
	return {
		trigger: readTrigger({
			source: 'help-desk',
			received_at: '2026-01-05T08:59:00Z',
			digest: contentDigest({ id: key }),
			key: key === null ? null : { value: key, ...options },
			...values,
		}),
		context: sent,
	};
};

/** What every engine must do with triggers and their keys; each engine's own test file calls it. */
export function describeTriggers(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`triggers on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		beforeEach(() => {
			({ store } = subject);
		});
		const record = async (...items: TriggerItem[]) => await store.recordTriggers(items);
		const openFor = async (trigger_id: string, ticket_id = 'T-1') =>
			await store.execute(null, { kind: 'open', fields: ticket({ ticket_id }), trigger_id }, context());
		const close = async (case_id: string) => {
			const steps: CaseCommand[] = [owner, { kind: 'change_state', to: 'in-progress' }];
			for (const step of steps) await store.execute({ case_id }, step, context());
			await closeCase(store, case_id);
		};

		test('S6: the same key and payload twice has one case, and the second names it', async () => {
			const [first] = await record(trigger('K-1'));
			expect(first).toEqual({
				outcome: 'accepted',
				attempt: 1,
				possible_duplicate_of: null,
				trigger_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
				is_new: true,
			});
			const opened = await openFor(first!.trigger_id);
			expect(opened).toMatchObject({ outcome: 'accepted', case: { case_id: 'C-0001', version: 1 } });
			subject.setNow('2026-01-05T09:05:00.000Z');
			const [second] = await record(trigger('K-1'));
			expect(second).toEqual({
				outcome: 'duplicate',
				in_progress: false,
				duplicate_of: {
					trigger_id: first!.trigger_id,
					case_id: 'C-0001',
					first_seen_at: '2026-01-05T09:00:00.000Z',
				},
				trigger_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
				is_new: true,
			});
			expect(await store.getTrigger('help-desk', 'K-1')).toMatchObject({
				trigger_id: first!.trigger_id,
				state: 'completed',
				case_id: 'C-0001',
				duplicate_count: 1,
				expires_at: '2026-01-12T09:00:00.000Z',
			});
			expect((await store.findCases({ order: 'oldest' })).cases).toHaveLength(1);
		});

		test('S7: the same key with another amount is a conflict, and the first case stays as it was', async () => {
			const [first] = await record(trigger('K-1', { digest: contentDigest({ amount: 1 }) }));
			await openFor(first!.trigger_id);
			const before = await store.getCase('C-0001');
			const [second] = await record(trigger('K-1', { digest: contentDigest({ amount: 2 }) }));
			expect(second).toMatchObject({
				outcome: 'refused',
				label: 'idem.conflict',
				duplicate_of: { trigger_id: first!.trigger_id, case_id: 'C-0001' },
			});
			expect(await store.getCase('C-0001')).toEqual(before);
			expect(await store.getTrigger('help-desk', 'K-1')).toMatchObject({ conflict_count: 1, duplicate_count: 0 });
		});

		test('a key belongs to its source, and one list is judged in its order', async () => {
			const results = await record(
				trigger('K-1'),
				trigger('K-1', { source: 'crm' }),
				trigger('K-1'),
				trigger('K-2', { options: { completes: 'at_once' } }),
				trigger('K-2'),
				trigger('K-3', { refused: 'schema.required' }),
				trigger('K-3'),
				trigger(null),
				trigger(null),
			);
			expect(results.map(({ outcome }) => outcome)).toEqual([
				'accepted',
				'accepted',
				'duplicate',
				'accepted',
				'duplicate',
				'refused',
				'accepted',
				'accepted',
				'accepted',
			]);
			expect(results[2]).toMatchObject({ in_progress: true });
			expect(results[4]).toMatchObject({ in_progress: false });
			expect(new Set(results.map(({ trigger_id }) => trigger_id)).size).toBe(9);
		});

		test('a claim waits for the end of its case where it is to', async () => {
			const options = { completes: 'on_close' } as const;
			const [first] = await record(trigger('K-1', { options }));
			await openFor(first!.trigger_id);
			expect(await record(trigger('K-1', { options }))).toMatchObject([
				{ outcome: 'duplicate', in_progress: true, duplicate_of: { case_id: 'C-0001' } },
			]);
			await close('C-0001');
			expect(await store.getTrigger('help-desk', 'K-1')).toMatchObject({ state: 'completed', case_id: 'C-0001' });
			expect(await record(trigger('K-1', { options }))).toMatchObject([{ outcome: 'duplicate', in_progress: false }]);
			const { case_id } = (await store.findEntries({ types: ['trigger.completed'], order: 'oldest' }))[0]!;
			expect((await store.readTimeline(case_id)).map(({ type }) => type)).toEqual([
				'trigger.accepted',
				'trigger.linked',
				'trigger.duplicate',
				'trigger.completed',
				'trigger.duplicate',
			]);
		});

		test('a ticket that has a case already completes the claim with that case', async () => {
			await subject.openCase();
			const [first] = await record(trigger('K-1'));
			expect(await openFor(first!.trigger_id)).toMatchObject({
				outcome: 'unchanged',
				case: { case_id: 'C-0001', version: 1 },
			});
			expect(await store.getTrigger('help-desk', 'K-1')).toMatchObject({ state: 'completed', case_id: 'C-0001' });
		});

		test('a released claim may be tried again, a lost one too, and an expired one is a possible duplicate', async () => {
			const options = { lease_seconds: 60, window_seconds: 3600 };
			const [first] = await record(trigger('K-1', { options }));
			const release = { kind: 'release', label: 'sys.timeout' } as const;
			const once = context();
			expect(await store.settleTrigger(first!.trigger_id, release, once)).toMatchObject({
				outcome: 'accepted',
				trigger: { state: 'released' },
			});
			expect(await store.settleTrigger(first!.trigger_id, release, once)).toMatchObject({ outcome: 'unchanged' });
			const [second] = await record(trigger('K-1', { options }));
			expect(second).toMatchObject({ outcome: 'accepted', attempt: 2, possible_duplicate_of: null });
			subject.setNow('2026-01-05T09:00:59.999Z');
			expect(await record(trigger('K-1', { options }))).toMatchObject([{ outcome: 'duplicate', in_progress: true }]);
			subject.setNow('2026-01-05T09:01:00.000Z');
			const [third] = await record(trigger('K-1', { options }));
			const before = { trigger_id: second!.trigger_id, case_id: null, first_seen_at: '2026-01-05T09:00:00.000Z' };
			expect(third).toMatchObject({ outcome: 'accepted', attempt: 3, possible_duplicate_of: before });
			expect(await store.settleTrigger(second!.trigger_id, release, context())).toMatchObject({ outcome: 'unchanged' });
			await store.settleTrigger(third!.trigger_id, { kind: 'complete' }, context());
			subject.setNow('2026-01-05T10:01:00.000Z');
			expect(await record(trigger('K-1', { options }))).toMatchObject([
				{ outcome: 'accepted', attempt: 1, possible_duplicate_of: { trigger_id: third!.trigger_id } },
			]);
		});

		test('the same item sent again under its command id is answered as it was, and recorded once', async () => {
			const items = [trigger('K-1'), trigger('K-1'), trigger('K-2', { refused: 'rule.range' }), trigger(null)];
			const first = await store.recordTriggers(items);
			const before = await store.verify();
			await openFor(first[0]!.trigger_id, 'T-1');
			expect(await store.recordTriggers(items)).toEqual(first.map((result) => ({ ...result, is_new: false })));
			expect((await store.verify()).entry_count).toBe(before.entry_count + 2);
			for (const more of [{ source: 'crm' }, { digest: contentDigest(1) }, { received_at: '2026-01-05T08:00:00Z' }]) {
				expect(await refusalOf(record(trigger('K-1', more, items[0]!.context)))).toBe('COMMAND_REUSED');
			}
			expect(await refusalOf(record(trigger('K-9', {}, items[0]!.context)))).toBe('COMMAND_REUSED');
			expect(await refusalOf(record(trigger(null, { digest: null }, items[0]!.context)))).toBe('COMMAND_REUSED');
			const other = context();
			await subject.store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'T-2' }) }, other);
			expect(await refusalOf(record(trigger('K-1', {}, other)))).toBe('COMMAND_REUSED');
		});

		test('a refused item takes those of its own transaction with it, and no others', async () => {
			const used = context();
			await record(trigger('K-0', {}, used));
			const before = await store.verify();
			const [mine, yours] = await Promise.all([
				refusalOf(record(trigger('K-1'), trigger('K-2', {}, used))),
				record(trigger('K-1')),
			]);
			expect([mine, yours]).toMatchObject(['COMMAND_REUSED', [{ outcome: 'accepted', attempt: 1 }]]);
			expect((await store.verify()).entry_count).toBe(before.entry_count + 1);
		});

		test.each(['', 'x', '\ud800', entryId('nobody', 0)])('%j is no trigger that could be settled', async (id) => {
			expect(await refusalOf(store.settleTrigger(id, { kind: 'complete' }, context()))).toBe('TRIGGER_NOT_FOUND');
			const before = await store.verify();
			// Half a surrogate pair can be no part of a command at all.
			expect(await refusalOf(openFor(id))).toBe(id.isWellFormed() ? 'TRIGGER_NOT_FOUND' : 'EVIDENCE_INVALID');
			expect(await store.verify()).toEqual(before);
		});

		test('a trigger that was not accepted leads to no case', async () => {
			const [, duplicate] = await record(trigger('K-1'), trigger('K-1'));
			expect(await refusalOf(openFor(duplicate!.trigger_id))).toBe('TRIGGER_NOT_FOUND');
			expect((await store.findCases({ order: 'oldest' })).cases).toEqual([]);
		});

		test('the ledger has every arrival with all that was said, by period, source, outcome and label', async () => {
			const contract = { id: 'campaign-error', digest: contentDigest({}) };
			const sent = context({ run: { exec: '7', wf: 'wf1', node: 'Gate', item: 3 } });
			const at = (hour: number) => `2026-01-05T${String(hour).padStart(2, '0')}:00:00.000Z`;
			const results = await record(
				trigger('K-1', { received_at: at(3), contract }, sent),
				trigger('K-1', { received_at: at(1) }),
				trigger(null, { received_at: at(2), refused: 'schema.type', digest: null }),
				trigger('K-1', { received_at: at(4), source: 'crm' }),
				trigger('K-1', { received_at: at(4), digest: contentDigest('other') }),
			);
			const list = async (query: Partial<Parameters<TriageStore['listTriggers']>[0]> = {}) => {
				const lines = await store.listTriggers({ order: 'oldest', ...query });
				return lines.map(({ trigger_id }) => results.findIndex((result) => result.trigger_id === trigger_id));
			};
			expect(await list()).toEqual([1, 2, 0, 3, 4]);
			expect(await list({ order: 'newest', limit: 2 })).toEqual([4, 3]);
			expect(await list({ from: at(2), before: at(4) })).toEqual([2, 0]);
			expect(await list({ source: 'crm' })).toEqual([3]);
			expect(await list({ outcomes: ['duplicate', 'refused'] })).toEqual([1, 2, 4]);
			expect(await list({ labels: ['idem.conflict'] })).toEqual([4]);
			expect(await list({ source: "' or 1=1 --" })).toEqual([]);
			expect((await store.listTriggers({ order: 'oldest', from: at(3) }))[0]).toEqual({
				outcome: 'accepted',
				attempt: 1,
				possible_duplicate_of: null,
				trigger_id: results[0]!.trigger_id,
				idx: 1,
				received_at: at(3),
				at: '2026-01-05T09:00:00.000Z',
				source: 'help-desk',
				contract,
				key: 'K-1',
				digest: contentDigest({ id: 'K-1' }),
				run: sent.run,
			});
			expect(await store.countTriggers()).toEqual([
				{ source: 'crm', outcome: 'accepted', label: null, count: 1 },
				{ source: 'help-desk', outcome: 'accepted', label: null, count: 1 },
				{ source: 'help-desk', outcome: 'duplicate', label: null, count: 1 },
				{ source: 'help-desk', outcome: 'refused', label: 'idem.conflict', count: 1 },
				{ source: 'help-desk', outcome: 'refused', label: 'schema.type', count: 1 },
			]);
			expect(await store.countTriggers({ from: at(4), source: 'crm' })).toMatchObject([{ count: 1 }]);
			expect(await store.countTriggers({ before: at(1) })).toEqual([]);
		});

		test('accepted triggers that led to nothing are found, and those that did are not', async () => {
			const results = await record(...['a', 'b', 'c', 'd', 'e'].map((key) => trigger(key)), trigger(null));
			const ids = results.map(({ trigger_id }) => trigger_id);
			await openFor(ids[0]!, 'T-1');
			await store.settleTrigger(ids[1]!, { kind: 'release', label: 'unknown' }, context());
			await store.settleTrigger(ids[2]!, { kind: 'complete' }, context());
			const [late] = await record(trigger('f', { options: { completes: 'on_close' } }));
			await openFor(late!.trigger_id, 'T-2');
			subject.setNow('2026-01-05T09:30:00.000Z');
			await record(trigger('g', { source: 'crm' }));
			const find = async (query?: Parameters<TriageStore['findOpenTriggers']>[0]) =>
				(await store.findOpenTriggers(query)).map(({ key }) => key);
			const before = '2026-01-05T09:30:00.000Z';
			expect((await find({ before })).sort()).toEqual(['d', 'e', null].sort());
			expect(await find({ source: 'crm' })).toEqual(['g']);
			expect(await find({ limit: 1 })).toHaveLength(1);
		});

		test('what a key tells about a person is erased, the rest of the ledger stays, and the key is free', async () => {
			const key = 'ada@example.com';
			await record(trigger(key, { subject: 'CU-7' }), trigger(key, { subject: 'CU-7' }), trigger('K-2'));
			const reason = { reason: 'asked to be forgotten', basis: 'GDPR 17', ticket: 'P-1' };
			expect((await store.redact({ subject: 'CU-7' }, reason, context())).parts).toHaveLength(2);
			expect(await store.getTrigger('help-desk', key)).toBeNull();
			expect(await store.listTriggers({ order: 'oldest' })).toMatchObject([
				{ outcome: 'accepted', key: null, digest: null, source: 'help-desk' },
				{ outcome: 'duplicate', key: null, digest: null },
				{ key: 'K-2' },
			]);
			expect(await store.verify()).toMatchObject({ findings: [], redacted_count: 2 });
			expect(await record(trigger(key))).toMatchObject([{ outcome: 'accepted', attempt: 1 }]);
		});

		test('keys that differ in one character are different, however odd they are', async () => {
			const keys = ['a', 'A', 'a ', '%', "x'; drop table triggers; --", '__proto__', '😀'.repeat(500), 'é', 'e\u0301'];
			const distinct = keys.filter((key) => key !== 'a ');
			const results = await record(...keys.map((key) => trigger(key, { digest: null })));
			expect(results.map(({ outcome }) => outcome)).toEqual(
				keys.map((key) => (key === 'a ' ? 'duplicate' : 'accepted')),
			);
			for (const key of distinct) expect(await store.getTrigger('help-desk', key)).toMatchObject({ key });
		});

		test('a thousand arrivals share a few transactions, also when others write meanwhile', async () => {
			const items = Array.from({ length: 1000 }, (_, index) => trigger(`K-${index % 400}`));
			const another = await subject.openAnother();
			const [results, others] = await Promise.all([
				store.recordTriggers(items),
				another.recordTriggers(items.map(({ trigger: sent }) => ({ trigger: sent, context: context() }))),
			]);
			await another.close();
			const accepted = [...results, ...others].filter(({ outcome }) => outcome === 'accepted');
			expect([results.length, others.length, accepted.length]).toEqual([1000, 1000, 400]);
			const counts = await store.countTriggers();
			expect(counts).toEqual([
				{ source: 'help-desk', outcome: 'accepted', label: null, count: 400 },
				{ source: 'help-desk', outcome: 'duplicate', label: null, count: 1600 },
			]);
			expect((await store.verify()).entry_count).toBe(2001);
		}, 30_000);
	});
}

import type { EntryBody } from '../../../core';
import type { Verification } from '../../../storage';
import { memorySink } from '../../evidence/testLog';
import { otherKey, sign } from '../checkpointContract';
import { note } from '../evidenceContract';
import { closeCase, context, owner, refusalOf, type StoreUnderTest, ticket } from '../subject';
import { entry, rewrite, statements, type Attack } from './attack';
import { cutting, doubles } from './cuts';
import { editing, rewriting } from './entryAttacks';
import { checkpoints, columns, parts, rows } from './rowAttacks';
import { makeFixture, type Fixture } from './fixture';
import { forge, restore, run, type Tables } from './forge';
import { definitionAttacks, makeTrailFixture, triggerAttacks } from './trailAttacks';

const codesOf = ({ counts }: Verification) => Object.keys(counts);

/** A store that is damaged by each test, and mended after it. */
function useFixture(
	open: () => Promise<StoreUnderTest>,
	make: (subject: StoreUnderTest) => Promise<Fixture>,
	dropGuards: (tables: Tables) => Promise<void>,
) {
	let whole: Fixture;
	beforeAll(async () => {
		whole = await make(await open());
		await dropGuards(whole.tables);
	});
	afterEach(async () => {
		await restore(whole.tables, whole.now);
		expect(await whole.store.verify(whole.held)).toMatchObject({ verdict: 'intact', counts: {} });
	});
	afterAll(async () => {
		await whole.tables.destroy();
		await whole.store.close();
	});
	return {
		get whole() {
			return whole;
		},
		get store() {
			return whole.store;
		},
		get tables() {
			return whole.tables;
		},
		get held() {
			return whole.held;
		},
		get now() {
			return whole.now;
		},
	};
}

/** Tamperings with a store by somebody who may write all of it, and exactly what `verify` says of each. */
export function describeAttacks(
	engine: string,
	open: () => Promise<StoreUnderTest>,
	dropGuards: (tables: Tables) => Promise<void>,
) {
	describe(`attacks on ${engine}`, () => {
		const fixture = useFixture(open, makeFixture, dropGuards);
		const verify = async () => await fixture.store.verify(fixture.held);
		const changeStore = async (work: Attack[1]) => await work(fixture.tables, fixture.whole);

		describe.each([
			['editing', editing],
			['looking up', columns],
			['rewriting', rewriting],
			['cutting and adding', cutting],
			['parts', parts],
			['checkpoints', checkpoints],
			['rows', rows],
		])('%s', (_, attacks) => {
			test.each(attacks)('%s', async (_name, damage, codes) => {
				await changeStore(damage);
				const found = await verify();
				expect(codesOf(found)).toEqual(codes);
				expect(found.verdict).toBe('broken');
			});
		});

		test.each(doubles)('%s', async (_, damage, codes, index) => {
			await run(fixture.tables, `drop index ${index.split(' ')[2]}`);
			await changeStore(damage);
			const found = codesOf(await verify());
			await restore(fixture.tables, fixture.now);
			await run(fixture.tables, `create ${index}`);
			expect(found).toEqual(codes);
		});

		test('what no checkpoint covers can be cut off unseen: this is why they are signed often', async () => {
			await forge(fixture.tables, (all) => all.slice(0, 16), null);
			expect(await verify()).toMatchObject({ verdict: 'intact', counts: {}, pending_count: 1 });
		});

		test('without a checkpoint from outside, a log rewritten with the stolen key is not called intact', async () => {
			await forge(fixture.tables, (all) => all.slice(0, 14), null);
			await run(fixture.tables, 'delete from audit_checkpoint where size > 12');
			expect(await fixture.store.verify({ vkeys: fixture.held.vkeys })).toMatchObject({
				verdict: 'inconclusive',
				findings: [],
				counts: { UNANCHORED: 1 },
			});
		});

		test('a rewritten log is not signed by a signer who remembers', async () => {
			const { size, root } = { size: 17, root: (await verify()).root };
			await forge(fixture.tables, (all) => all.slice(0, 13), null);
			await run(fixture.tables, 'delete from audit_checkpoint where size > 12');
			const result = await fixture.store.checkpoint(sign, context(), { high_water: { size, root } });
			expect(result).toMatchObject({ outcome: 'refused', findings: [{ code: 'TRUNCATED' }] });
		});

		const changeTopic = ({ c }: EntryBody): void => void (c.data.topic = 'another');
		test.each<[string, Attack[1], string]>([
			['an edited entry', entry(10, changeTopic), 'EVIDENCE_INVALID'],
			['an edited entry whose hash fits', entry(10, changeTopic, true), 'EVIDENCE_INVALID'],
			['another entry that was edited', entry(2, changeTopic, true), 'EVIDENCE_INVALID'],
			['a checkpoint of others', rewrite((all) => all, otherKey.skey), 'UNTRUSTED_KEY'],
			['a log that was cut off', statements('delete from audit_entry where idx > 13'), 'EVIDENCE_INVALID'],
		])('nothing is proved of %s', async (_, damage, code) => {
			const entryId = (await fixture.store.findEntries({ types: ['note.added'], order: 'oldest' }))[0]!.entry_id;
			const prove = async () => await fixture.store.proveEntry(entryId, fixture.held.vkeys);
			expect(await prove()).toMatchObject({ outcome: 'proved', entry: { idx: 10 } });
			await changeStore(damage);
			expect(await refusalOf(prove())).toBe(code);
		});

		test('a log whose end was cut off is not exported', async () => {
			await run(fixture.tables, 'delete from audit_entry where idx > 13');
			const request = { kind: 'full', tool: 'test 1' } as const;
			expect(await refusalOf(fixture.store.exportBundle(request, memorySink(new Map())))).toBe('EVIDENCE_INVALID');
		});

		test.each<[string, (fixture: Fixture) => Promise<unknown>]>([
			[
				'a new case',
				async ({ store }) => await store.execute(null, { kind: 'open', fields: ticket({ ticket_id: 'N' }) }, context()),
			],
			['a known ticket', async ({ store }) => await store.execute(null, { kind: 'open', fields: ticket() }, context())],
			[
				'a refused command',
				async ({ store }) =>
					await store.execute({ case_id: 'C-0002' }, { kind: 'resolve', resolution: 'fixed' }, context()),
			],
			['an owner that stays', async ({ store }) => await store.execute({ case_id: 'C-0001' }, owner, context())],
			['a resolved case', async ({ store }) => await closeCase(store, 'C-0001')],
			['a note', async ({ store }) => await store.record(note('x'), context())],
			[
				'a redaction of one person',
				async ({ store }) =>
					await store.redact({ subject: 'CU-7' }, { reason: 'r', basis: 'b', ticket: 't' }, context()),
			],
			[
				'a redaction of commands',
				async ({ store }) => {
					const [opened] = await store.readTimeline('C-0001');
					const target = { parts: [{ entry_id: opened!.entry_id, name: 'command' }] };
					await store.redact(target, { reason: 'r', basis: 'b', ticket: 't' }, context());
				},
			],
			['a checkpoint', async ({ store }) => await store.checkpoint(sign, context())],
			['a rebuild', async ({ store }) => await store.rebuild(context())],
		])('%s is honest: nothing is found', async (_, change) => {
			await change(fixture.whole);
			expect(await verify()).toMatchObject({ verdict: 'intact', completeness: { verdict: 'complete' }, counts: {} });
		});
	});

	describe(`attacks on definitions and triggers on ${engine}`, () => {
		const fixture = useFixture(open, makeTrailFixture, dropGuards);

		test.each([...definitionAttacks, ...triggerAttacks])('%s', async (_, damage, codes) => {
			await damage(fixture.tables, fixture.whole);
			const found = await fixture.store.verify(fixture.held);
			expect(codesOf(found)).toEqual(codes);
			expect(found.verdict).toBe('broken');
		});

		test('rows that were tampered with are made again', async () => {
			const before = await fixture.store.listDefinitions('contract');
			await run(fixture.tables, "update definitions set record = replace(record, 'draft', 'reviewed')");
			const { differences } = await fixture.store.rebuild(context());
			expect(differences.map(({ case_id, kind }) => `${case_id} ${kind}`).sort()).toEqual([
				'_contract/campaign-error changed',
				'_role/Billing changed',
			]);
			expect(await fixture.store.listDefinitions('contract')).toEqual(before);
		});
	});
}

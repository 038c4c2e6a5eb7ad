import {
	versionInForce,
	type CaseCommand,
	type DefinitionCommand,
	type DefinitionTarget,
	type RoleBody,
} from '../../core';
import type { TriageStore } from '../../storage';
import { context, openTicket, owner, refusalOf, ticket, useStore, type StoreUnderTest } from './subject';

const contract: DefinitionTarget = { kind: 'contract', name: 'campaign-error' };
const rules: DefinitionTarget = { kind: 'rule_set', name: 'Owners' };
const role: DefinitionTarget = { kind: 'role', name: 'Billing' };

/** A rule set that gives everything to one role, as it is kept. */
export const ruleSet = (owner_role: string) => ({
	id: 'Owners',
	hit_policy: 'unique',
	columns: [{ field: 'type', type: 'string' }],
	rules: [{ id: 'all', when: {}, then: { owner_role } }],
});
export const fieldList = (path: string) => ({ kind: 'field_list', fields: [{ path }] });
export const save = (body: unknown, more: object = {}): DefinitionCommand => ({ kind: 'save', body, ...more });
export const member = (id: string, slack: string) => ({ id, on_duty: true, name: id, handles: { slack } });
const by = (id: string) => context({ actor: { kind: 'human', id } });

/** What every engine must do with definitions; each engine's own test file calls it. */
export function describeDefinitions(engine: string, open: () => Promise<StoreUnderTest>) {
	describe(`definitions on ${engine}`, () => {
		const subject = useStore(open);
		let store: TriageStore;
		beforeEach(() => {
			({ store } = subject);
		});
		const bodyOf = async (target: DefinitionTarget, selection?: { version?: number; at?: string }) =>
			(await store.getDefinition(target, selection))?.body;

		test('a contract that is saved is in force, and every version can be read', async () => {
			const first = await store.executeDefinition(contract, save(fieldList('amount')), by('ada'));
			expect(first).toMatchObject({ outcome: 'accepted', version: 1, is_new: true });
			subject.setNow('2026-01-05T10:00:00.000Z');
			const second = await store.executeDefinition(
				contract,
				save(fieldList('total'), { reason: 'Renamed' }),
				by('bob'),
			);
			expect(second).toMatchObject({ outcome: 'accepted', version: 2, is_new: false });
			expect(await store.getDefinition(contract)).toEqual({
				definition: second.definition,
				version: {
					number: 2,
					digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
					author: { kind: 'human', id: 'bob' },
					saved_at: '2026-01-05T10:00:00.000Z',
					state: 'draft',
					reviewer: null,
					reviewed_at: null,
					seq: 2,
				},
				body: { id: 'campaign-error', ...fieldList('total') },
			});
			expect(await bodyOf(contract, { version: 1 })).toMatchObject(fieldList('amount'));
			expect(await bodyOf(contract, { at: '2026-01-05T09:59:59.999Z' })).toMatchObject(fieldList('amount'));
			for (const selection of [{ version: 3 }, { version: 0 }, { at: '2026-01-05T08:59:59.999Z' }]) {
				expect(await store.getDefinition(contract, selection)).toBeNull();
			}
			expect(await store.listVersions(contract)).toMatchObject([
				{ number: 1, in_force: [{ from: '2026-01-05T09:00:00.000Z', until: '2026-01-05T10:00:00.000Z' }] },
				{ number: 2, in_force: [{ from: '2026-01-05T10:00:00.000Z', until: null }], reason: 'Renamed' },
			]);
			expect((await store.readTimeline('_contract/campaign-error')).map(({ type }) => type)).toEqual([
				'definition.saved',
				'definition.activated',
				'definition.saved',
				'definition.activated',
			]);
		});

		test('the same body again is no other version, and a version that was based on an older one is refused', async () => {
			await store.executeDefinition(contract, save(fieldList('amount')), context());
			const before = await store.verify();
			const again = await store.executeDefinition(
				contract,
				save({ fields: [{ path: 'amount' }], kind: 'field_list' }),
				context(),
			);
			expect(again).toMatchObject({ outcome: 'unchanged', version: 1, is_new: false });
			const late = await store.executeDefinition(contract, save(fieldList('total'), { based_on: 0 }), context());
			expect(late).toMatchObject({ outcome: 'refused', refusal: { code: 'DEFINITION_VERSION_CONFLICT' } });
			expect(await store.verify()).toEqual(before);
		});

		test('rules are reviewed by another before they are in force, and refusals stand in the trail', async () => {
			await store.executeDefinition(rules, save(ruleSet('Billing')), by('ada'));
			expect(await store.getDefinition(rules)).toBeNull();
			expect(await bodyOf(rules, { version: 1 })).toEqual(ruleSet('Billing'));
			const approve: DefinitionCommand = { kind: 'review', version: 1, decision: 'approved', reason: 'Looks right' };
			const own = context({ actor: { kind: 'human', id: 'ada' } });
			const refused = await store.executeDefinition(rules, approve, own);
			expect(refused).toMatchObject({ outcome: 'refused', refusal: { code: 'DEFINITION_OWN_REVIEW' } });
			expect(await store.executeDefinition(rules, approve, own)).toEqual(refused);
			await store.executeDefinition(rules, approve, by('bob'));
			const effective_from = '2026-02-01T00:00:00.000Z';
			await store.executeDefinition(rules, { kind: 'activate', version: 1, effective_from }, by('ada'));
			expect(await store.getDefinition(rules)).toBeNull();
			expect(await bodyOf(rules, { at: effective_from })).toEqual(ruleSet('Billing'));
			subject.setNow(effective_from);
			expect(await bodyOf(rules)).toEqual(ruleSet('Billing'));
			const timeline = await store.readTimeline('_rule_set/Owners');
			expect(timeline.map(({ type, reason }) => [type, reason])).toEqual([
				['definition.saved', undefined],
				['definition.refused', 'Looks right'],
				['definition.reviewed', 'Looks right'],
				['definition.activated', undefined],
			]);
		});

		test('the same command twice has one effect and one answer', async () => {
			const once = context();
			const body = { members: [member('m-1', '@ada')] };
			const first = await store.executeDefinition(role, save(body), once);
			expect(await store.executeDefinition(role, save(body), once)).toEqual(first);
			for (const other of [save({ members: [member('m-1', '@eve')] }), save({}), save(body, { reason: 'x' })]) {
				expect(await refusalOf(store.executeDefinition(role, other, once))).toBe('COMMAND_REUSED');
			}
			expect(await refusalOf(store.executeDefinition(role, { kind: 'retire' }, once))).toBe('COMMAND_REUSED');
			await store.executeDefinition(role, { kind: 'retire' }, context());
			const revived = context();
			const back = await store.executeDefinition(role, save(body), revived);
			expect(back).toMatchObject({ outcome: 'accepted', version: 1 });
			expect(await store.executeDefinition(role, save(body), revived)).toEqual(back);
			expect(await refusalOf(store.execute(null, { kind: 'open', fields: ticket() }, once))).toBe('COMMAND_REUSED');
		});

		test('what a role says about one person is erased in all its versions, and nothing else is', async () => {
			const [ada, bob] = [member('m-1', '@ada'), member('m-2', '@bob')];
			await store.executeDefinition(role, save({ members: [ada] }), context());
			await store.executeDefinition(role, save({ members: [ada, bob] }), context());
			const reason = { reason: 'left the company', basis: 'GDPR 17', ticket: 'P-1' };
			const { parts } = await store.redact({ subject: 'm-1' }, reason, context());
			expect(parts.map(({ case_id, name }) => `${case_id} ${name}`)).toEqual([
				'_role/Billing person-1',
				'_role/Billing person-1',
			]);
			const { body, definition } = (await store.getDefinition(role))!;
			expect((body as RoleBody).members).toEqual([{ ...ada, name: null, handles: {} }, bob]);
			expect(definition.versions).toHaveLength(2);
			expect(await store.verify()).toMatchObject({ findings: [], redacted_count: 2 });
			// What was erased has to be said anew.
			const again = await store.executeDefinition(role, save({ members: [ada, bob] }), context());
			expect(again).toMatchObject({ outcome: 'accepted', version: 3 });
		});

		test('a change of a handle alone is another version', async () => {
			await store.executeDefinition(role, save({ members: [member('m-1', '@ada')] }), context());
			const moved = await store.executeDefinition(role, save({ members: [member('m-1', '@ada2')] }), context());
			expect(moved).toMatchObject({ outcome: 'accepted', version: 2 });
			expect(moved.definition?.versions[0]?.digest).toBe(moved.definition?.versions[1]?.digest);
			expect(await store.executeDefinition(role, save({ members: [member('m-1', '@ada2')] }), context())).toMatchObject(
				{
					outcome: 'unchanged',
				},
			);
		});

		test('the body of a version cannot be erased', async () => {
			await store.executeDefinition(role, save({}), context());
			const [saved] = await store.findEntries({ types: ['definition.saved'], order: 'oldest' });
			const parts = [{ entry_id: saved!.entry_id, name: 'body' }];
			const reason = { reason: 'r', basis: 'b', ticket: 't' };
			expect(await refusalOf(store.redact({ parts }, reason, context()))).toBe('PART_PUBLIC');
		});

		test('definitions are listed by kind, name and date', async () => {
			for (const name of ['Zoe', 'billing lead', 'Billing']) {
				await store.executeDefinition({ kind: 'role', name }, save({}), context());
			}
			await store.executeDefinition(rules, save(ruleSet('Billing')), context());
			await store.executeDefinition({ kind: 'role', name: 'Zoe' }, { kind: 'retire' }, context());
			const names = async (filter?: Parameters<TriageStore['listDefinitions']>[1]) =>
				(await store.listDefinitions('role', filter)).map(({ name }) => name);
			expect(await names()).toEqual(['Billing', 'Zoe', 'billing lead']);
			expect(await names({ search: 'BILL' })).toEqual(['Billing', 'billing lead']);
			expect(await names({ in_force_at: '2026-01-05T09:00:00.000Z' })).toEqual(['Billing', 'billing lead']);
			expect(await names({ limit: 1 })).toEqual(['Billing']);
			expect(await names({ search: "' or 1=1 --" })).toEqual([]);
			expect(await store.listDefinitions('calendar')).toEqual([]);
			expect(await store.listRoles()).toEqual(['Billing', 'Zoe', 'billing lead']);
		});

		test('names that differ in one character are different, however odd they are', async () => {
			const names = ['a', 'A', 'a/b', '%', '_', "x'; drop table definitions; --", '__proto__', '😀', 'e\u0301', 'é'];
			const check = { id: 'a', name: 'A', severity: 'warn', check: { type: 'field_has_value', field: 'a' } };
			for (const name of names) {
				await store.executeDefinition({ kind: 'checklist', name }, save({ items: [check] }), context());
			}
			for (const name of names) {
				expect(await bodyOf({ kind: 'checklist', name: ` ${name}\n` })).toEqual({ name, items: [check] });
			}
			expect(await store.listDefinitions('checklist')).toHaveLength(names.length);
			for (const name of ['', 'x\u0000', '\ud800', 'x'.repeat(101)]) {
				expect(await refusalOf(store.getDefinition({ kind: 'checklist', name }))).toBe('FIELD_INVALID');
				expect(await refusalOf(store.executeDefinition({ kind: 'checklist', name }, save({}), context()))).toBe(
					'FIELD_INVALID',
				);
			}
		});

		test('a body of a megabyte and a hundred versions are kept', async () => {
			const target: DefinitionTarget = { kind: 'contract', name: 'Large' };
			const titled = (title: string) => ({ id: 'Large', kind: 'json_schema', schema: { title } });
			const body = titled('x'.repeat(1024 * 1024 - 100));
			await store.executeDefinition(target, save(body), context());
			expect(await bodyOf(target)).toEqual(body);
			const sent = Array.from({ length: 100 }, async (_, index) => {
				return await store.executeDefinition(target, save(titled(`${index}`)), context());
			});
			expect((await Promise.all(sent)).map((result) => result.outcome === 'accepted' && result.version)).toEqual(
				Array.from({ length: 100 }, (_, index) => index + 2),
			);
			expect(await bodyOf(target, { version: 51 })).toEqual(titled('49'));
			expect(await store.listVersions(target)).toHaveLength(101);
			expect(await refusalOf(store.executeDefinition(target, save(titled('x'.repeat(1024 * 1024))), context()))).toBe(
				'DEFINITION_INVALID',
			);
		});

		test.each<[string, DefinitionCommand]>([
			['review', { kind: 'review', version: 1, decision: 'approved' }],
			['activate', { kind: 'activate', version: 1 }],
			['roll back', { kind: 'roll_back', version: 1 }],
			['retire', { kind: 'retire' }],
		])('%s needs a definition that is there', async (_, command) => {
			expect(await refusalOf(store.executeDefinition(rules, command, context()))).toBe('DEFINITION_NOT_FOUND');
		});

		test('what is sent at once keeps its order, and what is refused changes nothing', async () => {
			const govern: DefinitionCommand = {
				kind: 'govern',
				governance: { review_required: true, author_may_review: false },
			};
			const answers = await Promise.all([
				store.executeDefinition(contract, govern, context()),
				store.executeDefinition(contract, save(fieldList('a')), context()),
				refusalOf(store.executeDefinition(contract, save({ kind: 'x' }), context())),
				store.executeDefinition(contract, { kind: 'activate', version: 1 }, context()),
				openTicket(store),
				store.executeDefinition(contract, save(fieldList('b'), { based_on: 1 }), context()),
				store.executeDefinition(contract, save(fieldList('c'), { based_on: 1 }), context()),
			]);
			expect(answers).toMatchObject([
				{ outcome: 'accepted', version: null, is_new: true },
				{ outcome: 'accepted', version: 1, is_new: false },
				'CONTRACT_INVALID',
				{ outcome: 'refused', refusal: { code: 'DEFINITION_NOT_REVIEWED' } },
				{ outcome: 'accepted', case: { case_id: 'C-0001' } },
				{ outcome: 'accepted', version: 2 },
				{ outcome: 'refused', refusal: { code: 'DEFINITION_VERSION_CONFLICT' } },
			]);
			expect(await store.getDefinition(contract)).toBeNull();
		});

		test('a role that a case names for the first time is made in the same transaction, staffed by nobody', async () => {
			await openTicket(store);
			await store.executeDefinition(role, save({ members: [member('m-1', '@ada')] }), context());
			const once = context();
			const target = { case_id: 'C-0001' };
			const review: CaseCommand = {
				kind: 'change_state',
				to: 'manual-review',
				reviewer_role: 'Reviewers',
				checklist: ['Look'],
				ttl_seconds: 60,
			};
			await Promise.all([
				store.execute(target, owner, once),
				store.execute(target, { kind: 'resolve', resolution: 'fixed' }, context()),
				store.execute(target, review, context({ actor: { kind: 'human', id: 'ada' } })),
				store.execute(target, { ...owner, owner_role: 'Never' }, context()),
			]);
			await store.execute(target, owner, once);
			expect((await store.listDefinitions('role')).map(({ name, versions }) => [name, versions.length])).toEqual([
				['Billing', 1],
				['Finance-Lead', 1],
				['Reviewers', 1],
			]);
			const { body, version } = (await store.getDefinition({ kind: 'role', name: 'Reviewers' }))!;
			expect(body).toMatchObject({ on_duty: true, accountable_role: 'Reviewers', members: [] });
			expect(version.author).toEqual({ kind: 'human', id: 'ada' });
			expect((await bodyOf(role)) as RoleBody).toMatchObject({ members: [{ id: 'm-1' }] });
			expect(
				(await store.findEntries({ order: 'oldest' })).map(({ case_id, type }) => `${case_id} ${type}`).slice(5),
			).toEqual([
				'_role/Finance-Lead definition.saved',
				'_role/Finance-Lead definition.activated',
				'C-0001 command.refused',
				'C-0001 state.changed',
				'_role/Reviewers definition.saved',
				'_role/Reviewers definition.activated',
			]);
		});

		test.each(['x'.repeat(101), 'a\u0000', '\ud800', ' '])(
			'a case cannot be given to a role named %j',
			async (owner_role) => {
				await openTicket(store);
				const before = await store.verify();
				const work = store.execute({ case_id: 'C-0001' }, { ...owner, owner_role }, context());
				expect(await refusalOf(work)).toBe('FIELD_INVALID');
				expect(await store.verify()).toEqual(before);
			},
		);

		test('two connections that save at once give two versions', async () => {
			const another = await subject.openAnother();
			const results = await Promise.all([
				store.executeDefinition(contract, save(fieldList('a')), context()),
				another.executeDefinition(contract, save(fieldList('b')), context()),
			]);
			await another.close();
			expect(results.map((result) => result.outcome === 'accepted' && result.version).sort()).toEqual([1, 2]);
			expect(versionInForce((await store.listDefinitions('contract'))[0]!, '2026-01-05T09:00:00.000Z')).toBe(2);
		});

		test('a clock that steps back never takes a definition out of force', async () => {
			subject.setNow('2026-01-05T12:00:00.000Z');
			await store.executeDefinition(contract, save(fieldList('a')), context());
			subject.setNow('2026-01-05T11:00:00.000Z');
			expect(await bodyOf(contract)).toMatchObject(fieldList('a'));
			await store.executeDefinition(contract, save(fieldList('b')), context());
			expect(await bodyOf(contract)).toMatchObject(fieldList('b'));
		});
	});
}

import { storeOfNodes } from '../harness/stores';
import { anybody, byName, checked, given, number, one, openCase, run } from './routingRules';

const newRoles = { options: { newRoles: 'Product, Billing, Engineering, Desk' } };
const header = 'rule.id,"type: string bug,billing",then.owner_role';
const first = `${header}\nbugs,bug,Product\nmoney,billing,Billing`;
const second = `${header}\nbugs,bug,Engineering\nmoney,billing,Billing`;
const inSet = (name: string, more: object = {}) => ({ ruleSet: byName(name), ...more });
const propose = async (name: string, csv: string, person = 'ada', more: object = {}) =>
	await one('propose', { ...inSet(name), ...given(csv), ...anybody, person, ...newRoles, ...more });
const review = async (name: string, version: number, person: string, decision = 'approved') =>
	await one('review', { ...inSet(name), version: number(version), decision, ...anybody, person });
const activate = async (name: string, version: number, more: object = {}) =>
	await one('activate', { ...inSet(name), version: number(version), ...checked, ...anybody, ...newRoles, ...more });

afterAll(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

describe('from a draft to rules that count', () => {
	test('a draft is saved with what lint finds, and is not in force', async () => {
		const [output, { rule_set, lint, is_new }] = await propose('life', first);
		expect([output, is_new]).toEqual([0, true]);
		expect(rule_set).toMatchObject({
			name: 'life',
			version: 1,
			state: 'draft',
			author: 'ada',
			is_in_force: false,
			version_in_force: null,
			newest_version: 1,
			governance: { review_required: true, author_may_review: false },
		});
		expect(lint).toEqual({
			passed: true,
			summary: 'Nothing was found',
			text: '',
			blocking_count: 0,
			warning_count: 0,
			findings: [],
		});
		expect((await propose('life', first))[1]).toMatchObject({ is_new: false, rule_set: { version: 1 } });
	});

	test('it is not activated before somebody else has approved it', async () => {
		const [output, result] = await activate('life', 1);
		expect([output, result.refusal.code]).toEqual([1, 'DEFINITION_NOT_REVIEWED']);
		const [own, refused] = await review('life', 1, ' ADA ');
		expect([own, refused.refusal.code, refused.rule_set.state]).toEqual([2, 'DEFINITION_OWN_REVIEW', 'draft']);
		const [approved, { rule_set }] = await review('life', 1, 'bob');
		expect([approved, rule_set.state, rule_set.reviewer]).toEqual([0, 'reviewed', 'bob']);
	});

	test('approved, it comes into force, and the roles it is the first to name are made', async () => {
		const [output, { rule_set, lint, backtest }] = await activate('life', 1);
		expect([output, rule_set.is_in_force, lint.passed]).toEqual([0, true, true]);
		expect(backtest.summary).toBe('There is no past case to compare with');
		expect(await (await storeOfNodes()).listRoles()).toEqual(
			expect.arrayContaining(['Billing', 'Engineering', 'Product']),
		);
		expect((await activate('life', 1))[1].rule_set.is_in_force).toBe(true);
	});

	test('a rejected version never does', async () => {
		await propose('life', second);
		expect((await review('life', 2, 'bob', 'rejected'))[0]).toBe(1);
		expect((await activate('life', 2))[1].refusal.code).toBe('DEFINITION_NOT_REVIEWED');
	});

	test('one from a date on waits for it', async () => {
		await propose('later', first);
		await review('later', 1, 'bob');
		const [, { rule_set }] = await activate('later', 1, { effectiveFrom: '2126-05-04T09:00:00Z' });
		expect(rule_set).toMatchObject({
			is_in_force: false,
			next_activation: { version: 1, effective_from: '2126-05-04T09:00:00.000Z' },
		});
		const [output, past] = await activate('later', 1, { effectiveFrom: '2020-05-04T09:00:00Z' });
		expect([output, past.refusal.code]).toEqual([1, 'DEFINITION_DATE_PAST']);
	});

	test('going back needs a version that was in force, and no review', async () => {
		const back = async (version: number) =>
			await one('rollBack', { ...inSet('back'), version: number(version), ...anybody });
		for (const [version, csv] of [first, second].entries()) {
			await propose('back', csv);
			await review('back', version + 1, 'bob');
		}
		expect((await back(2))[1].refusal.code).toBe('DEFINITION_NEVER_IN_FORCE');
		await activate('back', 1, { mostMoved: 100 });
		await activate('back', 2, { mostMoved: 100 });
		const [output, { rule_set }] = await back(1);
		expect([output, rule_set.version_in_force, rule_set.newest_version]).toEqual([0, 1, 2]);
	});

	test('where it is allowed, authors approve their own versions', async () => {
		await propose('small', first);
		const [output, { rule_set }] = await one('govern', { ...inSet('small'), authorMayReview: true, ...anybody });
		expect([output, rule_set.governance]).toEqual([0, { review_required: true, author_may_review: true }]);
		expect((await review('small', 1, 'ada'))[0]).toBe(0);
	});

	test('decided on an older version nothing is saved', async () => {
		await propose('based', first);
		const options = (basedOn: string) => ({ options: { ...newRoles.options, basedOn } });
		const [output, { refusal }] = await propose('based', second, 'ada', options('7'));
		expect([output, refusal.code]).toEqual([1, 'DEFINITION_VERSION_CONFLICT']);
		expect((await propose('based', second, 'ada', options('1')))[1].rule_set.version).toBe(2);
	});
});

describe('what keeps a version out of force', () => {
	const blocked = async (csv: string, more: object = {}) => {
		await propose('blocked', csv, 'ada', more);
		const { newest_version } = (await one('get', { ...inSet('blocked'), which: 'newest', format: 'json' }))[1].rule_set;
		await review('blocked', newest_version, 'bob');
		return await activate('blocked', newest_version, more);
	};

	test.each([
		['RULE_OVERLAP', `${first}\nagain,bug,Desk`, {}],
		['TABLE_GAP', `${header}\nbugs,bug,Product`, {}],
		['RULE_UNREACHABLE', `${header}\nall,*,Desk\nbugs,bug,Product`, { hitPolicy: 'first' }],
		['ROLE_UNKNOWN', `${header}\nall,*,Dsek`, {}],
		[
			'EXAMPLE_FAILED',
			`rule.id,type,then.owner_role,rule.examples\nR12,bug,Desk,"[{""facts"":{""type"":""crash""}}]"`,
			{},
		],
	])('%s', async (code, csv, more) => {
		const [output, { refusal, lint, rule_set }] = await blocked(csv, { ...more, ...newRoles });
		expect([output, refusal.code, rule_set.is_in_force]).toEqual([1, 'RULE_SET_BLOCKED', false]);
		expect(lint.findings.map((finding: { code: string }) => finding.code)).toContain(code);
		expect(lint.text).toContain(`Blocking ${code}: `);
		const because = { options: { ...newRoles.options, acceptedBecause: 'We know better' } };
		expect((await activate('blocked', rule_set.version, because))[1].refusal.code).toBe('RULE_SET_BLOCKED');
	});

	test('too many past cases that would move, until somebody says why', async () => {
		await propose('moving', first);
		await review('moving', 1, 'bob');
		await activate('moving', 1);
		const ids = [await openCase('bug', 'Product'), await openCase('bug', 'Product')];
		await openCase('billing', 'Billing');
		await propose('moving', second);
		await review('moving', 2, 'bob');
		const [output, { refusal, backtest }] = await activate('moving', 2);
		expect([output, refusal.code, refusal.message]).toEqual([
			1,
			'RULE_SET_MOVES_CASES',
			"Version 2 of rule set 'moving' would have moved 2 of 3 past cases (66.7%); at most 20% may move",
		]);
		expect(backtest).toMatchObject({
			is_within_limit: false,
			summary: '2 of 3 compared cases would have moved',
			text: '2 cases from Product to Engineering',
			flows: [{ from: 'Product', to: 'Engineering', count: 2 }],
		});
		expect(backtest.moved.map(({ case_id }: { case_id: string }) => case_id).sort()).toEqual(ids);
		const because = { options: { ...newRoles.options, acceptedBecause: 'The team was split' } };
		expect((await activate('moving', 2, because))[1].rule_set.is_in_force).toBe(true);
		const trail = await (await storeOfNodes()).readTimeline('_rule_set/moving');
		expect(trail.at(-1)).toMatchObject({ type: 'definition.activated', reason: 'The team was split' });
	});
});

describe('bad input', () => {
	test('a table that cannot be read is refused with its lines, and nothing is saved', async () => {
		const [output, { refusal, lint, rule_set }] = await propose('unread', 'rule.id;type\nbugs;bug');
		expect([output, refusal.code, rule_set]).toEqual([1, 'DEFINITION_INVALID', null]);
		expect(refusal.message).toBe("The rule set 'unread' cannot be saved: Line 1: there is no column then.owner_role");
		expect(lint.findings[0]).toMatchObject({ code: 'CSV_INVALID', line: 1 });
		expect((await one('get', { ...inSet('unread'), which: 'newest', format: 'json' }))[0]).toBe(1);
	});

	test('JSON of another name is refused', async () => {
		const json = '{"id":"other","columns":[{"field":"type","type":"string"}],"rules":[]}';
		const [output, { refusal }] = await propose('mine', '', 'ada', { tableFrom: 'json', json });
		expect([output, refusal.fix]).toEqual([1, 'Leave the id out, or save it by that name']);
	});

	test.each([
		['review', { version: number(9), decision: 'approved', ...anybody, person: 'bob' }, 2],
		['activate', { version: number(9), ...checked, ...anybody }, 1],
		['rollBack', { version: number(9), ...anybody }, 1],
	])('%s of a version that there is not says which there are', async (operation, parameters, output) => {
		await propose('few', first);
		const [left, { refusal }] = await one(operation, { ...inSet('few'), ...parameters });
		expect([left, refusal.message, refusal.fix]).toEqual([
			output,
			"There is no version 9 of rule set 'few'",
			'Choose one from 1 to 1',
		]);
	});

	test.each([
		[
			'activate',
			{ version: number('latest'), ...checked, ...anybody },
			/'Version' is "latest"; the number of a version/,
		],
		[
			'activate',
			{ version: number(1), ...checked, mostMoved: 'some', ...anybody },
			/'Most Cases That May Move \(%\)' is "some"/,
		],
		[
			'review',
			{ version: number(1), decision: 'approved', ...anybody, person: '={{ $json.by }}' },
			/'Reviewed By' is empty/,
		],
		['review', { version: number(1), decision: 'approved', ...anybody, person: 'a@b.c' }, /'Reviewed By' is an e-mail/],
		['review', { version: number(1), decision: 'maybe', ...anybody, person: 'bob' }, /'Decision' is "maybe"/],
		['lint', { tableFrom: 'version', which: 'number', version: number(9) }, /Rule set 'few' has no version 9/],
		['lint', { tableFrom: 'version', which: 'inForce' }, /No version of rule set 'few' is in force/],
		['lint', { tableFrom: 'file', binaryPropertyName: 'data' }, /The item has no file in field 'data'/],
		[
			'backtest',
			{ tableFrom: 'csv', csv: '={{ $json.csv }}', casesFrom: 'store' },
			/The routing table cannot be used: Line 1: there is nothing/,
		],
	])('%s stops with words for what it cannot read: %j', async (operation, parameters, message) => {
		await propose('few', first);
		const { error } = await run(operation, { ...inSet('few'), ...parameters });
		expect(error?.message).toMatch(message);
	});
});

import type { IDataObject } from 'n8n-workflow';

import { condition, fieldList, gateOf, rule, runGate, withRules } from './gate';

const refund = condition('={{ $json.refund }}', 'lte', '={{ $json.charge }}');
const limit = condition('={{ $json.amount }}', 'lte', 100);
const findingsOf = (item: { json: IDataObject }) => gateOf(item).rule_findings;

describe('a business rule', () => {
	test('S5: is a finding apart from the problems of the contract', async () => {
		const rules = {
			values: [rule('Severity is known', [condition('={{ $json.severity }}', 'regex', '^(low|high)$', 'string')])],
		};
		const parameters = fieldList([{ path: 'severity', type: 'text', required: true }], { rules });
		const { pairs, invalid } = await runGate(parameters, [{ severity: 'low' }, { severity: 'odd' }, {}]);
		expect(pairs).toEqual([[0], [1, 2]]);
		expect(gateOf(invalid[0]!)).toMatchObject({
			passed: false,
			problems: [],
			rule_findings: [
				{
					name: 'Severity is known',
					severity: 'block',
					verdict: 'broken',
					label: 'rule.enum',
					message: 'severity is "odd" but must match "^(low|high)$"',
					fix: 'Correct severity: it must match "^(low|high)$"',
					found: '"odd"',
				},
			],
		});
		expect(gateOf(invalid[1]!)).toMatchObject({
			problems: [{ message: 'severity is missing' }],
			rule_findings: [{ verdict: 'undecidable', label: 'schema.required' }],
		});
	});

	test('compares two fields and shows both', async () => {
		const parameters = withRules(rule('Refund not above charge', [refund]));
		const { pairs, invalid, hints } = await runGate(parameters, [
			{ refund: 5, charge: 5 },
			{ refund: 120, charge: 100 },
		]);
		expect(pairs).toEqual([[0], [1]]);
		expect(findingsOf(invalid[0]!)[0]).toMatchObject({
			label: 'rule.range',
			message: 'refund is 120 but must be at most charge, which is 100',
		});
		expect(hints).toEqual([
			'1 of 2 items did not pass. 1 exception opened. Top reason: refund is 120 but must be at most charge, which is 100',
		]);
	});

	test('that only warns lets the item pass, in the words of its author', async () => {
		const parameters = withRules(rule('Usual', [limit], { severity: 'warn', message: 'Look twice' }));
		const { pairs, valid, hints } = await runGate(parameters, [{ amount: 500 }, { amount: 5 }]);
		expect(pairs).toEqual([[0, 1], []]);
		expect(gateOf(valid[0]!)).toMatchObject({
			passed: true,
			rule_findings: [{ severity: 'warn', message: 'Look twice' }],
		});
		expect(findingsOf(valid[1]!)).toEqual([]);
		expect(hints).toEqual(['1 item passed with a warning of a business rule']);
	});

	test.each([
		['is missing', {}, 'refund is missing, so the rule cannot be judged', 'schema.required'],
		[
			'is of another type',
			{ refund: 'much', charge: 5 },
			'refund is text "much", so the rule cannot be judged: it is about a number',
			'schema.type',
		],
		[
			'that it is compared with is missing',
			{ refund: 5 },
			'charge is missing, so the rule cannot be judged',
			'schema.required',
		],
	])('whose field %s cannot be judged, and the item does not pass', async (_, item, message, label) => {
		const { invalid } = await runGate(withRules(rule('r', [refund], { message: 'Not this' })), [item]);
		expect(findingsOf(invalid[0]!)).toMatchObject([{ verdict: 'undecidable', message, label }]);
	});

	test('may ask for a field that may be missing', async () => {
		const absent = condition('={{ $json.refund }}', 'notExists');
		const { pairs } = await runGate(withRules(rule('r', [absent, refund], {}, 'or')), [{}, { refund: 9, charge: 5 }]);
		expect(pairs).toEqual([[0], [1]]);
	});

	test('of several conditions tells all that do not hold', async () => {
		const second = condition('={{ $json.plan }}', 'equals', 'pro', 'string');
		const all = await runGate(withRules(rule('r', [limit, second])), [{ amount: 101, plan: 'free' }]);
		expect(findingsOf(all.invalid[0]!)).toMatchObject([
			{ label: 'unknown', message: 'amount is 101 but must be at most 100, and plan is "free" but must be "pro"' },
		]);
		const any = await runGate(withRules(rule('r', [limit, second], {}, 'or')), [{ amount: 101, plan: 'free' }]);
		expect(findingsOf(any.invalid[0]!)[0]?.message).toContain(', or plan is');
	});

	test('does not show secrets', async () => {
		const parameters = withRules(
			rule('r', [condition('={{ $json.password }}', 'equals', '={{ $json.api_key }}', 'string')]),
		);
		const { invalid } = await runGate(parameters, [{ password: 'hunter2', api_key: 'k' }]);
		expect(JSON.stringify(findingsOf(invalid[0]!))).not.toMatch(/hunter2|"k"|is "/);
	});

	test('may hold any expression of n8n', async () => {
		const parameters = withRules(rule('r', [condition('={{ $json.items.length }}', 'gt', '={{ $json.least + 1 }}')]));
		const { pairs } = await runGate(parameters, [
			{ items: [1, 2, 3], least: 1 },
			{ items: [1, 2], least: 1 },
		]);
		expect(pairs).toEqual([[0], [1]]);
	});

	test.each([
		['exists', {}, 'a is missing', 'schema.required'],
		['notExists', { a: 1 }, 'a is 1 but must not be there', 'schema.required'],
		['notEmpty', { a: '' }, 'a is missing', 'schema.required'],
		['empty', { a: 'x' }, 'a is "x" but must be empty', 'schema.required'],
	])('by %s says so', async (operation, item, message, label) => {
		const { invalid } = await runGate(withRules(rule('r', [condition('={{ $json.a }}', operation, '', 'string')])), [
			item,
		]);
		expect(findingsOf(invalid[0]!)).toMatchObject([{ message, label }]);
	});

	test.each<[string, string, unknown, unknown, string]>([
		['number', 'gt', 5, 5, 'a is 5 but must be more than 5'],
		['number', 'notEquals', 5, 5, 'a is 5 but must not be 5'],
		['string', 'contains', 'x', 'abc', 'a is "abc" but must contain "x"'],
		['string', 'notStartsWith', 'a', 'abc', 'a is "abc" but must not start with "a"'],
		['dateTime', 'after', '2026-05-04', '2026-05-01', 'a is "2026-05-01" but must be after "2026-05-04"'],
		['array', 'lengthGte', 2, [1], 'a is a list of 1 entry but must have at least 2 entries'],
		['boolean', 'true', '', false, 'a is false but must be true'],
	])('of %s by %s says so', async (type, operation, right, a, message) => {
		const { invalid } = await runGate(withRules(rule('r', [condition('={{ $json.a }}', operation, right, type)])), [
			{ a } as IDataObject,
		]);
		expect(findingsOf(invalid[0]!)).toMatchObject([{ verdict: 'broken', message }]);
	});

	test.each([
		['without conditions', [rule('r', [])], "The business rule 'r' has no condition, so it checks nothing"],
		[
			'with a condition that nobody filled in',
			[rule('', [condition('', 'equals', '', 'string')])],
			"The business rule 'Rule 1' has a condition without a field, so it checks nothing",
		],
		['with the name of another', [rule('r', [limit]), rule('r', [limit])], "Two business rules are named 'r'"],
		['without any settings', [{}], "The business rule 'Rule 1' has no condition, so it checks nothing"],
		[
			'that neither blocks nor warns',
			[rule('r', [condition('={{ $json.x }}', 'exists')], { severity: 'hard' })],
			`'If Not Met' is "hard"; allowed are block, warn`,
		],
	])('%s stops the workflow', async (_, rules, message) => {
		const { status, error } = await runGate(withRules(...rules), [{ amount: 5 }]);
		expect([status, error?.message]).toEqual(['error', message]);
	});

	test('is enough of a check: a gate with rules alone says nothing', async () => {
		expect((await runGate(withRules(rule('r', [limit])), [{ amount: 5 }])).hints).toEqual([]);
	});

	test('whose field is misspelled says which was meant', async () => {
		const parameters = withRules(rule('r', [condition('={{ $json.amuont }}', 'lte', 5)]));
		expect((await runGate(parameters, [{ amount: 1 }])).hints).toContain(
			'amuont was not found in the item. Did you mean amount?',
		);
	});

	test('that cannot be evaluated for one item leaves the others alone', async () => {
		const parameters = withRules(rule('r', [condition("={{ $json.deep ? $('Nowhere').item.json.x : 1 }}", 'lte', 5)]));
		const items = [{ n: 0 }, { n: 1, deep: true }, { n: 2 }];
		const regular = await runGate(parameters, items, { onError: 'continueRegularOutput' });
		expect(regular.pairs).toEqual([[0, 2], [1]]);
		expect(regular.invalid[0]!.json).toMatchObject({ n: 1, triage: { error: {} } });
		const error = await runGate(parameters, items, { onError: 'continueErrorOutput' });
		expect([error.pairs, error.failed.map(({ json }) => json.n)]).toEqual([[[0, 2], []], [1]]);
		expect((await runGate(parameters, items)).status).toBe('error');
	});
});

describe('a fix', () => {
	const rows = [
		{ path: 'amount', type: 'number', required: true },
		{ path: 'plan', type: 'text', required: true, allowedValues: 'pro, free' },
	];
	const fixing = (...fixes: string[]) => fieldList(rows, { fixes });

	test('is made where the item then passes, and recorded', async () => {
		const input = [
			{ amount: '12.50', plan: ' PRO', note: ' kept ' },
			{ amount: 1, plan: 'pro' },
		];
		const { pairs, valid, hints } = await runGate(fixing('convertType', 'lowercase', 'trim'), input);
		expect(pairs).toEqual([[0, 1], []]);
		expect(valid[0]!.json).toMatchObject({ amount: 12.5, plan: 'pro', note: ' kept ' });
		expect(gateOf(valid[0]!).repairs).toEqual([
			{ pointer: '/amount', kind: 'convert_type', before: '12.50', after: 12.5 },
			{ pointer: '/plan', kind: 'trim', before: ' PRO', after: 'PRO' },
			{ pointer: '/plan', kind: 'lowercase', before: 'PRO', after: 'pro' },
		]);
		expect(gateOf(valid[1]!).repairs).toEqual([]);
		expect(hints).toEqual(['1 item passed after a fix: amount, plan']);
		expect(input[0]).toEqual({ amount: '12.50', plan: ' PRO', note: ' kept ' });
	});

	test('S3: is not made without being asked for, nor where the item is refused all the same', async () => {
		const item = { amount: '5', plan: 'gold' };
		for (const fixes of [[], ['convertType']]) {
			const { invalid } = await runGate(fixing(...fixes), [item]);
			expect(invalid[0]!.json).toMatchObject(item);
			expect(gateOf(invalid[0]!)).toMatchObject({
				repairs: [],
				problems: [{ pointer: '/amount' }, { pointer: '/plan' }],
			});
		}
	});

	test('is not made where a business rule refuses the item', async () => {
		const rules = { values: [rule('Known', [condition('={{ $json.known }}', 'true', '', 'boolean')])] };
		const { invalid } = await runGate({ ...fixing('convertType'), rules }, [
			{ amount: '5', plan: 'pro', known: false },
		]);
		expect(invalid[0]!.json.amount).toBe('5');
		expect(gateOf(invalid[0]!)).toMatchObject({
			repairs: [],
			problems: [{ pointer: '/amount' }],
			rule_findings: [{ name: 'Known' }],
		});
	});

	test('stays in the part that is checked', async () => {
		const { valid } = await runGate({ ...fixing('convertType'), options: { dataLocation: 'body' } }, [
			{ body: { amount: '5', plan: 'pro' }, amount: '6' },
		]);
		expect(valid[0]!.json).toMatchObject({ body: { amount: 5, plan: 'pro' }, amount: '6' });
	});

	test.each([['upper'], [5], [{ a: 1 }]])('%j is none', async (fix) => {
		const { error } = await runGate(fieldList(rows, { fixes: [fix] }), [{ amount: 1, plan: 'pro' }]);
		expect(error?.message).toMatch(/^'Fix If Possible' is .*; allowed are convertType, lowercase, trim$/);
	});
});

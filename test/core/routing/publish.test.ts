import {
	backtest,
	compileTable,
	diffTables,
	judgePublish,
	lintTable,
	reportBacktest,
	reportDiff,
	reportFindings,
	type Backtest,
	type RoutingTable,
	type TableFinding,
} from '../../../core';

const table: RoutingTable = {
	id: 'support',
	columns: [{ field: 'type', type: 'string' }],
	rules: [
		{ id: 'bug', when: { type: 'bug' }, then: { owner_role: 'Product' } },
		{ id: 'billing', when: { type: 'billing' }, then: { owner_role: 'Billing' } },
	],
};
const moved: RoutingTable = {
	...table,
	rules: [{ id: 'bug', when: { type: 'bug' }, then: { owner_role: 'Engineering' } }, table.rules[1]!],
};
const past = (type: string, count: number) =>
	Array.from({ length: count }, (_, index) => ({ case_id: `${type} ${index}`, facts: { type } }));
const replay = (bugs: number, billing: number): Backtest =>
	backtest(compileTable(moved), compileTable(table), [...past('bug', bugs), ...past('billing', billing)]);

describe('publishing', () => {
	const judge = (more: Partial<Parameters<typeof judgePublish>[1]>) =>
		judgePublish("Version 2 of rule set 'support'", { findings: [], most_moved_rate: 0.2, ...more });

	test('R12 is refused for a rule whose own example does not reach it', () => {
		const rules = [{ ...table.rules[0]!, examples: [{ facts: { type: 'crash' } }] }];
		const findings = lintTable({ ...table, rules });
		expect(judge({ findings })).toEqual({
			code: 'RULE_SET_BLOCKED',
			message: expect.stringMatching(
				/^Version 2 of rule set 'support' has 1 blocking finding: Example 1 of rule 'bug' goes to 'triage'/,
			) as string,
			fix: 'Correct the rule so that it decides its example, or correct the example. Save that as another version and have it reviewed',
		});
		// Nobody can talk that away.
		expect(judge({ findings, accepted_because: 'We know better' })).toMatchObject({ code: 'RULE_SET_BLOCKED' });
	});

	test('is refused for every kind of blocking finding, and counts them', () => {
		const twice = lintTable({ ...table, rules: [...table.rules, { ...moved.rules[0]!, id: 'again' }] }, { roles: [] });
		const codes = twice.filter(({ severity }) => severity === 'blocking').map(({ code }) => code);
		expect(codes).toEqual(expect.arrayContaining(['RULE_OVERLAP', 'ROLE_UNKNOWN']));
		expect(judge({ findings: twice })?.message).toContain(`has ${codes.length} blocking findings: `);
	});

	test('is not refused for warnings', () => {
		const warned: TableFinding = { ...lintTable({})[0]!, severity: 'warning' };
		expect(judge({ findings: [warned] })).toBeNull();
	});

	test('is refused above the share of cases that may move, and not at it', () => {
		expect(judge({ backtest: replay(20, 80) })).toBeNull();
		expect(judge({ backtest: replay(21, 79) })).toEqual({
			code: 'RULE_SET_MOVES_CASES',
			message: "Version 2 of rule set 'support' would have moved 21 of 100 past cases (21%); at most 20% may move",
			fix: 'Look at where they would have gone, and correct the rules or say why they are meant to move',
		});
	});

	test('goes on with a reason, without cases, and where any share may move', () => {
		expect(judge({ backtest: replay(5, 0), accepted_because: 'Bugs go to Engineering now' })).toBeNull();
		expect(judge({ backtest: replay(0, 0) })).toBeNull();
		expect(judge({ backtest: replay(5, 0), most_moved_rate: 1 })).toBeNull();
	});

	test.each([-0.1, 1.1, Number.NaN])('a share of %p is none', (most_moved_rate) => {
		expect(() => judge({ most_moved_rate })).toThrow(/a number from 0 to 1 is expected/);
	});
});

describe('in words', () => {
	test('a backtest', () => {
		expect(reportBacktest(replay(2, 1))).toEqual({
			summary: '2 of 3 compared cases would have moved',
			lines: ['2 cases from Product to Engineering'],
		});
		expect(reportBacktest(replay(0, 1)).summary).toBe('None of 1 compared case would have moved');
		expect(reportBacktest(replay(0, 0)).summary).toBe('There is no past case to compare with');
	});

	test('a backtest over cases that do not hold what rules ask about', () => {
		const unknown = { case_id: 'C-1', facts: {}, unknown_fields: ['type'] };
		const result = backtest(compileTable(moved), compileTable(table), [unknown]);
		expect(reportBacktest(result)).toEqual({
			summary: '1 past case, none of which could be compared',
			lines: ['1 case cannot be told: cases do not hold type'],
		});
	});

	test('findings, with what to do about each', () => {
		expect(reportFindings([])).toEqual({ summary: 'Nothing was found', lines: [] });
		const { summary, lines } = reportFindings(lintTable(table, { roles: ['Product', 'Biling'] }));
		expect(summary).toBe('1 blocking finding');
		expect(lines).toEqual([
			"Blocking ROLE_UNKNOWN: Rule 'billing' names 'Billing', which is no role. Did you mean 'Biling'?",
		]);
	});

	test('a difference, rule by rule', () => {
		expect(reportDiff(diffTables(table, table))).toEqual({ summary: 'Nothing changed', lines: [] });
		const after: RoutingTable = {
			...moved,
			hit_policy: 'first',
			rules: [{ id: 'press', when: { type: 'press' }, then: { owner_role: 'Press' } }, moved.rules[0]!],
		};
		expect(reportDiff(diffTables(table, after))).toEqual({
			summary: '1 rule added, 1 rule removed, 1 rule changed, 1 setting changed',
			lines: [
				'Setting hit_policy from unique to first',
				'Rule press is new',
				'Rule billing is gone',
				'Rule bug: then.owner_role from Product to Engineering',
			],
		});
	});

	test('no more lines than a person reads', () => {
		const rules = Array.from({ length: 60 }, (_, index) => ({ ...table.rules[0]!, id: `r${index}` }));
		const { lines } = reportDiff(diffTables({ ...table, rules: [] }, { ...table, rules }));
		expect([lines.length, lines.at(-1)]).toEqual([51, 'and 10 more']);
	});
});

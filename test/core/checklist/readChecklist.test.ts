import { checkChecklist, readChecklist, type TriageError } from '../../../core';

const item = (more: object = {}) => ({
	id: 'told',
	name: 'Customer notified',
	severity: 'blocker',
	check: { type: 'evidence_recorded', step: 'notification' },
	...more,
});
const list = (...items: unknown[]) => ({ name: 'Closing', items });
const isText = { type: 'string', operation: 'equals' };
const when = {
	combinator: 'and',
	case_sensitive: true,
	conditions: [{ left: { field: 'plan' }, operator: isText, right: { value: 'gold' } }],
};

test('every kind of check can be written', () => {
	const checks = [
		{ type: 'action_confirmed', step: 'Suppress', max_age_seconds: 60 },
		{ type: 'api_call_succeeded', step: 'Suppress', statuses: '200-299,304' },
		{ type: 'condition_is_true', condition: when },
		{ type: 'evidence_recorded', step: 'Suppress' },
		{ type: 'field_has_value', field: 'customer["first name"]' },
		{ type: 'happened_recently', field: 'changed_at', max_age_seconds: 0.5 + 60 },
		{ type: 'two_values_match', left: { field: 'a' }, right: { value: false } },
	];
	const items = checks.map((check, at) =>
		item({ id: `${at}`, name: `N${at}`, check, applies_if: when, how_to_fix: 'Ask' }),
	);
	expect(readChecklist(list(...items))).toEqual(list(...items));
});

test.each<[string, unknown, string[]]>([
	['nothing', undefined, ['']],
	['a list', [], ['']],
	['no name', { items: [item()] }, ['/name']],
	['no checks', list(), ['/items']],
	['too many checks', list(...Array.from({ length: 51 }, () => item())), ['/items']],
	['another key', { ...list(item()), itmes: [] }, ['/itmes']],
	['a flag that is none', { ...list(item()), warnings_block: 'yes' }, ['/warnings_block']],
	['no check', list(item({ check: undefined })), ['/items/0/check']],
	['another type', list(item({ check: { type: 'magic' } })), ['/items/0/check/type']],
	['another severity', list(item({ severity: 'Block' })), ['/items/0/severity']],
	['the same id and name twice', list(item(), item()), ['/items/1/id', '/items/1/name']],
	['an empty step', list(item({ check: { type: 'evidence_recorded', step: ' ' } })), ['/items/0/check/step']],
	[
		'a key of another check',
		list(item({ check: { type: 'field_has_value', field: 'a', step: 'b' } })),
		['/items/0/check/step'],
	],
	['no path', list(item({ check: { type: 'field_has_value', field: 'a..b' } })), ['/items/0/check/field']],
	[
		'no status codes',
		list(item({ check: { type: 'api_call_succeeded', step: 'a', statuses: '2xx' } })),
		['/items/0/check/statuses'],
	],
	[
		'codes the wrong way round',
		list(item({ check: { type: 'api_call_succeeded', step: 'a', statuses: '299-200' } })),
		['/items/0/check/statuses'],
	],
	['no age', list(item({ check: { type: 'happened_recently', field: 'a' } })), ['/items/0/check/max_age_seconds']],
	[
		'an age of nothing',
		list(item({ check: { type: 'happened_recently', field: 'a', max_age_seconds: 0 } })),
		['/items/0/check/max_age_seconds'],
	],
	[
		'both a field and a value',
		list(item({ check: { type: 'two_values_match', left: { field: 'a', value: 1 }, right: { value: null } } })),
		['/items/0/check/left', '/items/0/check/right/value'],
	],
	['no condition', list(item({ applies_if: { ...when, conditions: [] } })), ['/items/0/applies_if/conditions']],
	[
		'a condition without an operator',
		list(item({ applies_if: { ...when, conditions: [{ left: { field: 'a' } }] } })),
		['/items/0/applies_if/conditions/0/operator'],
	],
	['an ill-formed name', list(item({ name: '\ud800' })), ['/items/0/name']],
])('a checklist with %s is refused, and says where', (_, value, pointers) => {
	expect(checkChecklist(value).map(({ pointer }) => pointer)).toEqual(pointers);
});

test('everything that is wrong is told at once', () => {
	const found = checkChecklist(list(item({ id: 1, severity: 2, how_to_fix: '' }), 'x'));
	expect(found.map(({ pointer }) => pointer)).toEqual([
		'/items/0/id',
		'/items/0/severity',
		'/items/0/how_to_fix',
		'/items/1',
	]);
	expect(() => readChecklist(list('x'))).toThrow(
		expect.objectContaining({
			code: 'CHECKLIST_INVALID',
			message: "The checklist 'Closing' cannot be used: '/items/0' is \"x\"; an object is expected",
		}) as TriageError,
	);
});

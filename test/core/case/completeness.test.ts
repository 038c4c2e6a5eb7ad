import fc from 'fast-check';

import { judgeTrail, requiredTypes } from '../../../core';

const trail = (...types: string[]) => types.map((type) => ({ type }));

test.each<[string, string[], string[], object]>([
	['a trail with all of it', [...requiredTypes], [], { verdict: 'complete', missing: [] }],
	[
		'more in between',
		['case.opened', 'note.added', 'owner.assigned', 'state.changed', 'qa.evaluated', 'command.refused', 'case.closed'],
		[],
		{ verdict: 'complete' },
	],
	[
		'no checks',
		['case.opened', 'owner.assigned', 'case.closed'],
		[],
		{ verdict: 'incomplete', missing: ['qa.evaluated'] },
	],
	[
		'checks after the end only',
		['case.opened', 'owner.assigned', 'case.closed', 'qa.evaluated'],
		[],
		{ verdict: 'incomplete', missing: ['case.closed'] },
	],
	['a call without an answer', [...requiredTypes], ['e-1'], { verdict: 'incomplete', missing: [], dangling: ['e-1'] }],
	['a case that is not resolved', ['case.opened'], [], { verdict: 'open', missing: [] }],
	['one that is, with such a call', ['case.opened', 'connector.intent'], ['e-1'], { verdict: 'incomplete' }],
	['a case that was opened again', [...requiredTypes, 'case.reopened'], [], { verdict: 'open' }],
	[
		'one that was closed again',
		[...requiredTypes, 'case.reopened', 'qa.evaluated', 'case.closed'],
		[],
		{ verdict: 'complete' },
	],
])('%s', (_, types, dangling, expected) => {
	expect(judgeTrail(trail(...types), dangling)).toMatchObject(expected);
});

test('a flow can ask for types of its own', () => {
	const types = [...requiredTypes];
	expect(judgeTrail(trail(...types), [], [...types.slice(0, 3), 'connector.outcome', 'case.closed'])).toMatchObject({
		verdict: 'incomplete',
		missing: ['connector.outcome'],
	});
});

test('what is complete stays so whatever else was recorded on the way', () => {
	const other = fc.array(fc.constantFrom('note.added', 'connector.outcome', 'state.changed', 'command.refused'));
	fc.assert(
		fc.property(fc.tuple(other, other, other), ([one, two, three]) => {
			const [opened, owned, checked, closed] = requiredTypes;
			const types = [opened!, ...one, owned!, ...two, checked!, ...three, closed!];
			expect(judgeTrail(trail(...types), []).verdict).toBe('complete');
			expect(judgeTrail(trail(...types.filter((type) => type !== checked)), []).verdict).toBe('incomplete');
		}),
	);
});

import fc from 'fast-check';

import { checkRequiredEntries, judgeTrail, requirableTypes, requiredTypes } from '../../../core';

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

describe('a closing that names what it was asked for', () => {
	const closing = (...required: string[]) => ({ type: 'case.closed', data: { required, required_version: 1 } });
	const opened = trail('case.opened', 'note.added', 'owner.assigned');

	test.each<[string, Parameters<typeof judgeTrail>[0], object]>([
		[
			'is judged by that alone',
			[...opened, closing('case.closed', 'note.added')],
			{ verdict: 'complete', missing: [] },
		],
		[
			'lacks what is not there',
			[...opened, closing('notification.sent', 'case.closed', 'qa.evaluated')],
			{ verdict: 'incomplete', missing: ['notification.sent', 'qa.evaluated'] },
		],
		[
			'may have what has no place in the order anywhere',
			[...opened, closing('notification.sent'), ...trail('notification.sent')],
			{ verdict: 'complete' },
		],
		[
			'needs the others in their order, however they are listed',
			[
				...trail('case.opened', 'qa.evaluated', 'owner.assigned'),
				closing('qa.evaluated', 'case.opened', 'owner.assigned'),
			],
			{ verdict: 'incomplete', missing: ['qa.evaluated'] },
		],
		[
			'counts only until the case is closed again',
			[...opened, closing('case.opened'), ...trail('case.reopened', 'case.closed')],
			{ verdict: 'incomplete', missing: ['qa.evaluated'] },
		],
		[
			'asks nothing of a case that was merged later',
			[...opened, closing('task.opened'), ...trail('case.reopened', 'case.merged')],
			{ verdict: 'complete' },
		],
	])('%s', (_, steps, expected) => {
		expect(judgeTrail(steps, [])).toMatchObject(expected);
	});
});

describe('a list of required entries', () => {
	test.each<[string, unknown, string[]]>([
		['that can be used', { name: 'help-desk', entries: ['note.added'] }, []],
		['that is none', 'note.added', ['']],
		['without entries', {}, ['/entries']],
		['that asks for nothing', { entries: [] }, ['/entries']],
		['with a type twice', { entries: ['note.added', 'note.added'] }, ['/entries/1']],
		['with something else', { entries: ['note.added'], order: 1 }, ['/order']],
	])('%s', (_, value, pointers) => {
		expect(checkRequiredEntries(value).map(({ pointer }) => pointer)).toEqual(pointers);
	});

	test('says what is allowed where it names no type that there is, or one of another trail', () => {
		for (const type of ['mail.sent', 'timer.started', 'case.merged']) {
			const [found] = checkRequiredEntries({ entries: ['note.added', type] });
			expect(found).toMatchObject({ pointer: '/entries/1' });
			expect(found!.message).toBe(`'/entries/1' is "${type}"; one of ${requirableTypes.join(', ')} is expected`);
		}
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

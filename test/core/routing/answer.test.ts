import fc from 'fast-check';

import { answerReader, decide, type AnswerFields, type RoutingTable } from '../../../core';

const fields: AnswerFields = { role: 'role', confidence: 'confidence', candidates: 'candidates' };
const read = (answer: unknown, more: Partial<AnswerFields> = {}) => answerReader({ ...fields, ...more })(answer);
const ops = { outcome: 'Ops', confidence: 0.9 };

test.each<[string, unknown]>([
	['an object', { role: 'Ops', confidence: 0.9 }],
	['white space around the name', { role: ' Ops\n', confidence: 0.9 }],
	['JSON text', '{"role":"Ops","confidence":0.9}'],
	['a block of code', '```json\n{"role":"Ops","confidence":0.9}\n```'],
	['JSON in a sentence', 'The answer is {"role":"Ops","confidence":0.9}. Bye.'],
	['what n8n wraps around it', { output: { role: 'Ops', confidence: 0.9 } }],
	['JSON text in a message', { message: { content: '{"role":"Ops","confidence":0.9}' } }],
	['a list of one', [{ role: 'Ops', confidence: 0.9 }]],
	['candidates alone', { candidates: [{ role: 'Ops', confidence: 0.9 }] }],
	['confidences by name', { candidates: { Ops: 0.9 } }],
])('reads %s', (_, answer) => {
	expect(read(answer)).toEqual(ops);
});

test.each<[string, unknown, unknown]>([
	['a name', 'Ops', { outcome: 'Ops', confidence: undefined }],
	['a name in quotes', '"Ops"', { outcome: 'Ops', confidence: undefined }],
	['no role', { confidence: 0.9 }, { outcome: '', confidence: undefined }],
	['nothing', undefined, { outcome: '', confidence: undefined }],
	['a number', 7, { outcome: '', confidence: undefined }],
	['a role that is a number', { role: 7, confidence: 0.9 }, { outcome: '', confidence: 0.9 }],
	['prose', 'x'.repeat(201), { outcome: '', confidence: undefined }],
	['broken JSON', '{"role":', { outcome: '{"role":', confidence: undefined }],
	['names that objects inherit', '{"__proto__":{"role":"Ops"}}', { outcome: '', confidence: undefined }],
])('leaves empty what %s does not say', (_, answer, expected) => {
	expect(read(answer)).toEqual(expected);
});

test('the surest candidate comes first, whatever their order, and the next one is the second', () => {
	const candidates = [
		{ role: 'B', confidence: 0.2 },
		{ role: 'None', confidence: 'high' },
		{ role: 'Ops', confidence: 0.9 },
		{ role: 'C', confidence: 0.6 },
	];
	expect(read(candidates)).toEqual({ ...ops, second: { outcome: 'C', confidence: 0.6 } });
	expect(read({ role: 'C', confidence: 0.6, candidates })).toEqual({ outcome: 'C', confidence: 0.6, second: ops });
});

test('categories mean roles, in upper or lower case, and two categories of one role are no candidates of each other', () => {
	const roles = new Map([
		['Server Trouble', 'Ops'],
		['outage', 'Ops'],
	]);
	const candidates = { outage: 0.4, 'server trouble': 0.9, Sales: 0.1 };
	expect(read({ candidates }, { roles })).toEqual({ ...ops, second: { outcome: 'Sales', confidence: 0.1 } });
	expect(read({ role: 'SERVER TROUBLE ', confidence: 0.9 }, { roles })).toEqual(ops);
});

test('paths lead into the answer', () => {
	const paths = { role: 'result.labels[0]', confidence: 'result.scores[0]' };
	expect(read({ result: { labels: ['Ops'], scores: [0.9] } }, paths)).toEqual(ops);
});

test('an assumed confidence counts only where the answer says none', () => {
	expect(read('Ops', { assumed_confidence: 0.9 })).toEqual(ops);
	expect(read({ role: 'Ops', confidence: 0.1 }, { assumed_confidence: 0.9 })).toEqual({
		outcome: 'Ops',
		confidence: 0.1,
	});
	expect(read({ role: 'Ops', confidence: null }, { assumed_confidence: 0.9 })).toEqual(ops);
});

test.each(['', 'a..b', 'items[]'])('refuses the path %j', (role) => {
	expect(() => read({}, { role })).toThrow(/^'role' /);
});

test('whatever a model answers is read, and never routes without a role that there is and a confidence in 0 to 1', () => {
	const table: RoutingTable = { id: 't', columns: [{ field: 'a', type: 'string' }], rules: [] };
	const answers = fc.oneof(
		fc.anything(),
		fc.json(),
		fc.record({ role: fc.anything(), confidence: fc.anything(), candidates: fc.anything() }),
		fc.record({ role: fc.constant('Ops'), confidence: fc.double() }),
	);
	fc.assert(
		fc.property(answers, (answer) => {
			const suggestion = read(answer);
			const decision = decide(table, {}, suggestion, { roles: ['Ops'] });
			if (decision.outcome === 'triage') return;
			expect(decision.outcome).toBe('Ops');
			expect(suggestion.confidence >= 0.75 && suggestion.confidence <= 1).toBe(true);
		}),
	);
});

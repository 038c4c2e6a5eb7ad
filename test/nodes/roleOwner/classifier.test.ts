import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { RoleOwner } from '../../../nodes/RoleOwner/RoleOwner.node';
import { flow, runWorkflow } from '../../harness/runWorkflow';
import { byName, ownerOf, runOwner, saveRole, twoRules } from './owner';

beforeAll(async () => await saveRole('Ops'));

const run = async (output: unknown, more: object = {}, item: object = { type: 'question' }) => {
	const parameters = { rules: { values: twoRules }, useClassifier: true, answer: '={{ $json.output }}', ...more };
	return await runOwner(parameters, [{ ...item, output } as never]);
};

test.each([
	['exactly as sure as it has to be', 0.8, 'Ops'],
	['a hair less', 0.7999, 'Triage'],
])('R6: a suggestion that is %s', async (_, confidence, role) => {
	const { outputs } = await run({ role: 'Ops', confidence }, { threshold: 0.8 });
	const owner = ownerOf(outputs.flat()[0]);
	expect(owner).toMatchObject({ role, confidence, threshold: 0.8 });
	const wanted = role === 'Ops' ? ['model', null] : ['default', 'route.low_confidence'];
	expect([owner.decided_by, owner.label]).toEqual(wanted);
	expect(outputs[role === 'Ops' ? 0 : 1]).toHaveLength(1);
});

test.each<[string, unknown]>([
	['no confidence', { role: 'Ops' }],
	['a confidence above 1', { role: 'Ops', confidence: 1.2 }],
	['a confidence below 0', { role: 'Ops', confidence: -1 }],
	['a text as confidence', { role: 'Ops', confidence: 'high' }],
	['null as confidence', { role: 'Ops', confidence: null }],
	['no answer', undefined],
	['no text', ''],
	['prose', 'I would say that this one belongs to the Ops team.'],
	['broken JSON', '{"role": "Ops", "confidence": 0.9'],
	['a role that there is not', { role: 'Marketing', confidence: 1 }],
	['a role of the wrong type', { role: { name: 'Ops' }, confidence: 1 }],
	['a list of nothing', []],
])('R7: an answer with %s is never routed by', async (_, output) => {
	const { status, triage } = await run(output);
	expect(status).toBe('success');
	expect(ownerOf(triage[0])).toMatchObject({ role: 'Triage', decided_by: 'default', label: 'route.low_confidence' });
});

test('R8: a rule wins over the classifier, and the disagreement is in the result', async () => {
	const { assigned } = await run({ role: 'Ops', confidence: 0.99 }, {}, { type: 'billing' });
	expect(ownerOf(assigned[0])).toMatchObject({
		role: 'Billing-Escalation',
		decided_by: 'rule',
		confidence: 1,
		disagreement: { decided: 'Billing-Escalation', suggested: 'Ops', confidence: 0.99 },
		reason: "Rule 'Billing' matched; the classifier suggests 'Ops'",
	});
});

test('two candidates that are too close go to triage with both', async () => {
	const candidates = [
		{ role: 'Ops', confidence: 0.85 },
		{ role: 'Product-Support', confidence: 0.8 },
	];
	const more = { classifierOptions: { minMargin: 0.1 } };
	const { triage } = await run({ role: 'Ops', confidence: 0.85, candidates }, more);
	expect(ownerOf(triage[0])).toMatchObject({
		label: 'route.low_confidence',
		candidates: [
			{ outcome: 'Ops', confidence: 0.85 },
			{ outcome: 'Product-Support', confidence: 0.8 },
		],
	});
	expect(ownerOf((await run({ candidates })).assigned[0])).toMatchObject({ role: 'Ops', decided_by: 'model' });
});

test.each<[string, unknown, object]>([
	['the Information Extractor', { role: 'Ops', confidence: 0.9 }, {}],
	['a chat model, as JSON', '{"role":"Ops","confidence":0.9}', {}],
	['a chat model, as a block of code', 'Here it is:\n```json\n{ "role": "Ops", "confidence": 0.9 }\n```', {}],
	['a chat model, in its message', { message: { content: '{"role":"Ops","confidence":0.9}' } }, {}],
	['an agent with a parser', { output: { role: 'Ops', confidence: 0.9 } }, {}],
	[
		'a schema of somebody',
		{ result: { label: 'ops', score: 0.9 } },
		{
			roleField: 'result.label',
			confidenceField: 'result.score',
			categories: { values: [{ category: 'OPS', role: byName('Ops') }] },
		},
	],
	['scores by name', { scores: { Ops: 0.9, Sales: 0.05 } }, { classifierOptions: { candidatesField: 'scores' } }],
	['a name alone', 'Ops', { classifierOptions: { assumedConfidence: 0.9 } }],
])('the answer of %s is understood', async (_, output, more) => {
	const { assigned } = await run(output, more);
	expect(ownerOf(assigned[0])).toMatchObject({ role: 'Ops', decided_by: 'model', confidence: 0.9 });
});

/** As the Text Classifier of n8n: an output for each category, by which items leave as they came. */
class TextClassifier implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Text Classifier',
		name: 'textClassifier',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: {},
		inputs: ['main'],
		outputs: ['main', 'main'],
		properties: [
			{
				displayName: 'Categories',
				name: 'categories',
				type: 'fixedCollection',
				default: {},
				typeOptions: { multipleValues: true },
				options: [
					{
						displayName: 'Categories',
						name: 'categories',
						values: [{ displayName: 'Category', name: 'category', type: 'string', default: '' }],
					},
				],
			},
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		return [0, 1].map((output) => items.filter(({ json }) => json.is === output));
	}
}

test('a node with an output for each category is understood by the output that an item came from', async () => {
	const categories = [{ category: 'billing question' }, { category: 'trouble with servers' }];
	const parameters = {
		rules: {},
		hitPolicy: 'unique',
		fallbackRole: byName('Triage'),
		caseId: '',
		options: {},
		useClassifier: true,
		answer: '={{ $("Classifier").params.categories.categories[$prevNode.outputIndex].category }}',
		categories: { values: [{ category: 'trouble with servers', role: byName('Ops') }] },
		classifierOptions: { assumedConfidence: 0.8 },
	};
	const json = flow(
		{
			Start: { type: 'n8n-nodes-base.manualTrigger' },
			Classifier: { type: 'textClassifier', parameters: { categories: { categories } } },
			Owner: { type: 'roleOwner', parameters },
		},
		['Start -> Classifier', 'Classifier:0 -> Owner', 'Classifier:1 -> Owner'],
	);
	const input = [{ is: 0 }, { is: 1 }];
	const { nodes } = await runWorkflow(json, { input, nodes: [TextClassifier, RoleOwner] });
	const owners = nodes.Owner!.flatMap(({ outputs }) => outputs.flat()).map((item) => [item.json.is, ownerOf(item)]);
	expect(owners).toHaveLength(2);
	expect(owners).toContainEqual([0, expect.objectContaining({ role: 'Triage', label: 'route.low_confidence' })]);
	expect(owners).toContainEqual([1, expect.objectContaining({ role: 'Ops', decided_by: 'model', confidence: 0.8 })]);
});

test.each<[string, object, RegExp]>([
	['a threshold above 1', { threshold: 75 }, /'Least Confidence' is 75; a number from 0 to 1/],
	['a margin of the wrong type', { classifierOptions: { minMargin: 'x' } }, /'Least Margin' is "x"/],
	[
		'a confidence to assume below 0',
		{ classifierOptions: { assumedConfidence: -1 } },
		/'Confidence If None Is Given' is -1/,
	],
	['a path that cannot be read', { roleField: 'a..b' }, /'Field With Role' has a dot without a name after it/],
	['an empty path', { confidenceField: '={{ "" }}' }, /'Field With Confidence' is empty/],
])('%s stops the workflow with what to do', async (_, more, message) => {
	const { status, error } = await run({ role: 'Ops', confidence: 0.9 }, more);
	expect(status).toBe('error');
	expect(error?.message).toMatch(message);
});

import { inCallOrder, isPublishable, planSetup, withIds, type ExistingWorkflow } from '../../setup/plan';
import { readTemplates, type Template } from '../../setup/templates';

const node = (type: string, parameters: Record<string, unknown> = {}, more = {}) => {
	return { id: `${type}-${JSON.stringify(parameters).length}`, name: type, type, parameters, ...more };
};
const call = (value: string) =>
	node('n8n-nodes-base.executeWorkflow', { workflowId: { __rl: true, mode: 'id', value } });
const template = (id: string, nodes: Template['nodes'], settings = {}): Template => {
	return { id, name: `Workflow ${id}`, nodes, connections: {}, settings };
};

const child = template('child', [node('n8n-nodes-base.executeWorkflowTrigger')]);
const errors = template('errors', [node('n8n-nodes-base.errorTrigger')]);
const parent = template('parent', [node('n8n-nodes-base.webhook'), call('child')], { errorWorkflow: 'errors' });
const byHand = template('byHand', [node('n8n-nodes-base.manualTrigger')]);

const existing = (from: Template, id: string, more: Partial<ExistingWorkflow> = {}): ExistingWorkflow => {
	return { ...(JSON.parse(JSON.stringify(from)) as Template), id, active: true, ...more };
};

test('workflows come after those they call and the one for their failures', () => {
	expect(inCallOrder([parent, child, errors]).map(({ id }) => id)).toEqual(['child', 'errors', 'parent']);
	const circle = [template('a', [call('b')]), template('b', [call('a')])];
	expect(inCallOrder(circle)).toHaveLength(2);
});

test('references get the ids of n8n, and the template stays as it is', () => {
	const ids = new Map([
		['child', 'n8n-1'],
		['errors', 'n8n-2'],
	]);
	const before = structuredClone(parent);
	const linked = withIds(parent, ids);
	expect(linked.nodes[1]!.parameters).toEqual({ workflowId: { __rl: true, mode: 'id', value: 'n8n-1' } });
	expect(linked.settings).toEqual({ errorWorkflow: 'n8n-2' });
	expect(parent).toEqual(before);
});

test.each([
	['a webhook', [node('n8n-nodes-base.webhook')], true],
	['a trigger of the pack', [node('n8n-nodes-support-triage.triageCaseTrigger')], true],
	['a form', [node('n8n-nodes-base.formTrigger')], true],
	['a sub-workflow', child.nodes, true],
	['a trigger that is switched off', [node('n8n-nodes-base.scheduleTrigger', {}, { disabled: true })], false],
	['a start by hand only', byHand.nodes, false],
])('%s can be published: %s', (_, nodes, expected) => {
	expect(isPublishable(template('x', nodes))).toBe(expected);
});

test('an empty n8n gets everything, and what starts by hand is not published', () => {
	const steps = planSetup([parent, byHand, child, errors], []);
	expect(steps.map(({ template: { id }, action, publish }) => [id, action, publish])).toEqual([
		['child', 'create', true],
		['errors', 'create', true],
		['parent', 'create', true],
		['byHand', 'create', false],
	]);
});

test('what is there already stays, whatever n8n added to it', () => {
	const added = existing(withIds(parent, new Map([['child', '1']])), '2', {
		settings: { errorWorkflow: 'errors', saved: 1 },
	});
	added.nodes[0]!.webhookId = 'made-by-n8n';
	const steps = planSetup([parent, child], [existing(child, '1'), added]);
	expect(steps.map(({ action, publish }) => [action, publish])).toEqual([
		['unchanged', false],
		['unchanged', false],
	]);
});

test.each<[string, (workflow: ExistingWorkflow) => void]>([
	['another parameter', ({ nodes }) => void (nodes[0]!.parameters = { path: 'mine' })],
	['a node more', ({ nodes }) => void nodes.push(node('n8n-nodes-base.noOp'))],
	['a node less', ({ nodes }) => void nodes.pop()],
	['another connection', (workflow) => void (workflow.connections = { a: {} })],
	['another setting', (workflow) => void (workflow.settings = {})],
])('what somebody changed (%s) is left alone, unless an update is asked for', (_, change) => {
	const changed = existing(withIds(parent, new Map([['child', '1']])), '2', { active: false });
	change(changed);
	const there = [existing(child, '1'), changed];
	expect(planSetup([parent, child], there)[1]).toMatchObject({ action: 'changed', publish: false });
	expect(planSetup([parent, child], there, { update: true })[1]).toMatchObject({ action: 'update', publish: true });
});

test('the workflows of the pack refer to workflows of the pack only', () => {
	const templates = readTemplates();
	const ids = templates.map(({ id }) => id);
	expect(new Set(ids).size).toBe(ids.length);
	expect(new Set(templates.map(({ name }) => name)).size).toBe(ids.length);
	const found = JSON.stringify(templates).matchAll(/"(?:errorWorkflow":|workflowId":\{[^}]*"value":)"([^"]+)"/g);
	for (const [, id] of found) expect(ids).toContain(id);
	expect(inCallOrder(templates)).toHaveLength(ids.length);
});

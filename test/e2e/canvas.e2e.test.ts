import { Editor } from './editor';
import { flow, labelsOf, nodeAfter, ourNodes } from './flow';
import { OwnN8n } from './ownN8n';
import { panelFlow, panels } from './panels';

const own = new OwnN8n();
let editor: Editor;

const displayNames = [
	'Audit Evidence',
	'Business Calendar',
	'QA Checklist',
	'Role Owner',
	'Routing Rules',
	'Schema Gate',
	'TTL Escalation',
	'Triage Case',
	'Triage Setup',
];
const manualTrigger = flow.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger')!.name;
const fileName = (name: string) => name.toLowerCase().replaceAll(' ', '-');

beforeAll(async () => {
	await own.start();
	editor = await Editor.openOn(own.n8n, flow.id);
});

afterAll(async () => {
	await editor?.close();
	await own.remove();
});

afterEach(async () => expect(await editor.takeProblems()).toEqual([]));

it('shows every node of the workflow, none of them unknown', async () => {
	const names = flow.nodes.filter(({ type }) => !type.endsWith('.stickyNote')).map(({ name }) => name);
	expect((await editor.nodeNames()).sort()).toEqual(names.sort());
	expect(await editor.unknownNodes()).toBe(0);
	await editor.screenshot('canvas');
});

describe.each(ourNodes.map((node) => [node.name, node] as const))('%s', (name, node) => {
	it('shows what it does and names its outputs', async () => {
		expect(await editor.outputLabels(name)).toEqual(labelsOf(node));
		expect(await editor.subtitle(name)).toMatch(/^\w[\w ]+$/);
		expect(await editor.iconWidth(name)).toBeGreaterThan(0);
	});

	it('opens its panel', async () => {
		await editor.inPanel(name, async () => {
			expect(await editor.parameters()).toMatch(/\w/);
			expect(await editor.takeProblems()).toEqual([]);
			await editor.screenshot(`panel-${fileName(name)}`);
		});
	});

	it('offers its fields to the next node before the first run', async () => {
		const next = nodeAfter(node)!;
		await editor.inPanel(next, async () => {
			const fields = await editor.previewFields();
			expect(fields).toContain('triage');
			expect(fields.length).toBeGreaterThan(3);
			await editor.screenshot(`panel-after-${fileName(name)}`);
		});
	});
});

it('runs by its manual trigger', async () => {
	expect(await editor.runFrom(manualTrigger)).toContain('Workflow executed successfully');
	expect(await editor.hasSucceeded('Open case')).toBe(true);
	await editor.screenshot('canvas-after-run');
});

describe('every panel of an operation', () => {
	beforeAll(async () => {
		const { id } = (await own.n8n.client.api('POST', '/workflows', panelFlow)) as { id: string };
		await editor.openWorkflow(id);
	});

	it.each(panels)('$name', async ({ name, title, required, outputs }) => {
		if (outputs) expect(await editor.outputLabels(name)).toEqual(outputs);
		expect(await editor.subtitle(name)).toMatch(title === undefined ? /\w/ : new RegExp(`^${title}$`));
		await editor.inPanel(name, async () => {
			const shown = await editor.parameters();
			for (const label of required) expect(shown).toContain(label);
			await editor.screenshot(`walk-${fileName(name).replace(/[^a-z-]/g, '')}`);
		});
	});
});

it('is found in the nodes panel by the word triage', async () => {
	expect((await editor.searchNodes('triage', displayNames[0]!)).sort()).toEqual(displayNames);
	await editor.screenshot('nodes-panel');
});

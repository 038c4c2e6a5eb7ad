import { isDeepStrictEqual } from 'node:util';

import type { Template, WorkflowNode } from './templates';

/** A workflow in n8n, as its public API shows it. */
export interface ExistingWorkflow extends Omit<Template, 'settings'> {
	active: boolean;
	settings?: Record<string, unknown>;
}

/** What is to be done about one template. */
export interface Step {
	template: Template;
	/** `changed`: somebody changed the workflow in n8n, and it is left as it is. */
	action: 'create' | 'update' | 'unchanged' | 'changed';
	/** The workflow that is there. */
	existing?: ExistingWorkflow;
	/** It has a trigger that n8n can start it by, and is not published yet. */
	publish: boolean;
}

/** Starts a workflow by hand only, so that there is nothing to publish. */
const manualTrigger = 'n8n-nodes-base.manualTrigger';

/** Calls `visit` for each place of a workflow that names another one. */
function visitReferences(value: unknown, visit: (holder: Record<string, unknown>, key: string) => void): void {
	if (typeof value !== 'object' || value === null) return;
	for (const [key, held] of Object.entries(value)) {
		if (key === 'workflowId' && typeof held === 'object' && held !== null)
			visit(held as Record<string, unknown>, 'value');
		else if (key === 'errorWorkflow') visit(value as Record<string, unknown>, key);
		else visitReferences(held, visit);
	}
}

/** Ids of the workflows that a workflow names. */
function referencesOf(workflow: object, known: ReadonlyMap<string, unknown>): string[] {
	const found = new Set<string>();
	visitReferences(workflow, (holder, key) => {
		const id = String(holder[key]);
		if (known.has(id)) found.add(id);
	});
	return [...found];
}

/** Workflows in the order in which n8n lets them be published: each after those that it calls. */
export function inCallOrder<T extends { id: string }>(workflows: readonly T[]): T[] {
	const known = new Map(workflows.map((workflow) => [workflow.id, workflow]));
	const [ordered, entered] = [new Set<T>(), new Set<T>()];
	const enter = (workflow: T): void => {
		// A workflow that leads back to itself has no order; n8n says so when it is published.
		if (entered.has(workflow)) return;
		entered.add(workflow);
		for (const id of referencesOf(workflow, known)) enter(known.get(id)!);
		ordered.add(workflow);
	};
	for (const workflow of workflows) enter(workflow);
	return [...ordered];
}

/** The template with the ids that n8n gave to those it names. */
export function withIds(template: Template, ids: ReadonlyMap<string, string>): Template {
	const copy = JSON.parse(JSON.stringify(template)) as Template;
	visitReferences(copy, (holder, key) => {
		const id = ids.get(String(holder[key]));
		if (id !== undefined) holder[key] = id;
	});
	return copy;
}

/** Whether everything that the template says holds; n8n adds fields of its own. */
function holds(wanted: unknown, found: unknown): boolean {
	if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return isDeepStrictEqual(wanted, found);
	if (typeof found !== 'object' || found === null) return false;
	return Object.entries(wanted).every(([key, value]) => holds(value, (found as Record<string, unknown>)[key]));
}

/** Parameters are the user's, so none may be there that the template has not. */
function isSameNode(wanted: WorkflowNode, found: WorkflowNode | undefined): boolean {
	return found !== undefined && isDeepStrictEqual(wanted.parameters, found.parameters) && holds(wanted, found);
}

const byId = (nodes: readonly WorkflowNode[]) => new Map(nodes.map((node) => [node.id, node]));

function isSame(wanted: Template, found: ExistingWorkflow): boolean {
	const theirs = byId(found.nodes);
	return (
		wanted.nodes.length === found.nodes.length &&
		wanted.nodes.every((node) => isSameNode(node, theirs.get(node.id))) &&
		isDeepStrictEqual(wanted.connections, found.connections) &&
		holds(wanted.settings, found.settings)
	);
}

/** Whether other workflows call it. */
export function isCalled({ nodes }: Template): boolean {
	return nodes.some(({ type }) => type === 'n8n-nodes-base.executeWorkflowTrigger');
}

/** Whether n8n can start the workflow by itself. */
export function isPublishable({ nodes }: Template): boolean {
	return nodes.some(
		({ type, disabled }) => disabled !== true && type !== manualTrigger && /(Trigger|\.webhook)$/.test(type),
	);
}

/**
 * What has to be done so that every template is in n8n, in an order in which it can be done. `existing`: the workflows
 * that were set up before, found by their names. With `update` those that differ are replaced, else they are left alone.
 */
export function planSetup(
	templates: readonly Template[],
	existing: readonly ExistingWorkflow[],
	{ update = false }: { update?: boolean } = {},
): Step[] {
	const found = new Map(existing.map((workflow) => [workflow.name, workflow]));
	const ids = new Map(
		templates.flatMap(({ id, name }): Array<[string, string]> => {
			const there = found.get(name);
			return there === undefined ? [] : [[id, there.id]];
		}),
	);
	return inCallOrder(templates).map((template) => {
		const there = found.get(template.name);
		const publish = isPublishable(template) && there?.active !== true;
		if (there === undefined) return { template, action: 'create', publish };
		if (isSame(withIds(template, ids), there)) return { template, action: 'unchanged', existing: there, publish };
		return { template, action: update ? 'update' : 'changed', existing: there, publish: update && publish };
	});
}

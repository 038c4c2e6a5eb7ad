import { setTimeout as wait } from 'node:timers/promises';

import { TriageError } from '../core';
import type { N8nApi } from './n8nApi';
import { inCallOrder, withIds, type ExistingWorkflow, type Step } from './plan';
import type { Template } from './templates';

/** Marks the workflows that setup made, so that it finds them again and touches no other. */
export const setupTag = 'support-triage';

interface Tag {
	id: string;
	name: string;
}

type Listed = ExistingWorkflow & { tags?: Tag[]; isArchived?: boolean };

/** The workflows that an earlier setup made. */
export async function findExisting(api: N8nApi): Promise<ExistingWorkflow[]> {
	const workflows = await api.list<Listed>('/workflows');
	return workflows.filter(({ tags, isArchived }) => isArchived !== true && tags?.some(({ name }) => name === setupTag));
}

/** Of the workflows of these names that are there: whether one of each name is published. */
export async function findWorkflows(api: N8nApi, names: readonly string[]): Promise<Map<string, boolean>> {
	const found = new Map<string, boolean>();
	for (const { name, active, isArchived } of await api.list<Listed>('/workflows')) {
		if (names.includes(name) && isArchived !== true) found.set(name, active || found.get(name) === true);
	}
	return found;
}

async function findTag(api: N8nApi): Promise<Tag> {
	const known = (await api.list<Tag>('/tags')).find(({ name }) => name === setupTag);
	return known ?? (await api.call<Tag>('POST', '/tags', { name: setupTag }));
}

/** What n8n takes of a workflow; everything else it gives itself. */
const bodyOf = ({ name, nodes, connections, settings }: Template) => ({ name, nodes, connections, settings });

/** What became of one template. */
export interface Done {
	step: Step;
	id?: string;
	isPublished: boolean;
	/** Why n8n did not publish it. */
	refusal?: TriageError;
}

/** Carries a plan out, step by step. What n8n does not publish stays imported, and the reason is in the result. */
export async function applyPlan(api: N8nApi, steps: readonly Step[], tell: (done: Done) => void): Promise<Done[]> {
	const ids = new Map(
		steps.flatMap(({ template, existing }) => (existing ? [[template.id, existing.id] as const] : [])),
	);
	const tag = steps.some(({ action }) => action === 'create') ? await findTag(api) : null;
	const all: Done[] = [];
	for (const step of steps) {
		const done = await applyStep(api, step, ids, tag);
		if (done.id !== undefined) ids.set(step.template.id, done.id);
		all.push(done);
		tell(done);
	}
	return all;
}

async function applyStep(api: N8nApi, step: Step, ids: ReadonlyMap<string, string>, tag: Tag | null): Promise<Done> {
	const { template, action, existing } = step;
	const body = bodyOf(withIds(template, ids));
	let id = existing?.id;
	if (action === 'create') {
		({ id } = await api.call<{ id: string }>('POST', '/workflows', body));
		await api.call('PUT', `/workflows/${id}/tags`, [{ id: tag!.id }]);
	} else if (action === 'update') {
		await api.call('PUT', `/workflows/${id}`, body);
	}
	const wasPublished = existing?.active === true;
	if (!step.publish) return { step, id, isPublished: wasPublished };
	try {
		await api.call('POST', `/workflows/${id}/activate`);
		return { step, id, isPublished: true };
	} catch (error) {
		if (!(error instanceof TriageError) || error.code !== 'N8N_REFUSED') throw error;
		return { step, id, isPublished: false, refusal: error };
	}
}

const unpublishTries = 40;
const unpublishWaitMs = 500;

/** Deletes a workflow. n8n unpublishes some time after it said so, and answers 409 until then. */
async function deleteWorkflow(api: N8nApi, id: string): Promise<void> {
	for (let tries = 1; ; tries += 1) {
		try {
			await api.call('DELETE', `/workflows/${id}`);
			return;
		} catch (error) {
			const isWaiting = error instanceof TriageError && error.details.status === 409;
			if (!isWaiting || tries === unpublishTries) throw error;
			await wait(unpublishWaitMs);
		}
	}
}

/** Takes the workflows of an earlier setup out again, callers before those they call. */
export async function removeAll(
	api: N8nApi,
	existing: readonly ExistingWorkflow[],
	tell: (workflow: ExistingWorkflow) => void,
): Promise<void> {
	for (const workflow of inCallOrder(existing).reverse()) {
		if (workflow.active) await api.call('POST', `/workflows/${workflow.id}/deactivate`);
		await deleteWorkflow(api, workflow.id);
		tell(workflow);
	}
}

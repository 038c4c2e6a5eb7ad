import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { plannedTimerSteps, type Actor } from '../../core';
import { processId } from '../shared/command';
import { deliver, type Delivered } from '../shared/deliver';
import { nothingToShow } from '../shared/nothingToShow';
import { openStore, type OwnerAuditPlace, type TriageStore } from '../shared/openStore';
import { auditTimers, readVitals, type Tries } from './audit';
import { isFor, showCaseEvent, showEvent, showPlanned, showPlannedRetry, showRedrive, showRetry } from './items';
import { auditAllOwners } from './ownership';
import { sweepAll } from './sweep';
import { readWanted, type Wanted } from './wanted';

const minuteMs = 60_000;

/** For so long one process reads for the workflow; n8n keeps what a poll put out in much less. */
const leaseSeconds = 60;

/** Of so many newest events of cases one is shown, where a role is named. */
const lookedAt = 100;

/** What n8n keeps for the node. */
interface Kept extends Delivered {
	retries?: Delivered;
	redrives?: Delivered;
	cases?: Delivered;
	heartbeat_at?: string;
	tries?: Tries;
	audited?: OwnerAuditPlace;
}

const itemOf = (result: IDataObject, field: string): INodeExecutionData => ({ json: { [field]: result } });

/** What comes next, as a test in the editor shows it: nothing is recorded, and nobody is told. */
export async function preview(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const shown = await findNext(context);
	if (shown.length > 0) return shown;
	return nothingToShow(
		"Nothing is planned that fits 'Trigger On' and 'Filters'",
		'Start a timer with TTL Escalation, or schedule a retry with Triage Case, and fetch again. A published workflow starts by itself once something is due.',
	);
}

async function findNext(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const { timers, retries, redrives, cases, role, field } = readWanted(context);
	const store = await openStore(context);
	const [timer] = timers.kinds.length > 0 ? await store.findTimers({ order: 'next', limit: 1 }) : [];
	// As of its last entry: a step that is due by now is still the one that comes next.
	const [planned] = timer === undefined ? [] : plannedTimerSteps(timer, timer.updated_at);
	if (timer !== undefined && planned !== undefined) {
		const exception = await store.getException(timer.case_id);
		const onCase = await store.getCase(exception?.case_id ?? timer.case_id);
		return [itemOf(showPlanned(planned, timer, { exception, case: onCase }), field)];
	}
	const shown = retries.kinds.length > 0 ? await previewRetry(store, retries, field) : [];
	if (shown.length === 0 && redrives) shown.push(...(await previewRedrive(store, field)));
	if (shown.length > 0 || cases.types.length === 0) return shown;
	const { events } = await store.readEvents({ ...cases, order: 'newest', from_idx: 0, limit: lookedAt });
	const fitting = events.filter((event) => isFor(role, event)).slice(0, 1);
	return fitting.map((event) => itemOf(showCaseEvent(event, true), field));
}

/** The attempt that comes next. */
async function previewRetry(store: TriageStore, retries: Wanted['retries'], field: string) {
	const scheduled = await store.findRetries({ states: ['scheduled'], order: 'next' });
	const retry = scheduled.find(({ step }) => retries.steps?.includes(step) ?? true);
	const owner = retry && (await store.getCase(retry.case_id));
	return retry && owner ? [showPlannedRetry(retry, await store.readRetryData(retry), owner, field)] : [];
}

/** The item that is sent again next. */
async function previewRedrive(store: TriageStore, field: string) {
	const query = { has_scheduled_redrive: true, order: 'oldest', limit: 1 } as const;
	const { exceptions } = await store.findExceptions(query);
	return await Promise.all(
		exceptions.map(async (exception) => {
			const payload = await store.readExceptionPayload(exception.exception_id);
			const onCase = exception.case_id === null ? null : await store.getCase(exception.case_id);
			const { due_at } = exception.scheduled_redrive!;
			return showRedrive(
				{ exception, payload, case: onCase, due_at, late_seconds: 0, entry_id: null, at: null },
				field,
				true,
			);
		}),
	);
}

/** What is due now, once, and a sign of life when it is time for one. */
export async function takeDue(context: IPollFunctions): Promise<INodeExecutionData[]> {
	const wanted = readWanted(context);
	const store = await openStore(context);
	const kept = context.getWorkflowStaticData('node') as Kept;
	const before = {
		next_idx: kept.next_idx,
		retries: { ...kept.retries },
		redrives: { ...kept.redrives },
		cases: { ...kept.cases },
	};
	try {
		const items = await takeItems(context, store, kept, wanted);
		if (items === null) return [];
		const sign = wanted.everyMinutes === null ? null : await signOfLife(store, kept, wanted.everyMinutes);
		return sign === null ? items : [...items, itemOf(sign, wanted.field)];
	} catch (thrown) {
		// What was read before it was thrown is not put out, so the next poll has to read it again.
		Object.assign(kept, before);
		throw thrown;
	}
}

/** What is due, for this workflow; null while another process reads for it. */
async function takeItems(
	context: IPollFunctions,
	store: TriageStore,
	kept: Kept,
	wanted: Wanted,
): Promise<INodeExecutionData[] | null> {
	const { timers, retries, redrives, cases, role, limit, field } = wanted;
	const workflowId = context.getWorkflow().id ?? 'unsaved';
	const name = `${workflowId}/${context.getNode().id}`;
	const [ofRetries, ofRedrives, ofCases] = [`${name}/retries`, `${name}/redrives`, `${name}/cases`];
	// Before the sweep, so that a new reader finds what its own first sweep records.
	await store.openSubscription(name, 'now');
	await store.openSubscription(ofRetries, 'now');
	await store.openSubscription(ofRedrives, 'now');
	await store.openSubscription(ofCases, 'now');
	if (!(await store.holdSubscription(name, processId, new Date().toISOString(), leaseSeconds))) return null;
	await sweepAndAudit(store, kept, workflowId, wanted);
	const told = await deliver(store, kept, {
		name,
		startFrom: 'now',
		read: async (from_idx) => await store.readTimerEvents({ ...timers, limit, order: 'oldest', from_idx }),
	});
	const items = told.map((event) => itemOf(showEvent(event), field));
	const room = limit - items.length;
	if (room === 0) return items;
	kept.retries ??= {};
	const due = await deliver(store, kept.retries, {
		name: ofRetries,
		startFrom: 'now',
		read: async (from_idx) => await store.readRetryEvents({ ...retries, limit: room, order: 'oldest', from_idx }),
	});
	items.push(...due.map((event) => showRetry(event, field)));
	const toSend = limit - items.length;
	if (toSend === 0) return items;
	kept.redrives ??= {};
	const sent = await deliver(store, kept.redrives, {
		name: ofRedrives,
		startFrom: 'now',
		read: async (from_idx) => await store.readRedrives({ limit: redrives ? toSend : 0, from_idx }),
	});
	items.push(...sent.map((event) => showRedrive(event, field, false)));
	const left = limit - items.length;
	if (left === 0) return items;
	kept.cases ??= {};
	const noticed = await deliver(store, kept.cases, {
		name: ofCases,
		startFrom: 'now',
		read: async (from_idx) => {
			const page = await store.readEvents({ ...cases, limit: left, order: 'oldest', from_idx });
			return { ...page, events: page.events.filter((event) => isFor(role, event)) };
		},
	});
	return [...items, ...noticed.map((event) => itemOf(showCaseEvent(event, false), field))];
}

/**
 * Sweeps, and looks whether everything was reached, above all where sweeping did not work; then whether somebody can act on
 * the next cases.
 */
async function sweepAndAudit(store: TriageStore, kept: Kept, workflowId: string, wanted: Wanted) {
	const { operatorRole } = wanted;
	const actor: Actor = { id: workflowId, kind: 'workflow' };
	const swept = await sweepAll(store, actor, wanted).catch((thrown: unknown) => ({ thrown }));
	// What is left to the next poll for want of room stands in a line, and not still.
	if (swept !== false) {
		const audited = auditTimers(store, kept.tries ?? {}, operatorRole, actor);
		kept.tries = await audited.catch((thrown: unknown) => {
			throw typeof swept === 'object' ? swept.thrown : thrown;
		});
	}
	if (typeof swept === 'object') throw swept.thrown;
	kept.audited = await auditAllOwners(store, kept.audited ?? null, operatorRole, actor);
}

/** An item that says that timers are looked at; null when it is not its time, and while one of them stands still. */
async function signOfLife(store: TriageStore, kept: Kept, everyMinutes: number): Promise<IDataObject | null> {
	const now = Date.now();
	const last = kept.heartbeat_at === undefined ? 0 : Date.parse(kept.heartbeat_at);
	if (now - last < everyMinutes * minuteMs) return null;
	const health = await readVitals(store);
	if (health === null) return null;
	kept.heartbeat_at = new Date(now).toISOString();
	return { case_id: null, escalation: { kind: 'sign_of_life', at: kept.heartbeat_at, ...health } };
}

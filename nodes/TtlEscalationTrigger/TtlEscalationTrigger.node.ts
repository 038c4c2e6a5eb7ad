import {
	NodeConnectionTypes,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { processId } from '../shared/command';
import { deliver, type Delivered } from '../shared/deliver';
import { toNodeError } from '../shared/errors';
import { readListFilter, readWholeNumber, refuseEmpty } from '../shared/filters';
import { openStore, type TimerEvent, type TimerEventQuery, type TriageStore } from '../shared/openStore';
import { defaultResultField } from '../shared/resultField';
import { readRole, searchRoles } from '../shared/roles';
import { storeIsReachable } from '../shared/storeIsReachable';
import { showEvent, showPlanned } from './items';
import { eventKinds, properties } from './properties';
import { sweepAll } from './sweep';

const maxItemsPerRun = 1000;
const minuteMs = 60_000;

/** A timer that should have been looked at so long ago stands still. */
const graceMs = 5 * minuteMs;

/** For so long one process reads for the workflow; n8n keeps what a poll put out in much less. */
const leaseSeconds = 60;

interface TriggerOptions {
	heartbeatMinutes?: unknown;
	maxItems?: unknown;
	resultField?: string;
}

/** What n8n keeps for the node. */
interface Kept extends Delivered {
	heartbeat_at?: string;
}

export class TtlEscalationTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'TTL Escalation Trigger',
		name: 'ttlEscalationTrigger',
		icon: { light: 'file:ttlEscalationTrigger.svg', dark: 'file:ttlEscalationTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ ($parameter["events"] ?? []).length === 1 ? "1 Event" : ($parameter["events"] ?? []).length + " Events" }}',
		description: 'Start a workflow when a timer of a case is due',
		activationMessage:
			'Timers that are due now start this workflow. Those of all workflows on this store are looked at.',
		defaults: { name: 'TTL Escalation Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' }],
		properties,
	};

	methods = { credentialTest: { storeIsReachable }, listSearch: { searchRoles } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		try {
			const field = readOptions(this).resultField || defaultResultField;
			const results = this.getMode() === 'manual' ? await preview(this) : await poll(this);
			return results.length === 0 ? null : [results.map((result) => ({ json: { [field]: result } }))];
		} catch (thrown) {
			throw toNodeError(this.getNode(), thrown);
		}
	}
}

const readOptions = (context: IPollFunctions) => context.getNodeParameter('options', {}) as TriggerOptions;

function readQuery(context: IPollFunctions): Pick<TimerEventQuery, 'kinds' | 'roles' | 'limit'> {
	const filters = context.getNodeParameter('filters', {}) as { role?: unknown };
	const role = Object.hasOwn(filters, 'role') ? readRole('Role', filters.role) || refuseEmpty('Role') : null;
	return {
		kinds: readListFilter('Trigger On', context.getNodeParameter('events'), eventKinds),
		limit: readWholeNumber('Max Items per Run', readOptions(context).maxItems ?? 50, maxItemsPerRun),
		...(role !== null && { roles: [role] }),
	};
}

/** The step that comes next, as a test in the editor shows it: nothing is recorded, and nobody is told. */
async function preview(context: IPollFunctions): Promise<IDataObject[]> {
	readQuery(context);
	const store = await openStore(context);
	const [timer] = await store.findTimers({ order: 'next', limit: 1 });
	const onCase = timer && (await store.getCase(timer.case_id));
	if (!timer?.next || !onCase) return [];
	return [showPlanned(timer.next, timer, onCase)];
}

async function poll(context: IPollFunctions): Promise<IDataObject[]> {
	const query = readQuery(context);
	const { heartbeatMinutes } = readOptions(context);
	const everyMinutes =
		heartbeatMinutes === undefined ? null : readWholeNumber('Sign of Life Every', heartbeatMinutes, 10_080);
	const store = await openStore(context);
	const kept = context.getWorkflowStaticData('node') as Kept;
	const events = await takeEvents(context, store, kept, query);
	if (events === null) return [];
	const results = events.map(showEvent);
	const sign = everyMinutes === null ? null : await signOfLife(store, kept, everyMinutes);
	return sign === null ? results : [...results, sign];
}

/** What is due, for this workflow; null while another process reads for it. */
async function takeEvents(
	context: IPollFunctions,
	store: TriageStore,
	kept: Kept,
	query: Pick<TimerEventQuery, 'kinds' | 'roles' | 'limit'>,
): Promise<TimerEvent[] | null> {
	const workflowId = context.getWorkflow().id ?? 'unsaved';
	const name = `${workflowId}/${context.getNode().id}`;
	// Before the sweep, so that a new reader finds what its own first sweep records.
	await store.openSubscription(name, 'now');
	if (!(await store.holdSubscription(name, processId, new Date().toISOString(), leaseSeconds))) return null;
	await sweepAll(store, workflowId);
	return await deliver(store, kept, {
		name,
		startFrom: 'now',
		read: async (from_idx) => await store.readTimerEvents({ ...query, order: 'oldest', from_idx }),
	});
}

/** An item that says that timers are looked at; null when it is not its time, and while one of them stands still. */
async function signOfLife(store: TriageStore, kept: Kept, everyMinutes: number): Promise<IDataObject | null> {
	const now = Date.now();
	const last = kept.heartbeat_at === undefined ? 0 : Date.parse(kept.heartbeat_at);
	if (now - last < everyMinutes * minuteMs) return null;
	const { pending_count, next_due_at, stalled } = await store.readTimerHealth(new Date(now - graceMs).toISOString());
	if (stalled.length > 0) return null;
	kept.heartbeat_at = new Date(now).toISOString();
	return { case_id: null, escalation: { kind: 'sign_of_life', at: kept.heartbeat_at, pending_count, next_due_at } };
}

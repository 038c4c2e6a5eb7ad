import {
	NodeConnectionTypes,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { deliver, type Delivered } from '../shared/deliver';
import { toNodeError } from '../shared/errors';
import { readListFilter, readTextFilter, readWholeNumber, refuseEmpty } from '../shared/filters';
import { nothingToShow } from '../shared/nothingToShow';
import { openStore, type CaseEvent, type EventQuery } from '../shared/openStore';
import { readOption } from '../shared/readOption';
import { defaultResultField } from '../shared/resultField';
import { readRole, searchRoles } from '../shared/roles';
import { storeIsReachable } from '../shared/storeIsReachable';
import { entryTypesOf, eventTypes, properties, startPoints } from './properties';

const maxEventsPerRun = 1000;

interface TriggerOptions {
	maxEvents?: unknown;
	resultField?: string;
}

type Filters = Partial<Record<'ownerRole' | 'source' | 'type', unknown>>;

export class TriageCaseTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Triage Case Trigger',
		name: 'triageCaseTrigger',
		icon: { light: 'file:triageCaseTrigger.svg', dark: 'file:triageCaseTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ ($parameter["events"] ?? []).length === 1 ? "1 Event" : ($parameter["events"] ?? []).length + " Events" }}',
		description: 'Start a workflow when something happens to a case or an exception',
		activationMessage:
			'Events of cases and exceptions now start this workflow. Those that come while it is not published wait.',
		defaults: { name: 'Triage Case Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' }],
		properties,
	};

	methods = { credentialTest: { storeIsReachable }, listSearch: { searchRoles } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		try {
			const events = await readEvents(this);
			if (events.length === 0) return null;
			const { resultField } = readOptions(this);
			return [events.map((event) => asItem(event, resultField || defaultResultField))];
		} catch (thrown) {
			throw toNodeError(this.getNode(), thrown);
		}
	}
}

function readOptions(context: IPollFunctions): TriggerOptions {
	return context.getNodeParameter('options', {}) as TriggerOptions;
}

function readQuery(context: IPollFunctions): Omit<EventQuery, 'from_idx' | 'order'> {
	const filters = context.getNodeParameter('filters', {}) as Filters;
	const has = (name: keyof Filters) => Object.hasOwn(filters, name);
	const { maxEvents = 100 } = readOptions(context);
	return {
		types: readListFilter('Trigger On', context.getNodeParameter('events'), eventTypes).flatMap(entryTypesOf),
		limit: readWholeNumber('Max Events per Run', maxEvents, maxEventsPerRun),
		...(has('ownerRole') && { owner_role: readRole('Owner Role', filters.ownerRole) || refuseEmpty('Owner Role') }),
		...(has('source') && { source: readTextFilter('Source', filters.source) }),
		...(has('type') && { case_type: readTextFilter('Type', filters.type) }),
	};
}

async function readEvents(context: IPollFunctions): Promise<CaseEvent[]> {
	const query = readQuery(context);
	const startFrom = readOption('Start With', context.getNodeParameter('startFrom', 'now'), startPoints);
	const store = await openStore(context);
	if (context.getMode() === 'manual') {
		// A test in the editor shows what an event looks like, and takes none from the published workflow.
		const { events } = await store.readEvents({ ...query, order: 'newest', from_idx: 0, limit: 1 });
		if (events.length > 0) return events;
		return nothingToShow(
			"Nothing has happened yet that fits 'Trigger On' and 'Filters'",
			'Open a case with Triage Case, or choose other events or filters, and fetch again. A published workflow starts by itself once something happens.',
		);
	}
	const name = `${context.getWorkflow().id}/${context.getNode().id}`;
	return await deliver(store, context.getWorkflowStaticData('node') as Delivered, {
		name,
		startFrom,
		read: async (from_idx) => await store.readEvents({ ...query, order: 'oldest', from_idx }),
	});
}

function asItem({ entry, case: onCase, exception }: CaseEvent, field: string): INodeExecutionData {
	const { entry_id, idx, seq, at, type, actor, data, refs } = entry;
	const event = { type, entry_id, idx, seq, at, actor, data, refs };
	const result = {
		case_id: onCase?.case_id ?? null,
		...(exception && { exception_id: exception.exception_id }),
		event,
		case: onCase,
		...(exception && { exception }),
	};
	return { json: { [field]: result as unknown as IDataObject } };
}

import type { IPollFunctions } from 'n8n-workflow';

import { readListFilter, readWholeNumber, refuseEmpty } from '../shared/filters';
import type { RetryEventQuery, TimerEventQuery } from '../shared/openStore';
import { defaultResultField } from '../shared/resultField';
import { readRole } from '../shared/roles';
import { splitEvents, triggerEvents } from './properties';

const maxItemsPerRun = 1000;

/** What the workflow is to hear of. */
export interface Wanted {
	timers: Pick<TimerEventQuery, 'kinds' | 'roles'>;
	retries: Pick<RetryEventQuery, 'kinds' | 'steps'>;
	/** Most items of one run. */
	limit: number;
	/** Minutes between signs of life; null for none. */
	everyMinutes: number | null;
	/** Result field of the items. */
	field: string;
}

/** Names of steps with commas or lines between them. */
function readSteps(value: unknown): string[] {
	const steps = String(value ?? '')
		.split(/[,\n]/)
		.map((step) => step.trim())
		.filter((step) => step !== '');
	return steps.length === 0 ? refuseEmpty('Retried Steps') : steps;
}

/** What the parameters say. Throws `FIELD_INVALID`. */
export function readWanted(context: IPollFunctions): Wanted {
	const filters = context.getNodeParameter('filters', {}) as { role?: unknown; steps?: unknown };
	const role = Object.hasOwn(filters, 'role') ? readRole('Role', filters.role) || refuseEmpty('Role') : null;
	const steps = Object.hasOwn(filters, 'steps') ? readSteps(filters.steps) : null;
	const {
		heartbeatMinutes,
		maxItems = 50,
		resultField,
	} = context.getNodeParameter('options', {}) as {
		heartbeatMinutes?: unknown;
		maxItems?: unknown;
		resultField?: string;
	};
	const { kinds, retries } = splitEvents(
		readListFilter('Trigger On', context.getNodeParameter('events'), triggerEvents),
	);
	return {
		timers: { kinds, ...(role !== null && { roles: [role] }) },
		retries: { kinds: retries, ...(steps !== null && { steps }) },
		limit: readWholeNumber('Max Items per Run', maxItems, maxItemsPerRun),
		everyMinutes:
			heartbeatMinutes === undefined ? null : readWholeNumber('Sign of Life Every', heartbeatMinutes, 10_080),
		field: resultField || defaultResultField,
	};
}

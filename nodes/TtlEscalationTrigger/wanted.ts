import type { IPollFunctions } from 'n8n-workflow';

import { maxThrottleCount, TriageError, type ThrottleRule } from '../../core';
import { readListFilter, readWholeNumber, refuseEmpty } from '../shared/filters';
import type { EventQuery, RetryEventQuery, TimerEventQuery } from '../shared/openStore';
import { defaultResultField } from '../shared/resultField';
import { defaultFallbackRole, readRole } from '../shared/roles';
import { splitEvents, triggerEvents } from './properties';

const maxItemsPerRun = 1000;

/** What the workflow is to hear of. */
export interface Wanted {
	timers: Pick<TimerEventQuery, 'kinds' | 'roles'>;
	retries: Pick<RetryEventQuery, 'kinds' | 'steps'>;
	/** Items of exceptions that are sent again later than was asked for. */
	redrives: boolean;
	cases: Pick<EventQuery, 'types'>;
	/** Only what this role has to be told, of timers and of cases; null for all. */
	role: string | null;
	/** Most items of one run. */
	limit: number;
	/** Minutes between signs of life; null for none. */
	everyMinutes: number | null;
	/** How many messages may go to one role; empty for any number. */
	throttle: ThrottleRule[];
	/** Owner of exceptions about timers that stand still, and about cases on which nobody can act. */
	operatorRole: string;
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

/** Limits of messages, in order; an option without a row limits nothing. Throws `FIELD_INVALID`. */
function readThrottle(value: unknown): ThrottleRule[] {
	const { limits = [] } = (value ?? {}) as { limits?: Array<Record<string, unknown>> };
	const rules = limits.map(({ count, minutes, smooth }) => ({
		count: readWholeNumber('Limit Messages per Role: Messages', count ?? 5, maxThrottleCount),
		per_seconds: readWholeNumber('Limit Messages per Role: In Minutes', minutes ?? 15, 44_640) * 60,
		smooth: smooth === true,
	}));
	const wrong = rules.findIndex(({ count, per_seconds }, index) => {
		const before = rules[index - 1];
		return before !== undefined && (count <= before.count || per_seconds <= before.per_seconds);
	});
	if (wrong < 0) return rules;
	throw new TriageError(
		'FIELD_INVALID',
		`'Limit Messages per Role': limit ${wrong + 1} is not longer than the one before, or allows no more`,
		'Begin with the shortest time, and let each longer one allow more messages',
	);
}

/** What the parameters say. Throws `FIELD_INVALID`. */
export function readWanted(context: IPollFunctions): Wanted {
	const filters = context.getNodeParameter('filters', {}) as { role?: unknown; steps?: unknown };
	const role = Object.hasOwn(filters, 'role') ? readRole('Role', filters.role) || refuseEmpty('Role') : null;
	const steps = Object.hasOwn(filters, 'steps') ? readSteps(filters.steps) : null;
	const {
		heartbeatMinutes,
		maxItems = 50,
		operatorRole = defaultFallbackRole,
		resultField,
		throttle,
	} = context.getNodeParameter('options', {}) as {
		heartbeatMinutes?: unknown;
		maxItems?: unknown;
		operatorRole?: unknown;
		resultField?: string;
		throttle?: unknown;
	};
	const { kinds, redrives, retries, types } = splitEvents(
		readListFilter('Trigger On', context.getNodeParameter('events'), triggerEvents),
	);
	return {
		timers: { kinds, ...(role !== null && { roles: [role] }) },
		cases: { types },
		role,
		redrives,
		retries: { kinds: retries, ...(steps !== null && { steps }) },
		limit: readWholeNumber('Max Items per Run', maxItems, maxItemsPerRun),
		everyMinutes:
			heartbeatMinutes === undefined ? null : readWholeNumber('Sign of Life Every', heartbeatMinutes, 10_080),
		throttle: readThrottle(throttle),
		operatorRole: readRole('Operator Role', operatorRole) || refuseEmpty('Operator Role'),
		field: resultField || defaultResultField,
	};
}

import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	defaultClockPolicy,
	lintPolicies,
	readDefinitionName,
	TriageError,
	type ClockPolicy,
	type DefinitionTarget,
} from '../../../core';
import { readPolicies } from '../../shared/clockPolicies';
import { commandOf } from '../../shared/command';
import { openStore } from '../../shared/openStore';
import { describeValue } from '../../shared/readOption';
import { withResult } from '../../shared/resultField';
import { badOutput, goodOutput, type Operation } from './operation';

const { id: defaultName, version: _version, ...defaultBody } = defaultClockPolicy;

export const policyProperties: INodeProperties[] = [
	{
		displayName: 'Policy Name',
		name: 'policyName',
		type: 'string',
		required: true,
		default: defaultName,
		placeholder: 'e.g. Gold customers',
		displayOptions: { show: { operation: ['saveClockPolicy'] } },
		description: 'A policy of that name gets another version. Clocks that run keep the version they started with.',
	},
	{
		displayName: 'Policy',
		name: 'policy',
		type: 'json',
		required: true,
		default: JSON.stringify(defaultBody, null, 2),
		typeOptions: { rows: 12 },
		placeholder: 'e.g. { "when": { "priority": ["urgent"] }, "clocks": [] }',
		displayOptions: { show: { operation: ['saveClockPolicy'] } },
		description: 'Which clocks a case has, how long they may count at each priority, and for which cases',
	},
];

function readBody(value: unknown): object {
	let parsed = value;
	try {
		if (typeof value === 'string') parsed = JSON.parse(value);
	} catch {
		// Told below, with what was found.
	}
	if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
	throw new TriageError(
		'FIELD_INVALID',
		`'Policy' is ${describeValue(parsed)}; an object is expected`,
		'Write { "is_default": true, "clocks": [{ "clock": "resolution", "budgets": … }] }',
	);
}

const execute: Operation['execute'] = async ({ context, field }, item, index) => {
	const name = readDefinitionName('clock_policy', context.getNodeParameter('policyName', index));
	const body = readBody(context.getNodeParameter('policy', index));
	const target: DefinitionTarget = { kind: 'clock_policy', name };
	const store = await openStore(context);
	const others = (await readPolicies(store, new Date().toISOString())).filter(({ id }) => id !== name);
	const own = { ...body, id: name, version: 1 } as ClockPolicy;
	// What no policy is the default of has the one of the pack, so that none has to be saved first.
	const isDefaultMissing = ![own, ...others].some(({ is_default }) => is_default === true);
	const findings = lintPolicies([own, ...others, ...(isDefaultMissing ? [defaultClockPolicy] : [])]);
	const blocking = findings.filter(({ severity }) => severity === 'blocking');
	if (blocking.length > 0) {
		const [{ message, fix }] = blocking as [(typeof blocking)[number]];
		const refusal = { code: 'CLOCK_POLICY_INVALID', message, fix };
		const refused = { policy: null, findings, refusal } as unknown as IDataObject;
		return [{ output: badOutput, item: withResult(item, field, refused) }];
	}
	const command = commandOf(context, index, 'save_clock_policy');
	const result = await store.executeDefinition(target, { kind: 'save', body }, command);
	if (result.outcome === 'refused') {
		const refused = { policy: null, findings, refusal: { ...result.refusal } } as unknown as IDataObject;
		return [{ output: badOutput, item: withResult(item, field, refused) }];
	}
	const policy = { ...body, id: name, version: result.version };
	const is_saved = result.outcome === 'accepted';
	const saved = { policy, is_saved, findings } as unknown as IDataObject;
	return [{ output: goodOutput, item: withResult(item, field, saved) }];
};

export const saveClockPolicy: Operation = { execute };

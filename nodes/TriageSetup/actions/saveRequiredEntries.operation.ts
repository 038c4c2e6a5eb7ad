import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import {
	maxNameLength,
	requirableTypes,
	requiredTypes,
	storableText,
	TriageError,
	type DefinitionTarget,
} from '../../../core';
import { commandOf } from '../../shared/command';
import { entryOptions } from '../../shared/entryNames';
import { readListFilter } from '../../shared/filters';
import { openStore } from '../../shared/openStore';
import { withResult } from '../../shared/resultField';
import { badOutput, goodOutput, type Operation } from './operation';

const displayOptions = { show: { operation: ['saveRequiredEntries'] } };

export const requiredProperties: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'requiredSource',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. paid-leads',
		displayOptions,
		description:
			'Source of the cases that have to have these entries, as Triage Case: Open has it. Cases of a source without a list have to be opened, owned, checked and resolved.',
	},
	{
		displayName: 'Required Entries',
		name: 'requiredEntries',
		type: 'multiOptions',
		required: true,
		default: [...requiredTypes],
		displayOptions,
		description:
			'What a resolved case has to have in its trail to be complete. Cases that are resolved from now on are judged by this; it keeps none from being resolved.',
		options: entryOptions(requirableTypes),
	},
];

function readSource(context: IExecuteFunctions, index: number): string {
	const value: unknown = context.getNodeParameter('requiredSource', index);
	const source = storableText('Source', String(value ?? ''), maxNameLength);
	if (source !== '') return source;
	throw new TriageError('FIELD_INVALID', "'Source' is empty", "Type the source as its cases have it, as 'help-desk'");
}

const execute: Operation['execute'] = async ({ context, field }, item, index) => {
	const target: DefinitionTarget = { kind: 'required_entries', name: readSource(context, index) };
	const chosen: unknown = context.getNodeParameter('requiredEntries', index);
	const picked = new Set(readListFilter('Required Entries', chosen, requirableTypes));
	// In one order, so that the same choice is the same version.
	const entries = requirableTypes.filter((type) => picked.has(type));
	const store = await openStore(context);
	const command = commandOf(context, index, 'save_required_entries');
	const result = await store.executeDefinition(target, { kind: 'save', body: { entries } }, command);
	if (result.outcome === 'refused') {
		const refused = { required_entries: null, refusal: { ...result.refusal } };
		return [{ output: badOutput, item: withResult(item, field, refused) }];
	}
	const required_entries = { source: target.name, version: result.version, entries };
	const saved = { required_entries, is_saved: result.outcome === 'accepted' } as unknown as IDataObject;
	return [{ output: goodOutput, item: withResult(item, field, saved) }];
};

export const saveRequiredEntries: Operation = { execute };

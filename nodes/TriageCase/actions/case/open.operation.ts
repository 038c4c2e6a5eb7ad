import type { IDataObject, ResourceMapperFields, ResourceMapperValue } from 'n8n-workflow';

import {
	fieldNames,
	priorities,
	readCaseFields,
	readCaseUpdate,
	stateNames,
	type CaseFields,
	type TriageCase,
} from '../../../../core';
import { commandOf } from '../../../shared/command';
import { readOption } from '../../../shared/readOption';
import { caseOutput, otherOutput, showFor, type Operation } from '../operation';
import { withCase } from '../parameters';

const fieldIds = Object.keys(fieldNames) as Array<keyof CaseFields>;
const onExistingChoices = ['continue', 'conflict', 'update'] as const;
const required = new Set<keyof CaseFields>(['source', 'ticket_id']);

/** Fields of a case for the mapping control. */
export async function getCaseFields(): Promise<ResourceMapperFields> {
	return {
		fields: fieldIds.map((id) => ({
			id,
			displayName: fieldNames[id],
			required: required.has(id),
			defaultMatch: false,
			display: true,
			...(id === 'priority'
				? { type: 'options', options: priorities.map((value) => ({ name: value, value })) }
				: { type: 'string' }),
		})),
	};
}

const description: Operation['description'] = [
	{
		displayName: 'Case Fields',
		name: 'caseFields',
		type: 'resourceMapper',
		noDataExpression: true,
		required: true,
		default: { mappingMode: 'autoMapInputData', value: null },
		displayOptions: showFor('open'),
		description: 'What the case knows of its ticket. One ticket, by Source and Ticket ID, has one case.',
		typeOptions: {
			resourceMapper: {
				localResourceMapperMethod: 'getCaseFields',
				mode: 'add',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: true,
				multiKeyMatch: false,
				supportAutoMap: true,
			},
		},
	},
	{
		displayName: 'If the Ticket Has a Case',
		name: 'onExisting',
		type: 'options',
		default: 'continue',
		displayOptions: showFor('open'),
		description: 'What to do with a ticket that comes again',
		options: [
			{ name: 'Continue With That Case', value: 'continue', description: 'Its case leaves by the first output' },
			{ name: 'Send to Conflict', value: 'conflict', description: 'Its case leaves by the second output' },
			{
				name: 'Update Its Fields',
				value: 'update',
				description: 'What the ticket says otherwise now is taken over. What it leaves out or empties stays.',
			},
		],
	},
];

/** Values of the mapping: what the user mapped, or the item's own fields of the same names. */
function mappedValues(mapping: ResourceMapperValue, json: IDataObject): Record<string, unknown> {
	if (mapping.mappingMode !== 'autoMapInputData') return mapping.value ?? {};
	return Object.fromEntries(fieldIds.filter((id) => Object.hasOwn(json, id)).map((id) => [id, json[id]]));
}

/** Fields in which a ticket that came again differs from its case. */
function changedFields(fields: CaseFields, record: TriageCase): Array<keyof CaseFields> {
	return fieldIds.filter((id) => fields[id] !== record[id]);
}

/** Where the case of a ticket that came again stands, and what the ticket says that the case does not. */
function describeKnown(
	{ ticket_id, source }: CaseFields,
	{ case_id, state }: TriageCase,
	changed: ReadonlyArray<keyof CaseFields>,
	mergedCase: string | undefined,
): string {
	const ticket = `Ticket ${ticket_id} of ${source}`;
	if (mergedCase !== undefined) {
		return `${ticket} has case ${mergedCase} already, which was merged into ${case_id}, which is ${stateNames[state]}`;
	}
	const known = `${ticket} has case ${case_id} already, which is ${stateNames[state]}`;
	const names = changed.map((id) => fieldNames[id]).join(', ');
	return names === '' ? known : `${known}. Not taken over from the ticket: ${names}`;
}

/** The trigger that a Schema Gate accepted the item as, so that its key is done with and leads to the case. */
function triggerOf(result: unknown): string | null {
	const { gate } = (result ?? {}) as { gate?: { trigger_id?: unknown } };
	return typeof gate?.trigger_id === 'string' ? gate.trigger_id : null;
}

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const mapping = context.getNodeParameter('caseFields', index) as ResourceMapperValue;
	const values = mappedValues(mapping, item.json);
	const fields = readCaseFields(values);
	const onExisting = readOption(
		'If the Ticket Has a Case',
		context.getNodeParameter('onExisting', index, 'continue'),
		onExistingChoices,
	);
	const trigger_id = triggerOf(item.json[field]);
	const command = { kind: 'open', fields, ...(trigger_id !== null && { trigger_id }) } as const;
	const result = await store.execute(null, command, commandOf(context, index, 'open'));
	if (result.outcome === 'refused') throw new RangeError('Opening a case is never refused');
	if (result.is_new) return [{ output: caseOutput, item: withCase(item, field, result.case, { is_new: true }) }];

	const { merged_case } = result;
	// The surviving case is of another ticket, so there is nothing to compare.
	const changed_fields = merged_case === undefined ? changedFields(fields, result.case) : [];
	const known = { is_new: false, ...(merged_case !== undefined && { merged_case }) };
	if (onExisting === 'update' && merged_case === undefined) {
		const said = changed_fields.filter(
			(id) => fields[id] !== null && values[id] !== undefined && values[id] !== null && values[id] !== '',
		);
		const update = readCaseUpdate({ fields: Object.fromEntries(said.map((id) => [id, fields[id]])) });
		const updated = await store.execute(result.case, update, commandOf(context, index, 'update'));
		const isRefused = updated.outcome === 'refused';
		const more = { ...known, changed_fields: said, ...(isRefused && { refusal: { ...updated.refusal } }) };
		return [{ output: isRefused ? otherOutput : caseOutput, item: withCase(item, field, updated.case, more) }];
	}
	const isConflict = onExisting === 'conflict';
	const refusal = {
		code: 'CASE_TICKET_KNOWN',
		message: describeKnown(fields, result.case, changed_fields, merged_case),
		fix: 'Work on that case, or let known tickets continue with it',
	};
	const more = { ...known, changed_fields, ...(isConflict && { refusal }) };
	return [{ output: isConflict ? otherOutput : caseOutput, item: withCase(item, field, result.case, more) }];
};

export const open: Operation = { description, execute };

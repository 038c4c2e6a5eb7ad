import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { TriageError } from '../../core';

/** The case id, as chained nodes have it. */
export function caseIdParameter(displayOptions: INodeProperties['displayOptions']): INodeProperties {
	return {
		displayName: 'Case ID',
		name: 'caseId',
		type: 'string',
		required: true,
		default: '={{ $json.triage?.case_id }}',
		placeholder: 'e.g. C-0031',
		displayOptions,
		description: 'Case this is about',
	};
}

export function readCaseId(context: IExecuteFunctions, index: number): string {
	const caseId = String(context.getNodeParameter('caseId', index, '') ?? '').trim();
	if (caseId !== '') return caseId;
	throw new TriageError(
		'FIELD_INVALID',
		"'Case ID' is empty",
		'Put this node after Triage Case: Open, or type the id. The usual value is {{ $json.triage.case_id }}.',
	);
}

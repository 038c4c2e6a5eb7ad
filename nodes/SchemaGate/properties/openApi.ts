import type { INodeProperties } from 'n8n-workflow';

const isOpenApi = { contractSource: ['openApi'] };

export const openApiProperties: INodeProperties[] = [
	{
		displayName: 'Document From',
		name: 'openApiFrom',
		type: 'options',
		noDataExpression: true,
		default: 'text',
		displayOptions: { show: isOpenApi },
		options: [
			{ name: 'Input File', value: 'file', description: 'A file that the input items bring' },
			{ name: 'Text', value: 'text', description: 'Pasted here, or from an expression' },
		],
	},
	{
		displayName: 'OpenAPI Document',
		name: 'openApiDocument',
		type: 'string',
		default: '',
		typeOptions: { rows: 10 },
		placeholder: 'e.g. openapi: 3.1.0 …',
		displayOptions: { show: { ...isOpenApi, openApiFrom: ['text'] } },
		description: 'OpenAPI 3.0 or 3.1, as JSON or YAML. References to other documents are never fetched.',
	},
	{
		displayName: 'Input Data Field Name',
		name: 'openApiFile',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		displayOptions: { show: { ...isOpenApi, openApiFrom: ['file'] } },
		hint: 'The name of the input field containing the file. The first item that has one is taken for all items.',
	},
	{
		displayName: 'Operation',
		name: 'openApiOperation',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		displayOptions: { show: isOpenApi },
		description: 'Operation whose body the items are',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select an operation…',
				typeOptions: { searchListMethod: 'searchOperations', searchable: true, skipCredentialsCheckInRLC: true },
			},
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. POST /tickets',
				hint: 'Method and path, or the operationId',
			},
		],
	},
	{
		displayName: 'Check Against',
		name: 'openApiPart',
		type: 'options',
		default: 'request',
		displayOptions: { show: isOpenApi },
		options: [
			{ name: 'Request Body', value: 'request', description: 'What a caller sends' },
			{ name: 'Response Body', value: 'response', description: 'What the operation answers' },
		],
	},
	{
		displayName: 'Response Status',
		name: 'openApiStatus',
		type: 'string',
		default: '',
		placeholder: 'e.g. 201',
		displayOptions: { show: { ...isOpenApi, openApiPart: ['response'] } },
		description: 'Leave empty to take the first that means success',
	},
];

import type { INodeProperties } from 'n8n-workflow';

export const jsonSchemaProperties: INodeProperties[] = [
	{
		displayName: 'JSON Schema',
		name: 'schema',
		type: 'json',
		default:
			'{\n  "type": "object",\n  "required": ["ticket_id"],\n  "properties": {\n    "ticket_id": { "type": "string" }\n  }\n}',
		typeOptions: { rows: 12 },
		displayOptions: { show: { contractSource: ['jsonSchema'] } },
		description: 'References to other addresses are never fetched',
	},
];

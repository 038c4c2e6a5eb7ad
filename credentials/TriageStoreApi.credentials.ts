import type { ICredentialType, INodeProperties } from 'n8n-workflow';

const onPostgres = { show: { storage: ['postgres'] } };

const properties: INodeProperties[] = [
	{
		displayName: 'Storage',
		name: 'storage',
		type: 'options',
		default: 'postgres',
		description: 'Where cases and their evidence are kept',
		options: [
			{
				name: 'Built-In File',
				value: 'file',
				description: "A file in the folder of this n8n, as without a credential. Not for n8n's queue mode.",
			},
			{ name: 'PostgreSQL', value: 'postgres', description: 'A database that n8n and all its workers share' },
		],
	},
	{
		displayName: 'Host',
		name: 'host',
		type: 'string',
		default: 'localhost',
		required: true,
		placeholder: 'e.g. db.example.com',
		displayOptions: onPostgres,
	},
	{
		displayName: 'Port',
		name: 'port',
		type: 'number',
		default: 5432,
		displayOptions: onPostgres,
	},
	{
		displayName: 'Database',
		name: 'database',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. triage',
		displayOptions: onPostgres,
		description: 'Database that exists already. The store makes its own schema and tables in it.',
	},
	{
		displayName: 'User',
		name: 'user',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. triage',
		displayOptions: onPostgres,
	},
	{
		displayName: 'Password',
		name: 'password',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		displayOptions: onPostgres,
	},
	{
		displayName: 'Schema',
		name: 'schema',
		type: 'string',
		default: 'support_triage',
		required: true,
		displayOptions: onPostgres,
		description: 'Schema that the store has to itself. Another one holds another set of cases.',
	},
	{
		displayName: 'SSL',
		name: 'ssl',
		type: 'options',
		default: 'disable',
		displayOptions: onPostgres,
		description: 'Whether the connection is encrypted, and whether the server has to prove who it is',
		options: [
			{ name: 'Disable', value: 'disable', description: 'Not encrypted, for a server on the same machine or network' },
			{ name: 'Require', value: 'require', description: 'Encrypted, with any certificate' },
			{ name: 'Verify', value: 'verify', description: 'Encrypted, with a certificate for this host that is trusted' },
		],
	},
	{
		displayName: 'CA Certificate',
		name: 'caCertificate',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. -----BEGIN CERTIFICATE-----',
		displayOptions: { show: { storage: ['postgres'], ssl: ['verify'] } },
		description: 'Certificate of the authority that signed that of the server. Leave empty for a public one.',
	},
];

export class TriageStoreApi implements ICredentialType {
	name = 'triageStoreApi';

	displayName = 'Triage Store API';

	icon = { light: 'file:triageStore.svg', dark: 'file:triageStore.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-support-triage/n8n-nodes-support-triage/blob/main/docs/guides/postgres.md';

	properties = properties;
}

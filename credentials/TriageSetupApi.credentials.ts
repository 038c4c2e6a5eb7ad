import type { IAuthenticateGeneric, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

export class TriageSetupApi implements ICredentialType {
	name = 'triageSetupApi';

	displayName = 'Triage Setup API';

	icon = { light: 'file:triageSetup.svg', dark: 'file:triageSetup.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-support-triage/n8n-nodes-support-triage/blob/main/docs/guides/setup.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'http://localhost:5678',
			required: true,
			placeholder: 'e.g. http://localhost:5678',
			description: 'Address of this n8n, as its own process reaches it',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Key that n8n makes under Settings > n8n API, with the scopes of workflows, tags and data tables',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { 'X-N8N-API-KEY': '={{$credentials.apiKey}}' } },
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{$credentials.baseUrl}}', url: '/api/v1/workflows', qs: { limit: 1 } },
	};
}

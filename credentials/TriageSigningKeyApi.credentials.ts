import type { ICredentialType, INodeProperties } from 'n8n-workflow';

export class TriageSigningKeyApi implements ICredentialType {
	name = 'triageSigningKeyApi';

	displayName = 'Triage Signing Key API';

	icon = { light: 'file:triageSigningKey.svg', dark: 'file:triageSigningKey.dark.svg' } as const;

	documentationUrl =
		'https://github.com/n8n-nodes-support-triage/n8n-nodes-support-triage/blob/main/docs/nodes/audit-evidence.md#signing-key';

	properties: INodeProperties[] = [
		{
			displayName: 'Signing Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. PRIVATE+KEY+triage.example+1a2b3c4d+…',
			description: 'Secret half of an Ed25519 key pair, as one line. Who has it can sign checkpoints.',
		},
	];
}

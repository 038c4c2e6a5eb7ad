import type { RoleBody, TransferCase } from '../../../../core';
import { caseIdParameter } from '../../../shared/caseId';
import { readRole, roleParameter } from '../../../shared/roles';
import { showFor, type Operation, type OperationContext } from '../operation';
import { readLine, sendCommand } from '../parameters';

const description: Operation['description'] = [
	caseIdParameter(showFor('transfer')),
	roleParameter(
		{
			displayName: 'New Owner Role',
			name: 'newOwnerRole',
			required: true,
			displayOptions: showFor('transfer'),
			description: 'Role that works on the case from now on. The accountable role stays.',
		},
		'',
		'e.g. Billing-Escalation',
	),
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. The charge was made twice',
		displayOptions: showFor('transfer'),
		description: 'Why the case goes to another role, for its trail',
	},
	roleParameter(
		{
			displayName: 'Backup Role',
			name: 'backupRole',
			displayOptions: showFor('transfer'),
			description: 'Role that stands in for the new owner',
			hint: 'Empty takes the backup that is set for the role',
		},
		'',
		'e.g. Finance-Lead',
	),
];

/** The backup that the role itself names, where it is known and has one. */
async function backupOf({ store }: OperationContext, name: string): Promise<string | null> {
	if (name === '') return null;
	const role = await store.getDefinition({ kind: 'role', name });
	return (role?.body as RoleBody | undefined)?.backup_role ?? null;
}

const execute: Operation['execute'] = async (operation, item, index) => {
	const { context } = operation;
	const owner_role = readRole('New Owner Role', context.getNodeParameter('newOwnerRole', index, ''));
	const backup = readRole('Backup Role', context.getNodeParameter('backupRole', index, ''));
	const command: TransferCase = {
		kind: 'transfer',
		owner_role,
		backup_role: backup || (await backupOf(operation, owner_role)),
		reason: readLine(context, index, 'reason', 'Reason') ?? '',
	};
	return await sendCommand(operation, item, index, command);
};

export const transfer: Operation = { description, execute };

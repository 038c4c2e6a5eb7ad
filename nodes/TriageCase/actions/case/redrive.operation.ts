import { caseIdParameter } from '../../../shared/caseId';
import { showFor, type Operation } from '../operation';
import { readLine, sendCommand } from '../parameters';

const description: Operation['description'] = [
	caseIdParameter(showFor('redrive')),
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		placeholder: 'e.g. HubSpot answers again',
		displayOptions: showFor('redrive'),
		description: 'What has changed since the case failed, for its trail',
	},
];

const execute: Operation['execute'] = async (operation, item, index) => {
	const reason = readLine(operation.context, index, 'reason', 'Reason');
	return await sendCommand(operation, item, index, { kind: 'redrive', ...(reason && { reason }) });
};

export const redrive: Operation = { description, execute };

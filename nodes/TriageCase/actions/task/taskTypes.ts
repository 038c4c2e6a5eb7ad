import type { INodePropertyOptions } from 'n8n-workflow';

import type { TaskType } from '../../../../core';

const taskTypeTexts: Record<TaskType, [name: string, description: string]> = {
	data_fix: ['Data Fix', 'Correct data that is wrong'],
	post_mortem: ['Post-Mortem', 'Find out why it happened. Can be created after the case is resolved as well.'],
	reconcile: ['Reconcile', 'Make two systems agree again. Until it is completed the case cannot be resolved.'],
};

/** Types of tasks to choose from, by name. */
export const taskTypeOptions: INodePropertyOptions[] = Object.entries(taskTypeTexts).map(([value, [name, text]]) => ({
	name,
	value,
	description: text,
}));

import type { INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';

import { AuditEvidence } from '../../nodes/AuditEvidence/AuditEvidence.node';
import { BusinessCalendar } from '../../nodes/BusinessCalendar/BusinessCalendar.node';
import { QaChecklist } from '../../nodes/QaChecklist/QaChecklist.node';
import { RoutingRules } from '../../nodes/RoutingRules/RoutingRules.node';
import { TriageCase } from '../../nodes/TriageCase/TriageCase.node';
import { TriageSetup } from '../../nodes/TriageSetup/TriageSetup.node';
import { TtlEscalation } from '../../nodes/TtlEscalation/TtlEscalation.node';

interface Panel {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
	/** What the canvas shows under the name; of some nodes it says more than the operation. */
	title?: string;
	/** Labels of what has to be filled in. */
	required: string[];
	outputs?: string[];
}

const caseProperties = new TriageCase().description.properties;
const shows = ({ displayOptions }: INodeProperties, values: Record<string, unknown>) =>
	Object.entries(displayOptions?.show ?? {}).every(([field, allowed]) =>
		(allowed as unknown[]).includes(values[field]),
	);
const optionsOf = (name: string, values: Record<string, unknown> = {}) =>
	caseProperties
		.filter((property) => property.name === name && shows(property, values))
		.flatMap(({ options = [] }) => options as INodePropertyOptions[]);

const outputsOf = (resource: unknown, operation: unknown): string[] => {
	if (operation === 'scheduleRetry') return ['Scheduled', 'Gave Up'];
	const isRead = operation === 'get' || operation === 'getMany';
	const isPaced = resource === 'exception' && operation === 'redrive';
	return [
		resource === 'exception' ? 'Exception' : 'Case',
		isRead ? 'Not Found' : 'Conflict',
		...(isPaced ? ['Scheduled'] : []),
	];
};

/** n8n shows no label over a mapping of fields, but a question of its own. */
const labelOf = ({ type, displayName }: INodeProperties) =>
	type === 'resourceMapper' ? 'Mapping Column Mode' : displayName;

const casePanels: Panel[] = optionsOf('resource').flatMap(({ name: resourceName, value: resource }) =>
	optionsOf('operation', { resource }).map(({ name, value: operation }) => {
		const parameters = { resource, operation };
		const required = caseProperties.filter((property) => property.required && shows(property, parameters));
		return {
			name: `${resourceName} ${name}`,
			type: 'triageCase',
			parameters,
			title: resource === 'case' ? name : `${name} ${resourceName}`,
			required: required.map(labelOf),
			outputs: outputsOf(resource, operation),
		};
	}),
);

const stages = { before_routing: 'Before Routing', before_closing: 'Before Closing', after_closing: 'After Closing' };
const checksProperties = new QaChecklist().description.properties;
const defaultChecks =
	(checksProperties.find(({ name }) => name === 'checks')!.default as { values?: unknown[] }).values?.length ?? 0;
const checkPanels: Panel[] = Object.entries(stages).map(([stage, title]) => ({
	name: `Checks ${title}`,
	type: 'qaChecklist',
	parameters: { stage },
	title: `${title}: ${defaultChecks} Checks`,
	required: checksProperties.filter((one) => one.required && !one.displayOptions).map(({ displayName }) => displayName),
	outputs: ['Passed', 'Failed'],
}));

/** Each operation of a node that has no resources. */
const operationPanels = ({ description: { name: type, displayName, properties } }: INodeType): Panel[] => {
	const operations = properties.find(({ name }) => name === 'operation')!.options as INodePropertyOptions[];
	return operations.map(({ name, value: operation }) => {
		const parameters = { operation: String(operation) };
		const required = properties.filter((property) => property.required && shows(property, parameters));
		return { name: `${displayName} ${name}`, type, parameters, required: required.map(labelOf) };
	});
};
const otherPanels = [AuditEvidence, BusinessCalendar, RoutingRules, TriageSetup, TtlEscalation].flatMap((Node) =>
	operationPanels(new Node()),
);

/** Each operation of the nodes that have some, and each stage of QA Checklist, with nothing filled in. */
export const panels = [...casePanels, ...checkPanels, ...otherPanels];

export const panelFlow = {
	name: 'Every panel',
	nodes: [
		{
			id: 'start',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [-260, 0],
			parameters: {},
		},
		...panels.map(({ name, type, parameters }, index) => ({
			id: `panel-${index}`,
			name,
			type: `n8n-nodes-support-triage.${type}`,
			typeVersion: 1,
			position: [(index % 6) * 260, Math.floor(index / 6) * 200],
			parameters,
		})),
	],
	connections: {},
	settings: { executionOrder: 'v1' },
};

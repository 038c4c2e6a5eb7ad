const { demoLane } = require('./demoLane');
const { stickiesOf } = require('./connectorNotes');
const { choose, editFields, fixedItem, workflow } = require('./nodes');

/**
 * @typedef {import('./connectors').Connector} Connector
 * @typedef {import('./connectors').Vendor} Vendor
 * @typedef {import('./nodes').NodeDraft} NodeDraft
 */

const step = 240;
const demoAt = { x: 1200, y: 0, step };
const vendorsAt = 576;
const answerX = demoAt.x + 9 * step;
const call = "$('Keep the request').item.json";

/** @param {unknown} value */
const literal = (value) => JSON.stringify(value).replaceAll('"', "'");

/** @param {string} what @param {'request' | 'response'} capture @param {[number, number]} position @param {Record<string, unknown>} parameters @returns {NodeDraft} */
const evidence = (what, capture, position, parameters) => ({
	name: what,
	type: 'n8n-nodes-support-triage.auditEvidence',
	typeVersion: 1,
	position,
	parameters: { operation: 'capture', capture, ...parameters },
	onError: 'continueRegularOutput',
});

/** What is asked of the system, as evidence has it on both sides of the call. @param {string} connector @param {string} from */
const stepName = (connector, from) => `=${connector}: {{ ${from}.operation }}, key {{ ${from}.key }}`;

/** @param {Connector} connector @returns {NodeDraft[]} */
function entrance({ name, settings, sample, operations }) {
	const needs = Object.fromEntries(Object.entries(operations).map(([operation, one]) => [operation, one.needs]));
	return [
		{
			name: 'When called',
			type: 'n8n-nodes-base.executeWorkflowTrigger',
			typeVersion: 1.1,
			position: [0, 0],
			parameters: {
				workflowInputs: {
					values: [
						{ name: 'operation', type: 'string' },
						{ name: 'case_id', type: 'string' },
						{ name: 'key', type: 'string' },
						{ name: 'data', type: 'object' },
					],
				},
			},
		},
		{
			name: 'Try with a sample',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [-720, 192],
			parameters: {},
		},
		fixedItem('Sample ticket', [-480, 192], {
			source: 'demo',
			ticket_id: 'T-1001',
			subject: 'Recipients of the spring campaign see no billing data',
			type: 'campaign-error',
			customer_id: 'CUS-204',
		}),
		{
			name: 'Open a case',
			type: 'n8n-nodes-support-triage.triageCase',
			typeVersion: 1,
			position: [-240, 192],
			parameters: {
				resource: 'case',
				operation: 'open',
				caseFields: { mappingMode: 'autoMapInputData', value: null },
				onExisting: 'continue',
				options: {},
			},
		},
		editFields('Sample call', [0, 192], {
			operation: ['string', sample.operation],
			case_id: ['string', '={{ $json.triage.case_id }}'],
			key: ['string', sample.key],
			data: ['object', JSON.stringify(sample.data)],
		}),
		editFields(
			'Connector settings',
			[240, 0],
			{
				vendor: ['string', 'demo'],
				...Object.fromEntries(
					Object.entries(settings).map(([setting, value]) => [
						setting,
						/** @type {[string, string]} */ (['string', value]),
					]),
				),
			},
			{ keep: true },
		),
		{
			name: 'Take one call at a time',
			type: 'n8n-nodes-base.splitInBatches',
			typeVersion: 3,
			position: [480, 0],
			parameters: { options: {} },
		},
		evidence('Keep the request', 'request', [720, 0], {
			caseId: '={{ $json.case_id }}',
			step: stepName(name, '$json'),
			connector: `=${name}, {{ $json.vendor }}`,
			method: '={{ $json.operation }}',
			request: '={{ ({ operation: $json.operation, key: $json.key, data: $json.data }) }}',
			options: { subject: "={{ $json.data?.contact_id ?? '' }}" },
		}),
		editFields(
			'Check the call',
			[960, 0],
			{
				data: ['object', '={{ $json.data ?? {} }}'],
				missing: [
					'array',
					`={{ [...(($json.key ?? '') === '' ? ['key'] : []), ...((${literal(needs)})[$json.operation] ?? []).filter((names) => names.split('|').every((field) => ($json.data?.[field] ?? '') === '')).map((names) => 'data.' + names.replaceAll('|', ' or data.'))] }}`,
				],
			},
			{ keep: true },
		),
	];
}

/** @param {Connector} connector @returns {Array<[output: string, condition: string, operations: string[], vendor: string]>} */
function lanesOf({ operations, vendors }) {
	/** @type {(vendor: string, names: string[]) => string} */
	const condition = (vendor, names) => `$json.vendor === '${vendor}' && ${literal(names)}.includes($json.operation)`;
	const known = Object.keys(operations);
	return [
		['Demo', condition('demo', known), known, 'demo'],
		...vendors.flatMap(({ name, nodes }) =>
			nodes.map((node) => {
				/** @type {[string, string, string[], string]} */
				const lane = [node.name, condition(name, node.operations), node.operations, name];
				return lane;
			}),
		),
	];
}

/** @param {Connector} connector @returns {NodeDraft[]} */
function vendorLanes({ unique = [], vendors }) {
	const nodes = vendors.flatMap((vendor) => vendor.nodes);
	const isOff = '$json.missing !== undefined';
	const isUnique = `${literal(unique)}.includes(${call}.operation)`;
	return [
		...nodes.map(({ name, type, typeVersion, parameters }, index) => ({
			name,
			type,
			typeVersion,
			position: /** @type {[number, number]} */ ([demoAt.x + step, vendorsAt + index * 192]),
			parameters,
			disabled: true,
			alwaysOutputData: true,
			onError: 'continueRegularOutput',
		})),
		editFields(
			'Answer from the vendor',
			[answerX, vendorsAt],
			{
				outcome: [
					'string',
					`={{ ${isOff} ? 'off' : $json.error ? 'refused' : Object.keys($json).length === 0 ? 'not_found' : ${isUnique} && $input.all().length > 1 ? 'conflict' : 'answered' }}`,
				],
				// An item with what n8n reports cannot be listed with others in n8n's expressions.
				found: ['array', '={{ $json.error ? [$json] : $input.all().map(({ json }) => json) }}'],
				refused_with: [
					'number',
					'={{ Number($json.error?.httpCode ?? $json.error?.status ?? $json.httpCode) || null }}',
				],
			},
			{ once: true },
		),
		editFields('Read the answer', [answerX + step, vendorsAt], {
			ok: ['boolean', "={{ $json.outcome === 'answered' }}"],
			status: [
				'number',
				"={{ $json.outcome === 'refused' ? $json.refused_with : ({ answered: 200, not_found: 404, conflict: 409, off: 501 })[$json.outcome] }}",
			],
			retryable: [
				'boolean',
				"={{ $json.outcome === 'refused' && ($json.refused_with === null || [408, 429].includes($json.refused_with) || $json.refused_with >= 500) }}",
			],
			record: ['object', "={{ $json.outcome === 'answered' ? $json.found[0] : null }}"],
			response: [
				'object',
				"={{ ({ message: ({ answered: 'Answered', not_found: 'There is no such record', conflict: 'More than one record fits', off: 'The lane of this vendor is switched off or could not begin: select its grey nodes, press D, and pick a credential', refused: String($json.found[0].error?.message ?? $json.found[0].error) })[$json.outcome], body: $json.outcome === 'off' ? [] : $json.found }) }}",
			],
		}),
	];
}

/** @param {Connector} connector @returns {NodeDraft[]} */
function refusals({ name, operations }) {
	/** @type {(title: string, y: number, status: unknown, retryable: unknown, message: string) => NodeDraft} */
	const refusal = (title, y, status, retryable, message) =>
		editFields(title, [answerX, y], {
			ok: ['boolean', false],
			record: ['object', '={{ null }}'],
			status: ['number', status],
			retryable: ['boolean', retryable],
			response: ['object', `={{ ({ message: ${message} }) }}`],
		});
	const known = Object.keys(operations).join(', ');
	const isBusy = "={{ ['STORE_BUSY', 'STORE_UNAVAILABLE'].includes($json.triage?.error?.code) }}";
	const why = "[$json.triage?.error?.message, $json.triage?.error?.description].filter(Boolean).join('. ')";
	return [
		refusal('Say what is missing', -576, 422, false, "'The call lacks ' + $json.missing.join(', ')"),
		refusal(
			'Say there is no lane',
			-384,
			501,
			false,
			`"Nothing is configured for vendor '" + $json.vendor + "' and operation '" + $json.operation + "'. The operations of ${name} are ${known}; the vendor is chosen in Connector settings"`,
		),
		refusal(
			'Say it was not recorded',
			-768,
			`={{ ${isBusy.slice(4, -3)} ? 503 : 422 }}`,
			isBusy,
			`'The call was not made, because it could not be recorded. ' + ${why}`,
		),
	];
}

/** @param {Connector} connector @returns {NodeDraft[]} */
function exit({ name }) {
	const x = answerX + 2 * step;
	return [
		evidence('Keep the response', 'response', [x, 0], {
			caseId: `={{ ${call}.case_id }}`,
			step: stepName(name, call),
			intentId: `={{ ${call}.triage.evidence.entry_id }}`,
			response: '={{ ({ ok: $json.ok, status: $json.status, record: $json.record, ...$json.response }) }}',
			outcome: 'fromStatusCode',
			statusCode: "={{ $json.status ?? '' }}",
			options: { subject: `={{ ${call}.data?.contact_id ?? '' }}` },
		}),
		editFields('Say the outcome was not kept', [x + step, 192], {
			ok: ['boolean', false],
			status: ['number', '={{ null }}'],
			retryable: ['boolean', true],
			record: ['object', '={{ null }}'],
			response: [
				'object',
				"={{ ({ message: 'The call was made, but its outcome could not be recorded. ' + [$json.triage?.error?.message, $json.triage?.error?.description].filter(Boolean).join('. ') }) }}",
			],
		}),
		editFields('Normalise result', [x + 2 * step, 0], {
			ok: ['boolean', '={{ $json.ok }}'],
			status: ['number', '={{ $json.status }}'],
			retryable: ['boolean', '={{ $json.retryable }}'],
			record: ['object', '={{ $json.record }}'],
			request: ['object', `={{ ({ operation: ${call}.operation, key: ${call}.key, data: ${call}.data }) }}`],
			response: ['object', '={{ $json.response }}'],
			vendor: ['string', `={{ ${call}.vendor }}`],
			took_ms: [
				'number',
				`={{ ((start) => start ? Math.max(0, $now.toMillis() - DateTime.fromISO(start).toMillis()) : 0)(${call}.triage?.evidence?.recorded_at) }}`,
			],
		}),
		{
			name: 'Answer the caller',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			position: [720, -192],
			parameters: {},
		},
	];
}

/**
 * A connector: one contract for every system, with a demo that needs no credential and lanes for vendors.
 *
 * @param {Connector} connector
 */
function connectorWorkflow(connector) {
	const lanes = lanesOf(connector);
	const demo = demoLane(connector, demoAt);
	const vendorNodes = connector.vendors.flatMap(({ nodes }) => nodes.map(({ name }) => name));
	/** @type {Array<[string, string]>} */
	const outputs = [
		['Incomplete', '$json.missing.length > 0'],
		...lanes.map(([output, condition]) => /** @type {[string, string]} */ ([output, condition])),
	];
	const answers = ['Read the answer', 'Say what is missing', 'Say there is no lane', demo.last];
	return workflow(
		{
			id: connector.id,
			name: connector.title,
			description: `${connector.promise} A sub-workflow with the contract of all connectors of n8n-nodes-support-triage: operation, case_id, key and data go in; ok, status, retryable, record, request, response, vendor and took_ms come out. Runs on demo tables until a vendor is chosen.`,
		},
		[
			...entrance(connector),
			choose('Which vendor?', [1200, -192], outputs, 'Not Configured'),
			...demo.nodes,
			...vendorLanes(connector),
			...refusals(connector),
			...exit(connector),
			...stickiesOf(connector, { demoAt, vendorsAt, answerX, step }),
		],
		[
			'When called -> Connector settings',
			'Try with a sample -> Sample ticket',
			'Sample ticket -> Open a case',
			'Open a case -> Sample call',
			'Sample call -> Connector settings',
			'Connector settings -> Take one call at a time',
			'Take one call at a time -> Answer the caller',
			'Take one call at a time:1 -> Keep the request',
			'Keep the request -> Check the call',
			'Keep the request:1 -> Say it was not recorded',
			'Check the call -> Which vendor?',
			'Which vendor? -> Say what is missing',
			`Which vendor?:1 -> ${demo.first}`,
			...vendorNodes.flatMap((name, index) => [
				`Which vendor?:${index + 2} -> ${name}`,
				`${name} -> Answer from the vendor`,
			]),
			`Which vendor?:${vendorNodes.length + 2} -> Say there is no lane`,
			...demo.lines,
			'Answer from the vendor -> Read the answer',
			...answers.map((name) => `${name} -> Keep the response`),
			'Keep the response -> Normalise result',
			'Keep the response:1 -> Say the outcome was not kept',
			'Say the outcome was not kept -> Normalise result',
			'Say it was not recorded -> Normalise result',
			'Normalise result -> Take one call at a time',
		],
	);
}

module.exports = { connectorWorkflow };

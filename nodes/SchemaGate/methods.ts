import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { learnContract, listOpenApiOperations, TriageError } from '../../core';
import { toListError } from '../shared/errors';
import type { GateOptions, GateParameters } from './parameters';
import { readExampleContract } from './readContract';

/** Makes what is thrown readable in the list. */
async function listing(
	context: ILoadOptionsFunctions,
	find: () => { name: string; value: string }[],
	filter: string | undefined,
): Promise<INodeListSearchResult> {
	try {
		const wanted = (filter ?? '').toLowerCase();
		return { results: find().filter(({ name }) => name.toLowerCase().includes(wanted)) };
	} catch (thrown) {
		throw toListError(context.getNode(), thrown);
	}
}

function withoutExpression(displayName: string, parameter: unknown): unknown {
	if (typeof parameter !== 'string' || !parameter.startsWith('=')) return parameter;
	throw new TriageError(
		'FIELD_INVALID',
		`'${displayName}' is an expression, which has no value before the node runs`,
		'Type the name instead of choosing it from the list',
	);
}

/** The fields that the node learns from its example, with what it makes of them. */
export async function searchLearnedFields(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const find = () => {
		const { contract } = learnContract(
			readExampleContract({ id: 'example' }, {
				example: withoutExpression('Example Item', this.getCurrentNodeParameter('example')),
				'changes.values': [],
				extraFields: 'keep',
				options: (this.getCurrentNodeParameter('options') ?? {}) as GateOptions,
			} as unknown as GateParameters),
		);
		return contract.fields.map(({ path, type, required }) => ({
			name: `${path} (${type}${required ? '' : ', optional'})`,
			value: path,
		}));
	};
	return await listing(this, find, filter);
}

/** The operations of the OpenAPI document that was pasted. */
export async function searchOperations(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const find = () => {
		if (this.getCurrentNodeParameter('openApiFrom') === 'file') {
			throw new TriageError(
				'FIELD_INVALID',
				'The file with the document is not there before the node runs',
				'Type the operation instead of choosing it from the list',
			);
		}
		const listed = listOpenApiOperations(
			withoutExpression('OpenAPI Document', this.getCurrentNodeParameter('openApiDocument')),
		);
		if ('finding' in listed) throw new TriageError('CONTRACT_INVALID', listed.finding.message, listed.finding.fix);
		return listed.operations.map(({ name, summary }) => ({
			name: summary ? `${name} (${summary})` : name,
			value: name,
		}));
	};
	return await listing(this, find, filter);
}

import { memberOf, pointerTo } from '../pointer';
import { nearestWord } from '../suggest';
import type { ContractFinding } from '../types';
import { listAllowed, shorten } from '../values';
import { asOpenApi, type OpenApiDocument, type Part } from './document';
import { isObject, textIn } from './json';
import { readDocument } from './readDocument';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** One operation of an OpenAPI document. */
export interface OpenApiOperation {
	/** Method and path, or for a webhook method and name: `POST /tickets`. */
	name: string;
	operation_id?: string;
	summary?: string;
}

/** An operation and where it is. */
export interface FoundOperation extends OpenApiOperation {
	part: Part;
}

/** All operations, in the order of the document. */
export function operationsOf(document: OpenApiDocument): FoundOperation[] {
	return ['paths', 'webhooks'].flatMap((group) => {
		const held = memberOf(document.root, group);
		if (!isObject(held)) return [];
		return Object.entries(held).flatMap(([path, value]) => {
			const item = document.resolve({ value, pointer: `/${group}${pointerTo(path)}` });
			return 'message' in item ? [] : operationsAt(path, item);
		});
	});
}

function operationsAt(path: string, { value: item, pointer }: Part): FoundOperation[] {
	return methods.flatMap((method) => {
		const value = memberOf(item, method);
		if (!isObject(value)) return [];
		const operation_id = textIn(value, 'operationId');
		const summary = textIn(value, 'summary');
		return [
			{
				name: `${method.toUpperCase()} ${path}`,
				...(operation_id !== undefined && { operation_id }),
				...(summary !== undefined && { summary }),
				part: { value, pointer: `${pointer}/${method}` },
			},
		];
	});
}

function refuse(message: string, fix: string): ContractFinding {
	return { pointer: '/operation', message, fix };
}

function unknownOperation(wanted: string, known: readonly FoundOperation[]): ContractFinding {
	if (known.length === 0) return refuse('The document has no operations', 'Paste a document with paths or webhooks');
	const names = known.map(({ name }) => name);
	const choose = `Choose one of ${listAllowed(names)}`;
	if (wanted === '') return refuse('No operation is named', choose);
	const path = wanted.replace(/^\S+\s+/, '');
	const sameAddress = names.filter((name) => name.slice(name.indexOf(' ') + 1) === path);
	const [other] = sameAddress;
	const ids = known.flatMap(({ operation_id }) => operation_id ?? []);
	const meant = other ?? nearestWord(wanted, [...names, ...ids]) ?? nearestWord(path, names.map(pathOf));
	const named = names.find((name) => pathOf(name) === meant) ?? meant;
	const message = `There is no operation '${shorten(wanted)}' in the document`;
	return refuse(named === undefined ? message : `${message}. Did you mean '${named}'?`, choose);
}

function pathOf(name: string): string {
	return name.slice(name.indexOf(' ') + 1);
}

/** The operation that a contract names by method and path, or by operationId. */
export function findOperation(document: OpenApiDocument, named: string): FoundOperation | ContractFinding {
	const wanted = named.trim().replace(/\s+/g, ' ');
	const known = operationsOf(document);
	const byName = known.find(({ name }) => name === wanted.replace(/^\S+/, (method) => method.toUpperCase()));
	if (byName !== undefined) return byName;
	const [byId, second] = known.filter(({ operation_id }) => operation_id === wanted);
	if (byId === undefined) return unknownOperation(wanted, known);
	if (second === undefined) return byId;
	const fix = 'Name one of them by method and path';
	return refuse(`'${shorten(wanted)}' is the operationId of ${byId.name} and of ${second.name}`, fix);
}

/**
 * The operations that a contract over this OpenAPI document can name, or the finding why it cannot be read. The document
 * is an object, or JSON or YAML text.
 */
export function listOpenApiOperations(
	source: unknown,
): { operations: OpenApiOperation[] } | { finding: ContractFinding } {
	const read = readDocument(source);
	if ('finding' in read) return read;
	const document = asOpenApi(read.document);
	if ('message' in document) return { finding: document };
	return { operations: operationsOf(document).map(({ part: _, ...operation }) => operation) };
}

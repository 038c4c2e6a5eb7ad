import { memberOf, pointerTo } from '../pointer';
import type { ContractFinding, OpenApiContract } from '../types';
import { listAllowed, shorten } from '../values';
import { finding, type OpenApiDocument, type Part } from './document';
import { isObject } from './json';
import type { FoundOperation } from './operations';

type Picked = Part | ContractFinding;

function refuse(setting: 'part' | 'status' | 'media_type', message: string, fix: string): ContractFinding {
	return { pointer: `/${setting}`, message, fix };
}

function childOf({ value, pointer }: Part, name: string): Part | undefined {
	const child = memberOf(value, name);
	return child === undefined ? undefined : { value: child, pointer: pointer + pointerTo(name) };
}

function namesIn(part: Part | undefined): string[] {
	return isObject(part?.value) ? Object.keys(part.value).filter((name) => !name.startsWith('x-')) : [];
}

/** A range of media types, as `application/*`, stands for what it covers. */
function covers(range: string, mediaType: string): boolean {
	const plain = (text: string) => text.split(';')[0]?.trim().toLowerCase() ?? '';
	const [held, wanted] = [plain(range), plain(mediaType)];
	return held === wanted || held === '*/*' || (held.endsWith('/*') && wanted.startsWith(held.slice(0, -1)));
}

const isJson = (mediaType: string) => /^[^/]+\/(?:[^;]+\+)?json\s*(?:;|$)/i.test(mediaType);

function pickMediaType(known: readonly string[], wanted: string | undefined): string | undefined {
	if (wanted) return known.find((one) => one === wanted) ?? known.find((one) => covers(one, wanted));
	const [only, second] = known;
	return (
		known.find((one) => covers(one, 'application/json') && !one.includes('*')) ??
		known.find(isJson) ??
		known.find((one) => covers(one, 'application/json')) ??
		(second === undefined ? only : undefined)
	);
}

function schemaIn(holder: Part, what: string, wanted: string | undefined): Picked {
	const content = childOf(holder, 'content');
	const known = namesIn(content);
	if (content === undefined || known.length === 0) {
		return finding(holder.pointer, `${what} has no content, so there is nothing to check`, 'Choose another part of it');
	}
	const mediaType = pickMediaType(known, wanted?.trim() || undefined);
	if (mediaType === undefined) {
		const asked = wanted ? `has no media type '${shorten(wanted)}'` : 'has several media types, none of them JSON';
		return refuse('media_type', `${what} ${asked}`, `Name one of ${listAllowed(known)}`);
	}
	const media = childOf(content, mediaType);
	const schema = media && childOf(media, 'schema');
	if (schema !== undefined) return schema;
	const fix = 'Add a schema there, or choose another part of the operation';
	return finding(media?.pointer ?? content.pointer, `${what} has no schema for ${shorten(mediaType)}`, fix);
}

function pickRequest(document: OpenApiDocument, operation: FoundOperation, wanted: string | undefined): Picked {
	const body = childOf(operation.part, 'requestBody');
	if (body === undefined) {
		return refuse('part', `${operation.name} has no request body`, 'Choose its response, or another operation');
	}
	const resolved = document.resolve(body);
	return 'message' in resolved ? resolved : schemaIn(resolved, `The request body of ${operation.name}`, wanted);
}

/** As OpenAPI has it: the status itself, then its range, then the default. */
function pickStatus(known: readonly string[], wanted: string | undefined): string | undefined {
	const find = (status: string) => known.find((one) => one.toUpperCase() === status.toUpperCase());
	if (wanted) return find(wanted) ?? find(`${wanted.slice(0, 1)}XX`) ?? find('default');
	return known.find((status) => /^2/.test(status)) ?? find('default');
}

function pickResponse(document: OpenApiDocument, operation: FoundOperation, contract: OpenApiContract): Picked {
	const responses = childOf(operation.part, 'responses');
	const known = namesIn(responses);
	const wanted = contract.status?.trim() || undefined;
	const status = pickStatus(known, wanted);
	const response = responses && status !== undefined ? childOf(responses, status) : undefined;
	if (response === undefined) {
		const asked = wanted === undefined ? 'a response that means success' : `a response ${shorten(wanted)}`;
		const fix = known.length === 0 ? 'Choose another operation' : `Name one of ${listAllowed(known)}`;
		return refuse('status', `${operation.name} has no ${asked.slice(2)}`, fix);
	}
	const resolved = document.resolve(response);
	const what = `The response ${status} of ${operation.name}`;
	return 'message' in resolved ? resolved : schemaIn(resolved, what, contract.media_type);
}

/** The schema of the body that a contract is about. */
export function pickBody(document: OpenApiDocument, operation: FoundOperation, contract: OpenApiContract): Picked {
	return contract.part === 'response'
		? pickResponse(document, operation, contract)
		: pickRequest(document, operation, contract.media_type);
}

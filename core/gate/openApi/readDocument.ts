import { isMap, isSeq, parseDocument, type Document, type Node, type YAMLError } from 'yaml';
import { nestingDepth } from '../nesting';
import { isObject, type JsonObject } from './json';
import type { ContractFinding } from '../types';

/** Reading YAML takes about a second for a million characters, in which n8n does nothing else. */
const maxYamlLength = 5_000_000;
const maxJsonLength = 50_000_000;
/** What `*alias` of YAML may stand for again; a few more would fill the memory. */
const maxAliasCount = 100;
const maxDepth = 200;

/** An OpenAPI document, or why it cannot be read. */
export type ReadDocument = { document: JsonObject } | { finding: ContractFinding };

function refuse(message: string, fix: string): { finding: ContractFinding } {
	return { finding: { pointer: '/document', message, fix } };
}

const otherWay = 'Correct that line, or export the document as JSON';

/** The first key that stands twice in one map, with its offset. The library would look for it in quadratic time. */
function findRepeatedKey(root: Node | null): { key: string; offset: number } | undefined {
	const open: unknown[] = [root];
	while (open.length > 0) {
		const node = open.pop();
		if (isSeq(node)) open.push(...node.items);
		if (!isMap<Node, Node>(node)) continue;
		const keys = new Set<string>();
		for (const { key, value } of node.items) {
			const name = String(key);
			if (keys.has(name) && name !== '<<') return { key: name, offset: key.range?.[0] ?? 0 };
			keys.add(name);
			open.push(value);
		}
	}
	return undefined;
}

function lineOf(text: string, offset: number): number {
	return text.slice(0, offset).split('\n').length;
}

function unreadable({ code, linePos }: YAMLError): { finding: ContractFinding } {
	if (code === 'MULTIPLE_DOCS') return refuse('The text holds several YAML documents', 'Paste one document');
	const [{ line, col }] = linePos ?? [{ line: 1, col: 1 }];
	return refuse(
		`The document cannot be read: it is neither JSON nor YAML from line ${line}, column ${col} on`,
		otherWay,
	);
}

function contentsOf(yaml: Document.Parsed): { value: unknown } | { finding: ContractFinding } {
	try {
		return { value: yaml.toJS({ maxAliasCount }) as unknown };
	} catch (refusal) {
		if (!(refusal instanceof ReferenceError)) throw refusal;
		return refuse('The aliases (*) of the document stand for too much', 'Write out what they stand for');
	}
}

function readYaml(text: string): { value: unknown } | { finding: ContractFinding } {
	if (text.length > maxYamlLength) {
		const limit = `${maxYamlLength / 1_000_000} million characters`;
		return refuse(`The document is longer than ${limit}, too long to be read as YAML`, 'Export it as JSON');
	}
	const yaml = parseDocument(text, {
		logLevel: 'error',
		merge: true,
		schema: 'core',
		stringKeys: true,
		uniqueKeys: false,
	});
	const [error] = yaml.errors;
	if (error !== undefined) return unreadable(error);
	const repeated = findRepeatedKey(yaml.contents);
	if (repeated === undefined) return contentsOf(yaml);
	const place = `line ${lineOf(text, repeated.offset)}`;
	return refuse(`The document has the key '${repeated.key.slice(0, 80)}' a second time in ${place}`, otherWay);
}

function readText(text: string): { value: unknown } | { finding: ContractFinding } {
	if (text.trim() === '') return refuse('There is no document', 'Paste an OpenAPI document as JSON or YAML');
	if (text.length > maxJsonLength) {
		return refuse('The document is longer than 50 million characters', 'Keep the operations that are checked');
	}
	try {
		return { value: JSON.parse(text) as unknown };
	} catch {
		return readYaml(text);
	}
}

/** Reads an OpenAPI document: an object, or JSON or YAML text. */
export function readDocument(source: unknown): ReadDocument {
	const read = typeof source === 'string' ? readText(source.replace(/^\uFEFF/, '')) : { value: source };
	if ('finding' in read) return read;
	const { value } = read;
	if (!isObject(value)) return refuse('The document is no object', 'Paste a whole OpenAPI document');
	if (nestingDepth(value, maxDepth) === maxDepth) {
		return refuse(`The document is nested deeper than ${maxDepth} levels`, 'Move inner schemas to components');
	}
	return { document: value };
}

import { compileSchema, type CompiledSchema } from '../schemaFindings';
import type { ContractFinding, OpenApiContract } from '../types';
import { asOpenApi } from './document';
import { findOperation } from './operations';
import { pickBody } from './pickBody';
import { readDocument } from './readDocument';
import { Translation, type Translated } from './translate';

/** The schema of the body that the contract is about, or why there is none. */
function translateBody(contract: OpenApiContract): Translated | ContractFinding {
	const read = readDocument(contract.document);
	if ('finding' in read) return read.finding;
	const document = asOpenApi(read.document);
	if ('message' in document) return document;
	const operation = findOperation(document, contract.operation);
	if ('message' in operation) return operation;
	const body = pickBody(document, operation, contract);
	if ('message' in body) return body;
	const exemptMark = contract.part === 'response' ? 'writeOnly' : 'readOnly';
	return new Translation(document, exemptMark, contract.unknown_keywords === 'allow').run(body);
}

/** A finding about the translated schema, at the place of the document that it is made from. */
function inDocument({ pointer, message, fix }: ContractFinding, { places }: Translated): ContractFinding {
	const [start = '', definition = ''] = /^\/\$defs(\/[^/]+)/.exec(pointer) ?? [];
	const place = definition === '' ? undefined : places.get(start);
	if (place === undefined) return { pointer: '/document', message, fix };
	const inside = place + pointer.slice(start.length);
	return { pointer: `/document${inside}`, message: `${message} (at ${inside} of the document)`, fix };
}

/** Compiles the body of an operation as a JSON Schema, or finds all that is wrong with the document as far as it matters. */
export function compileOpenApi(contract: OpenApiContract): CompiledSchema {
	const translated = translateBody(contract);
	if ('message' in translated) return { findings: [translated] };
	const { id, unknown_keywords } = contract;
	const compiled = compileSchema({
		kind: 'json_schema',
		id,
		schema: translated.schema,
		...(unknown_keywords && { unknown_keywords }),
	});
	const findings = 'findings' in compiled ? compiled.findings.map((one) => inDocument(one, translated)) : [];
	const all = [...translated.findings, ...findings];
	if (all.length > 0 || 'findings' in compiled) return { findings: all };
	return { ...compiled, warnings: compiled.warnings.map((one) => inDocument(one, translated)) };
}

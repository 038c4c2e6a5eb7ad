import type Ajv from 'ajv';
import { createEngine, type Engine, type SchemaDocument } from './engine';
import { draftUris } from './keywords';
import { formatPath } from './path';
import { describe } from './problems';
import type { ContractFinding, SchemaDraft } from './types';
import type { Subject } from './words';

const maxFindings = 100;

const subject: Subject = { whole: 'The schema', owner: 'schema', isItem: false, name: formatPath };

/** One engine per draft for all contracts; it holds nothing but the meta-schema. */
const engines = new Map<SchemaDraft, Engine>();

function metaDocuments(ajv: Ajv): SchemaDocument[] {
	const documents = Object.values({ ...ajv.schemas, ...ajv.refs }).flatMap((env): SchemaDocument[] => {
		if (typeof env !== 'object' || typeof env.schema !== 'object') return [];
		const id: unknown = env.schema.$id;
		return typeof id === 'string' ? [[id.replace(/#$/, ''), env.schema]] : [];
	});
	return documents;
}

function engineOf(draft: SchemaDraft): Engine {
	const engine = engines.get(draft) ?? createEngine(draft, { $ref: draftUris[draft] }, { documentsOf: metaDocuments });
	engines.set(draft, engine);
	return engine;
}

/** Where a schema is not one by the meta-schema of its draft: keywords with a value they cannot have. */
export function findMetaFindings(schema: unknown, draft: SchemaDraft): ContractFinding[] {
	const engine = engineOf(draft);
	if (engine.isValid(schema)) return [];
	const scope = { engine, subject, item: schema, base: '', depth: 0 };
	return describe(engine.allErrors(schema), scope, maxFindings).problems.map(({ pointer, message, fix }) => ({
		pointer,
		message,
		fix,
	}));
}

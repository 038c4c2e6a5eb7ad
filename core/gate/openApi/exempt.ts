import type { OpenApiDocument } from './document';
import { isObject, type JsonObject } from './json';

/** Schemas that one is made from, made from others in their turn. */
const maxBases = 20;

/** Finds the fields that a request or a response does not carry: those with the mark of the other direction. */
export class ExemptFields {
	constructor(
		private readonly document: OpenApiDocument,
		private readonly mark: 'readOnly' | 'writeOnly',
	) {}

	/** Fields named by an object schema, or by what it is composed of. */
	of(schema: JsonObject, depth = 0): string[] {
		const fields = isObject(schema.properties) ? Object.entries(schema.properties) : [];
		const named = fields.filter(([, field]) => this.isExempt(field)).map(([name]) => name);
		const bases = Array.isArray(schema.allOf) && depth < maxBases ? (schema.allOf as unknown[]) : [];
		const inherited = bases.flatMap((base) => {
			const resolved = this.document.resolve({ value: base, pointer: '' });
			return 'message' in resolved || !isObject(resolved.value) ? [] : this.of(resolved.value, depth + 1);
		});
		return [...named, ...inherited];
	}

	private isExempt(field: unknown, depth = 0): boolean {
		if (isObject(field) && field[this.mark] === true) return true;
		const resolved = this.document.resolve({ value: field, pointer: '' });
		if ('message' in resolved || !isObject(resolved.value)) return false;
		if (resolved.value[this.mark] === true) return true;
		// In 3.0 a reference with a mark beside it is written as `allOf`.
		const bases = Array.isArray(resolved.value.allOf) && depth < maxBases ? (resolved.value.allOf as unknown[]) : [];
		return bases.some((base) => this.isExempt(base, depth + 1));
	}
}

import type { BasicOutput } from './basicOutput';
import type { ContractRule, RuleFinding } from './rules/types';

/** JSON Schema drafts a contract can be written in. */
export type SchemaDraft = 'draft-07' | '2019-09' | '2020-12';

/** What a field of a field list holds. */
export type FieldType = 'any' | 'boolean' | 'date' | 'email' | 'list' | 'number' | 'object' | 'text' | 'url';

/** One row of a Field List contract. */
export interface ContractField {
	/** Where the value is: `customer.email`, `items[0].sku`, `items[].sku` for every entry, `["a.b"]`. */
	path: string;
	/** Default `text`. */
	type?: FieldType;
	/**
	 * Default true. A required text must also hold more than white space; a field that is not required may be null, and
	 * text in it blank.
	 */
	required?: boolean;
	/** The value, or each entry of a list, must be one of these; compared as text for text, as numbers for numbers. */
	allowed_values?: readonly string[];
	minimum?: number;
	maximum?: number;
	/** Characters of a text, entries of a list. */
	min_length?: number;
	max_length?: number;
	/** Regular expression, ECMAScript or RE2 syntax, run in linear time: no look-around, no back-references. */
	pattern?: string;
}

interface ContractBase {
	/** Name a person knows the contract by, for example `campaign-error`. */
	id: string;
	version?: string;
	/** Rules of the business over several fields. Their findings are listed apart from the problems. */
	rules?: readonly ContractRule[];
}

/** What a good item looks like, without any JSON. */
export interface FieldListContract extends ContractBase {
	kind: 'field_list';
	fields: readonly ContractField[];
	/** What to do with fields that no row names; default `keep`. */
	extra_fields?: 'keep' | 'reject';
}

/** What a good item looks like, as a JSON Schema. */
export interface JsonSchemaContract extends ContractBase {
	kind: 'json_schema';
	schema: unknown;
	/** Used when the schema names no `$schema`; default 2020-12. */
	draft?: SchemaDraft;
	/** Keywords and formats that the draft does not know, as `requried`; default `refuse`. */
	unknown_keywords?: 'refuse' | 'allow';
	/** `ignore` takes `format` for a note, as JSON Schema does where nothing else is said; default `check`. */
	formats?: 'check' | 'ignore';
	/** Other schemas that references may lead to, by their address. Nothing is ever fetched. */
	documents?: Readonly<Record<string, unknown>>;
}

/** What is to be changed about one field that was learned from an example; absent settings stay as learned. */
export interface LearnedFieldChange extends ContractField {
	/** True leaves the field, and what is inside of it, out of the contract. */
	ignored?: boolean;
}

/** What a good item looks like, by an example of one; see `learnContract`. */
export interface ExampleContract extends ContractBase {
	kind: 'example';
	/** An item that should pass, or a list of them. */
	example: unknown;
	/** The part of the example that is learned from, as `body.ticket`; without it the whole. */
	location?: string;
	changes?: readonly LearnedFieldChange[];
	/** What to do with fields that the examples do not have; default `keep`. */
	extra_fields?: 'keep' | 'reject';
}

/** What a good item looks like, as the body of a request or response in an OpenAPI document 3.0 or 3.1. */
export interface OpenApiContract extends ContractBase {
	kind: 'open_api';
	/** The document as an object, or as JSON or YAML text. References to other documents are never fetched. */
	document: unknown;
	/** `POST /tickets`, or an operationId; for a webhook of 3.1 `POST` and its name. */
	operation: string;
	/** Default `request`. */
	part?: 'request' | 'response';
	/** Status of the response, as `201`, `2XX` or `default`; default the first that means success. */
	status?: string;
	/** As `application/json`, the default where the operation has it. */
	media_type?: string;
	/** Keywords that the version does not know; default `refuse`. Unknown formats are never refused: OpenAPI leaves them open. */
	unknown_keywords?: 'refuse' | 'allow';
}

/** What a good item looks like. */
export type Contract = ExampleContract | FieldListContract | JsonSchemaContract | OpenApiContract;

/** One reason why a contract cannot be used; `CONTRACT_INVALID` carries all of them in `details.findings`. */
export interface ContractFinding {
	/** JSON Pointer into the contract, and for a JSON Schema into the schema. */
	pointer: string;
	message: string;
	fix: string;
}

/** One reason why an item does not meet its contract. */
export interface Problem {
	/** JSON Pointer (RFC 6901) into the item; `""` is the whole item. */
	pointer: string;
	/** JSON Schema keyword that does not hold, as `required`. */
	keyword: string;
	/** Root-cause label of the taxonomy. */
	label: 'schema.required' | 'schema.type' | 'rule.enum' | 'rule.range' | 'unknown';
	/** What is wrong, in words, naming the field. */
	message: string;
	/** What to do about it. */
	fix: string;
	/** What was found, shortened; secrets are masked. */
	found?: string;
	/** What would have been allowed. */
	allowed?: string;
	/** The keyword's own parameters, as `{ missing_property: 'customer_id' }`. */
	params: Record<string, unknown>;
}

/** How an item is checked. */
export interface CheckOptions {
	/** Most problems that are listed; default 100. */
	max_problems?: number;
	/** The instant of the check, ISO 8601; needed where the contract has a rule of the kind `freshness`. */
	now?: string;
}

/** The verdict of a gate about one item. */
export interface GateResult {
	/** No problem, and no finding of a rule that blocks. */
	valid: boolean;
	/** Ordered by pointer, then keyword, then message; at most `max_problems`. */
	problems: Problem[];
	/** True when there were more problems than are listed. */
	truncated: boolean;
	/** What the item does not hold of the contract's rules, in their order. */
	rule_findings: RuleFinding[];
	contract_id: string;
	/** `sha256:` and 64 hex digits, over the contract itself. */
	contract_digest: string;
}

/** As `GateResult`, with what is known of the contract and the item as such. */
export interface ItemVerdict extends GateResult {
	/** Those of the contract. */
	warnings: ContractFinding[];
	/** `sha256:` and 64 hex digits, over the item's canonical JSON; null for an item that JSON cannot hold. */
	item_digest: string | null;
}

/** A contract made ready to check many items; costs some milliseconds to make, so make it once. */
export interface CompiledContract {
	readonly contract: Contract;
	readonly digest: string;
	/** What the contract uses that may be judged otherwise than its draft says. It can be used all the same. */
	readonly warnings: readonly ContractFinding[];
	/** Never changes the item. */
	check(item: unknown, options?: CheckOptions): GateResult;
	/** The same verdict, without the rules, as JSON Schema 2020-12 words it. Costs more than `check`. */
	checkBasic(item: unknown, options?: Pick<CheckOptions, 'max_problems'>): BasicOutput;
}

import { _, type CodeKeywordDefinition, type KeywordCxt, Name } from 'ajv';

import { alwaysValidSchema, evaluatedPropsToName, Type } from 'ajv/dist/compile/util';
import { contextWith, quietly } from './errorCollector';
import { memberOf, parsePointer } from './pointer';

type JsonObject = Record<string, unknown>;
type Code = CodeKeywordDefinition['code'];

/** A `contains` that applies to the list itself, where all conditions hold. */
interface Contained {
	contains: unknown;
	conditions: readonly unknown[];
}

const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where a reference inside the document leads to; undefined for others. */
function follow(root: unknown, reference: unknown): unknown {
	if (typeof reference !== 'string' || !reference.startsWith('#/')) return undefined;
	const pointer = decodeURIComponent(reference.slice(1));
	return parsePointer(pointer).reduce<unknown>((held, token) => memberOf(held, token), root);
}

/** Every `contains` that a schema applies to a list itself, by way of what is combined in the same place. */
function containingIn(root: unknown, schema: unknown): Contained[] {
	const found: Contained[] = [];
	const seen = new Set<unknown>();
	const visit = (held: unknown, conditions: readonly unknown[]): void => {
		// Below another address references would lead elsewhere.
		if (!isObject(held) || seen.has(held) || (held !== schema && held.$id !== undefined)) return;
		seen.add(held);
		if (held.contains !== undefined) found.push({ contains: held.contains, conditions });
		visit(follow(root, held.$ref), conditions);
		const listed = (keyword: string) => (Array.isArray(held[keyword]) ? (held[keyword] as unknown[]) : []);
		for (const part of listed('allOf')) visit(part, conditions);
		for (const branch of [...listed('anyOf'), ...listed('oneOf')]) visit(branch, [...conditions, branch]);
		if (held.if === undefined) return;
		visit(held.if, [...conditions, held.if]);
		visit(held.then, [...conditions, held.if]);
		visit(held.else, [...conditions, { not: held.if }]);
	};
	visit(schema, []);
	return found;
}

/** Whether the value, or an entry of it, holds a schema that stands anywhere; what does not hold is not reported. */
function holds(context: KeywordCxt, schema: unknown, entry?: Name): Name {
	const { gen, it } = context;
	const valid = gen.name('valid');
	const place = {
		schemaPath: _``,
		errSchemaPath: it.errSchemaPath,
		topSchemaRef: gen.scopeValue('schema', { ref: schema }),
	};
	context.subschema(
		{
			schema: schema as boolean | JsonObject,
			...place,
			compositeRule: true,
			...(entry && { dataProp: entry, dataPropType: Type.Num }),
		},
		valid,
	);
	return valid;
}

/** The entries from `from` on that no `contains` has matched have to hold the schema. */
function checkRest(context: KeywordCxt, containing: readonly Contained[], from: Name, length: Name): void {
	const { gen, it } = context;
	const quietContext = quietly(context);
	const applied = containing.map(({ contains, conditions }) => {
		const applies = gen.let('applies', true);
		for (const condition of conditions) {
			gen.if(applies, () => gen.assign(applies, holds(quietContext, condition)));
		}
		return { contains, applies };
	});
	const all = gen.let('all', true);
	gen.forRange('i', from, length, (entry) => {
		const evaluated = gen.let('evaluated', false);
		for (const { contains, applies } of applied) {
			gen.if(_`${applies} && !${evaluated}`, () => gen.assign(evaluated, holds(quietContext, contains, entry)));
		}
		gen.if(_`!${evaluated}`, () => {
			const valid = gen.name('valid');
			context.subschema({ keyword: 'unevaluatedItems', dataProp: entry, dataPropType: Type.Num }, valid);
			gen.if(_`!${valid}`, () => {
				gen.assign(all, false);
				if (!it.allErrors) gen.break();
			});
		});
	});
	context.ok(all);
}

/**
 * Code of `unevaluatedItems`. Ajv takes all entries beside `contains` for evaluated, where 2020-12 has those that match and
 * 2019-09 none, and takes "all" for a number where it learns it only while it checks.
 */
export const unevaluatedItems =
	(countsContains: boolean): Code =>
	(context) => {
		const { gen, schema, parentSchema, data, it } = context;
		const evaluated = it.items ?? 0;
		it.items = true;
		if (evaluated === true || schema === true) return;
		const length = gen.const('len', _`${data}.length`);
		const from = gen.const('from', _`${evaluated} === true ? ${length} : ${evaluated} || 0`);
		const containing = countsContains ? containingIn(it.schemaEnv.root.schema, parentSchema) : [];
		if (containing.length > 0 || schema !== false) return checkRest(context, containing, from, length);
		context.setParams({ len: from });
		context.fail(_`${length} > ${from}`);
	};

/**
 * Code of `contains`, which leaves it to `unevaluatedItems` which entries count. Ajv keeps the verdict of the list before
 * where it looks at a list without entries inside another one.
 */
export const countContained: Code = (context) => {
	const { gen, parentSchema, data, it } = context;
	const limits = it.opts.next ? (parentSchema as { minContains?: number; maxContains?: number }) : {};
	const { minContains: min = 1, maxContains: max } = limits;
	context.setParams({ min, max });
	if (min === 0 && max === undefined) return;
	const count = gen.let('count', 0);
	const isDecided = max === undefined ? _`${count} >= ${min}` : _`${count} > ${max}`;
	gen.forRange('i', 0, _`${data}.length`, (entry) => {
		const valid = gen.name('valid');
		const applied = { keyword: 'contains', dataProp: entry, dataPropType: Type.Num, compositeRule: true } as const;
		context.subschema(applied, valid);
		gen.if(valid, () => gen.code(_`${count}++`).if(isDecided, () => gen.break()));
	});
	const isEnough = gen.const('enough', _`${count} >= ${min} && ${count} <= ${max ?? Infinity}`);
	context.result(isEnough, () => context.reset());
};

/**
 * Code of a keyword that evaluates only in some cases. Ajv begins to write down what is evaluated in the first case that
 * comes true, and in the others loses what it knew before.
 */
export const inSomeCases =
	(code: Code): Code =>
	(context) => {
		const { gen, it } = context;
		if (it.opts.unevaluated) {
			if (it.props !== true && !(it.props instanceof Name)) it.props = evaluatedPropsToName(gen, it.props);
			if (it.items !== true && !(it.items instanceof Name)) it.items = gen.var('items', it.items ?? 0);
		}
		code(context);
	};

/**
 * Code of `if`, whose own fields and entries count only where it holds. Ajv leaves it out where neither `then` nor `else`
 * asks for anything; what it evaluates counts all the same.
 */
export const ifHolding =
	(code: Code): Code =>
	(context) => {
		const { gen, it, parentSchema } = context;
		const asks = (keyword: 'then' | 'else') => {
			const branch = (parentSchema as Record<string, boolean | object | undefined>)[keyword];
			return branch !== undefined && !alwaysValidSchema(it, branch);
		};
		if (!asks('then') && !asks('else')) {
			if (!it.opts.unevaluated) return;
			const holding = gen.name('valid');
			const evaluated = quietly(context).subschema({ keyword: 'if', compositeRule: true }, holding);
			context.mergeValidEvaluated(evaluated, holding);
			return;
		}
		let condition: Name | undefined;
		code(
			contextWith(context, {
				subschema(applied, valid) {
					condition ??= valid;
					return context.subschema(applied, valid);
				},
				mergeEvaluated: (evaluated) => void context.mergeValidEvaluated(evaluated, condition!),
				mergeValidEvaluated: (evaluated, valid) => context.mergeValidEvaluated(evaluated, valid),
			}),
		);
	};

import type { CodeKeywordDefinition, ErrorObject, Name } from 'ajv';
import { _, KeywordCxt } from 'ajv';
import { resetErrorsCount } from 'ajv/dist/compile/errors';
import names from 'ajv/dist/compile/names';

/** Errors kept of one check; a longer list is of no use to anybody, and a hostile item could fill the memory with it. */
const maxKept = 100_000;

/** Ends a check that has found more than is kept. The verdict is known by then. */
export class TooManyErrors extends Error {
	constructor(readonly errors: readonly ErrorObject[]) {
		super('More is wrong with the value than is kept');
	}
}

type Found = ErrorObject[] | null;

/**
 * Bounds the errors that generated code finds. Ajv itself has no limit, and joins the errors of a referenced schema by
 * copying all that came before, which takes quadratic time in a list of many wrong entries.
 */
export class ErrorCollector {
	/** `onJoin` is told how many errors are about to be joined. */
	constructor(private readonly onJoin: (count: number) => void) {}

	/** How many subschemas are only tried at the moment: of those the first error decides. */
	tries = 0;

	/** Ends the check, or the try, when enough has been found. */
	limit(found: Found): void {
		if (found !== null && found.length >= (this.tries > 0 ? 1 : maxKept)) throw new TooManyErrors(found);
	}

	/** What a referenced schema found, put to what was found before. */
	join(before: Found, more: Found): Found {
		if (before === null || more === null) return before ?? more;
		this.onJoin(more.length);
		for (const error of more) {
			if (before.length >= maxKept) break;
			before.push(error);
		}
		this.limit(before);
		return before;
	}

	/** For what was thrown in a try: nothing when it only means that the try has failed. */
	passOn(thrown: unknown): void {
		if (!(thrown instanceof TooManyErrors)) throw thrown;
	}
}

/** The collector is a property of the Ajv instance, which generated code calls `self`. */
const collector = _`${names.self}.errorCollector`;

/** The context with some of its methods replaced, for a keyword that Ajv defines. */
export function contextWith(context: KeywordCxt, methods: Partial<KeywordCxt> & ThisType<KeywordCxt>): KeywordCxt {
	return Object.assign(Object.create(context) as KeywordCxt, methods);
}

/** Begins a list of errors of its own; gives the list that was there before, and its length. */
function setAside({ gen }: KeywordCxt): { errors: Name; count: Name } {
	const errors = gen.const('_held', names.vErrors);
	const count = gen.const('_before', names.errors);
	gen.assign(names.vErrors, null).assign(names.errors, 0);
	return { errors, count };
}

/**
 * The context of a keyword whose subschemas are only tried. Their errors are dropped as soon as each verdict is known,
 * so that a long list of tries costs neither memory nor copying. Which branch failed why is asked later, for the few
 * problems that are shown.
 */
export function quietly(context: KeywordCxt): KeywordCxt {
	const { gen, it } = context;
	return contextWith(context, {
		subschema(applied, valid) {
			if (!applied.compositeRule) return context.subschema(applied, valid);
			const attempt = () => context.subschema({ ...applied, createErrors: false, allErrors: false }, valid);
			if (!it.opts.allErrors) {
				const before = gen.const('_before', names.errors);
				const result = attempt();
				resetErrorsCount(gen, before);
				return result;
			}
			const { errors, count } = setAside(context);
			gen.code(_`${collector}.tries++`);
			let result: ReturnType<typeof attempt> | undefined;
			gen.try(
				() => {
					result = attempt();
				},
				(thrown) => gen.code(_`${collector}.passOn(${thrown})`).assign(valid, false),
				_`${collector}.tries--`,
			);
			gen.assign(names.vErrors, errors).assign(names.errors, count);
			return result!;
		},
	});
}

/** The keyword with its subschemas tried quietly. */
export function quiet(definition: CodeKeywordDefinition): CodeKeywordDefinition {
	return { ...definition, code: (context) => definition.code(quietly(context)) };
}

/** The context of a keyword that looks at members one after the other: the check ends when enough has been found. */
export function boundedly(context: KeywordCxt): KeywordCxt {
	const { gen, it } = context;
	if (!it.allErrors) return context;
	const limit = () => gen.code(_`${collector}.limit(${names.vErrors})`);
	return contextWith(context, {
		subschema(applied, valid) {
			const result = context.subschema(applied, valid);
			if (!applied.compositeRule) limit();
			return result;
		},
		error(...parameters) {
			// The error tells parameters of the context that it is called on.
			KeywordCxt.prototype.error.apply(this, parameters);
			limit();
		},
	});
}

/** Runs the code of a keyword that refers to another schema; what that finds is joined without copying what came before. */
export function joining(context: KeywordCxt, refer: (context: KeywordCxt) => void): void {
	const { gen, it } = context;
	if (!it.allErrors) return refer(context);
	const { errors } = setAside(context);
	refer(context);
	gen.assign(names.vErrors, _`${collector}.join(${errors}, ${names.vErrors})`);
	gen.assign(names.errors, _`${names.vErrors} === null ? 0 : ${names.vErrors}.length`);
}

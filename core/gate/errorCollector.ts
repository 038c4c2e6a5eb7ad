import type { ErrorObject } from 'ajv';

/** Errors kept of one check; a longer list is of no use to anybody, and a hostile item could fill the memory with it. */
const maxKept = 100_000;

/** Ends a check that has found more than is kept. The verdict is known by then. */
export class TooManyErrors extends Error {
	constructor(readonly errors: readonly ErrorObject[]) {
		super('More is wrong with the value than is kept');
	}
}

/**
 * Takes the errors that generated code finds. Ajv itself has no limit, and joins the errors of a referenced schema by
 * copying all that came before, which takes quadratic time in a list of many wrong entries.
 */
export class ErrorCollector {
	/** How many subschemas are only tried at the moment; what they find may not count. */
	tries = 0;

	keep(errors: ErrorObject[], error: ErrorObject): void {
		if (errors.length < maxKept) errors.push(error);
		else this.stop(errors);
	}

	join(errors: ErrorObject[], more: readonly ErrorObject[] | null): ErrorObject[] {
		for (const error of more ?? []) this.keep(errors, error);
		return errors;
	}

	private stop(errors: readonly ErrorObject[]): void {
		if (this.tries === 0) throw new TooManyErrors(errors);
	}
}

/** Leads generated code of Ajv 8.20 to the collector, which is a property of the Ajv instance: `self`. */
export function useCollector(code: string): string {
	return code
		.replaceAll('vErrors.push(', 'self.errorCollector.keep(vErrors, ')
		.replaceAll('vErrors.concat(', 'self.errorCollector.join(vErrors, ');
}

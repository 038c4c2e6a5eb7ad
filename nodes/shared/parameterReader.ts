import type { IExecuteFunctions } from 'n8n-workflow';

import { parsePlainExpression, walkPlainSteps } from './plainExpression';

/** Parameters of a node as n8n would hand them over for each item. What is read may be shared: do not change it. */
export interface ParameterReader<T> {
	/** True when no parameter depends on the item. */
	isConstant: boolean;
	read(index: number): T;
}

/** One value inside of a parameter. */
export interface ValueReader {
	/** True when it does not depend on the item. */
	isConstant: boolean;
	read(index: number): unknown;
}

/** A part of a parameter that depends on the item, as a function of it. */
type Part = (index: number) => unknown;
type Compiled = { constant: unknown } | { part: Part };

/** n8n takes the parts of a parameter by path, in which only such names are safe. */
const plainKey = /^\w+$/;

class Compiler {
	constructor(private readonly context: IExecuteFunctions) {}

	compile(raw: unknown, path: string, isInside: boolean): Compiled {
		if (typeof raw === 'string') return raw.startsWith('=') ? this.expression(raw, path, isInside) : { constant: raw };
		if (typeof raw !== 'object' || raw === null) return { constant: raw };
		return Array.isArray(raw) ? this.list(raw, path) : this.object(raw, path, isInside);
	}

	private expression(raw: string, path: string, isInside: boolean): Compiled {
		const ask = this.askAt(path, isInside);
		const steps = parsePlainExpression(raw);
		if (steps === undefined) return { part: ask };
		const items = this.context.getInputData();
		return {
			part: (index) => {
				const walked = walkPlainSteps(items[index]?.json, steps);
				return walked === 'ask n8n' ? ask(index) : walked.value;
			},
		};
	}

	/** n8n's own evaluation. Inside of a parameter it makes text of luxon's dates. */
	private askAt(path: string, isInside: boolean): Part {
		return (index) => {
			const value: unknown = this.context.getNodeParameter(path, index);
			return isInside && isDateTime(value) ? value.toString() : value;
		};
	}

	private list(raw: readonly unknown[], path: string): Compiled {
		const parts = raw.map((entry, index) => this.compile(entry, `${path}[${index}]`, true));
		if (parts.every((part) => 'constant' in part)) return { constant: raw };
		return { part: (index) => parts.map((part) => valueOf(part, index)) };
	}

	private object(raw: object, path: string, isInside: boolean): Compiled {
		const entries = Object.entries(raw);
		const parts = entries.map(([key, value]) => [key, this.compile(value, `${path}.${key}`, true)] as const);
		if (parts.every(([, part]) => 'constant' in part)) return { constant: raw };
		if (!parts.every(([key]) => plainKey.test(key))) return { part: this.askAt(path, isInside) };
		return { part: (index) => Object.fromEntries(parts.map(([key, part]) => [key, valueOf(part, index)])) };
	}
}

function valueOf(compiled: Compiled, index: number): unknown {
	return 'constant' in compiled ? compiled.constant : compiled.part(index);
}

function isDateTime(value: unknown): value is object {
	return typeof value === 'object' && value !== null && 'isLuxonDateTime' in value && value.isLuxonDateTime === true;
}

/** Reads one value that stands inside of a parameter, as it was written, at n8n's path, as `rules.values[0].ownerRole`. */
export function valueReader(context: IExecuteFunctions, raw: unknown, path: string): ValueReader {
	const compiled = new Compiler(context).compile(raw, path, true);
	if ('part' in compiled) return { isConstant: false, read: compiled.part };
	return { isConstant: true, read: () => compiled.constant };
}

/**
 * Reads parameters once per run and works expressions out per item: those that only walk into the item, as
 * `={{ $json.customer.email }}`, natively, which is some ten thousand times faster, and all others by n8n.
 * `fallbacks` has the parameters to read, by n8n's path, as `fields.values`, and what each is where it is not set.
 */
export function parameterReader<T extends Record<string, unknown>>(
	context: IExecuteFunctions,
	fallbacks: { [Name in keyof T & string]: T[Name] | undefined },
): ParameterReader<T> {
	const compiler = new Compiler(context);
	const parts = Object.entries(fallbacks).map(([name, fallback]) => {
		const raw: unknown = context.getNodeParameter(name, 0, fallback, { rawExpressions: true });
		return [name, compiler.compile(raw, name, false)] as const;
	});
	const readAll = (index: number) => Object.fromEntries(parts.map(([name, part]) => [name, valueOf(part, index)])) as T;
	const isConstant = parts.every(([, part]) => 'constant' in part);
	if (!isConstant) return { isConstant, read: readAll };
	const constant = readAll(0);
	return { isConstant, read: () => constant };
}

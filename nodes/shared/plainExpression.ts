/** What reads the same in n8n and here: `={{ $json.customer.email }}`, `={{ $json["First Name"] }}`, `={{ $json.items[0].sku }}`. */
export type PlainSteps = readonly string[];

/** What a plain expression is for an item, or that only n8n can tell. */
export type Walked = { value: unknown } | 'ask n8n';

const whole = /^=\{\{\s*\$json((?:[^{}])*?)\s*\}\}$/;
const step =
	/(?:\?\.|\.)([\p{ID_Start}_$][\p{ID_Continue}$]*)|\[(0|[1-9]\d{0,8})\]|\["([^"'\\{}()\p{C}]*)"\]|\['([^"'\\{}()\p{C}]*)'\]/uy;

/** Names that n8n refuses to read, whatever an item holds there. */
const refusedNames = new Set(
	(
		'_linkedBinding _load arguments binding callee caller constructor defineProperties defineProperty dlopen execve ' +
		'getBuiltinModule getOwnPropertyDescriptor getOwnPropertyDescriptors getPrototypeOf loadEnvFile mainModule ' +
		'prepareStackTrace prototype setPrototypeOf'
	).split(' '),
);

function isRefused(name: string): boolean {
	return refusedNames.has(name) || name in Object.prototype;
}

/** The field names and entry numbers of an expression that does nothing but walk into the item; undefined for others. */
export function parsePlainExpression(expression: string): PlainSteps | undefined {
	const path = whole.exec(expression)?.[1];
	// n8n refuses these letters anywhere, also at the start of a longer name.
	if (path === undefined || /\.\s*constructor/.test(path)) return undefined;
	const steps: string[] = [];
	step.lastIndex = 0;
	for (let at = 0; at < path.length; at = step.lastIndex) {
		const [, name, entry, quoted, singleQuoted] = step.exec(path) ?? [];
		const found = name ?? entry ?? quoted ?? singleQuoted;
		if (found === undefined || isRefused(found)) return undefined;
		steps.push(found);
	}
	return steps;
}

function isPlain(value: object): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}

/**
 * What n8n finds for the steps: nothing where an object on the way is missing or null. Where it would find what values
 * inherit, as the length of a text, or what JSON does not hold, as a date, n8n is to be asked.
 */
export function walkPlainSteps(json: unknown, steps: PlainSteps): Walked {
	let held = json;
	for (const name of steps) {
		if (held === undefined || held === null) return { value: undefined };
		if (typeof held !== 'object' || !isPlain(held)) return 'ask n8n';
		if (Object.hasOwn(held, name)) held = (held as Record<string, unknown>)[name];
		else if (name in held) return 'ask n8n';
		else held = undefined;
	}
	const isJson = ['string', 'number', 'boolean', 'undefined'].includes(typeof held) || held === null;
	if (isJson || (typeof held === 'object' && held !== null && isPlain(held))) return { value: held };
	return 'ask n8n';
}

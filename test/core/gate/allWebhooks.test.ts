import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

import { compileContract, type CompiledContract } from '../../../core';

// Every example payload of a code host's webhooks, against the schemas that it publishes for them. Ajv as it comes is the
// oracle: the gate has to give the same verdict, and to say where.

type Json = Record<string, unknown>;

// Read instead of imported, because the compiler takes long to give so much JSON a type.
const read = (file: string): unknown => JSON.parse(readFileSync(require.resolve(file), 'utf8'));

const events = read('@octokit/webhooks-examples/api.github.com/index.json') as Array<{
	name: string;
	examples: Json[];
}>;
const { $schema, definitions } = read('@octokit/webhooks-schemas/schema.json') as {
	$schema: string;
	definitions: Json;
};

const schemaOf = (name: string) => ({ $schema, $ref: `#/definitions/${name}_event`, definitions });

interface Judges {
	gate: CompiledContract;
	oracle: (payload: unknown) => boolean;
}

function judgesOf(name: string): Judges {
	const ajv = new Ajv({ strict: false, logger: false });
	addFormats(ajv);
	const validate = ajv.compile(schemaOf(name));
	const contract = { id: name, kind: 'json_schema', schema: schemaOf(name), unknown_keywords: 'allow' } as const;
	return { gate: compileContract(contract), oracle: (payload) => validate(payload) };
}

/** A copy of a payload with one place changed, and the place. */
interface Broken {
	path: string[];
	payload: Json;
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
	if (typeof value !== 'object' || value === null) return [path];
	return [path, ...Object.entries(value).flatMap(([key, held]) => pathsOf(held, [...path, key]))];
}

function change(payload: Json, path: readonly string[], to: (holder: Json, key: string) => void): Json {
	const copy = structuredClone(payload);
	const holder = path.slice(0, -1).reduce<Json>((held, key) => held[key] as Json, copy);
	to(holder, path.at(-1)!);
	return copy;
}

/** Every n-th place taken out, and every n-th given a value of another type. */
function* brokenCopies(payload: Json, stride: number): Generator<Broken> {
	const paths = pathsOf(payload).filter(({ length }) => length > 0);
	for (let index = 0; index < paths.length; index += stride) {
		const path = paths[index]!;
		yield { path, payload: change(payload, path, (holder, key) => void (Array.isArray(holder) || delete holder[key])) };
		const wrong = { path, payload: change(payload, path, (holder, key) => void (holder[key] = [[holder[key]]])) };
		yield wrong;
	}
}

/** One place in so many is broken; all of them together would take some minutes. */
const stride = 97;

const known = events.filter(({ name }) => Object.hasOwn(definitions, `${name}_event`));
/** Payloads that the published schemas refuse: they are from before the schemas asked for all that they ask for. */
const outdated = { payloads: 0, all: 0 };
const broken = { refused: 0, all: 0 };

describe.each(known)('the payloads of $name', ({ name, examples }) => {
	test('are judged as the schema says, whole and broken in one place', () => {
		const { gate, oracle } = judgesOf(name);
		for (const example of examples) {
			const expected = oracle(example);
			outdated.all += 1;
			if (!expected) outdated.payloads += 1;
			const { valid, problems } = gate.check(example);
			expect([valid, problems.length > 0]).toEqual([expected, !expected]);
			if (!expected) continue;
			for (const { path, payload } of brokenCopies(example, stride)) {
				broken.all += 1;
				const isValid = oracle(payload);
				const verdict = gate.check(payload, { max_problems: 5 });
				expect([path, verdict.valid]).toEqual([path, isValid]);
				if (isValid) continue;
				broken.refused += 1;
				// The place, or what holds it, is named.
				const place = `/${path.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
				expect(verdict.problems.some(({ pointer }) => place.startsWith(pointer) || pointer.startsWith(place))).toBe(
					true,
				);
			}
		}
	});
});

test('are there in numbers, and nearly all of what is broken is refused', () => {
	expect(outdated).toEqual({ payloads: 40, all: 284 });
	expect(broken.all).toBeGreaterThan(1000);
	expect(broken.refused / broken.all).toBeGreaterThan(0.95);
});

import { _, type KeywordCxt, Name } from 'ajv';
import { contextWith } from './errorCollector';

/**
 * Steps of one judgement: some seconds at most. An item of 10 MB has no more than forty million under an ordinary contract;
 * one of forty levels would take a million million under a contract that refers to itself twice in each.
 */
export const maxSteps = 50_000_000;

/** Ends a judgement that takes more steps than anybody waits for. */
export class OutOfSteps extends Error {
	constructor() {
		super(`The judgement takes more than ${maxSteps} steps`);
	}
}

/** Counts the steps of one judgement. Counting, not time, so that the same item has the same verdict everywhere. */
export class Steps {
	#left = maxSteps;

	/** Begins a judgement. */
	begin(): void {
		this.#left = maxSteps;
	}

	take(count: number): void {
		this.#left -= count;
		if (this.#left < 0) throw new OutOfSteps();
	}

	/** The function, taking a step for each `perStep` characters of the text that it reads. */
	reading<Result>(read: (text: string) => Result, perStep: number): (text: string) => Result {
		return (text) => {
			this.take(text.length / perStep);
			return read(text);
		};
	}
}

/** Steps of what generated code does, about as they compare in time with reading a character by a pattern. */
const cost = { reference: 5, member: 2 };

/** Has generated code take the steps of one reference, or of going into a member that is not named. */
export function takeSteps({ gen }: KeywordCxt, steps: Steps, of: keyof typeof cost): void {
	gen.code(_`${gen.scopeValue('obj', { ref: steps })}.take(${cost[of]})`);
}

/** The context of a keyword that takes steps for each member of the value that it goes into. */
export function countedly(context: KeywordCxt, steps: Steps): KeywordCxt {
	return contextWith(context, {
		subschema(applied, valid) {
			const isMember = applied.dataProp instanceof Name || applied.data instanceof Name;
			if (isMember) takeSteps(context, steps, 'member');
			return context.subschema(applied, valid);
		},
	});
}

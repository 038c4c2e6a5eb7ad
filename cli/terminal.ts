import { parseArgs, type ParseArgsConfig } from 'node:util';

import { TriageError } from '../core/errors';

/** What a command needs of the process that runs it; tests hand in their own. */
export interface Terminal {
	out(text: string): void;
	err(text: string): void;
	/** Somebody watches: progress may be shown and overwritten. */
	showsProgress: boolean;
	now(): string;
	randomBytes(size: number): Uint8Array;
	env: Readonly<Record<string, string | undefined>>;
}

/** Exit codes; those of `verify` are part of its contract. */
export const exitCodes = { ok: 0, tampered: 1, unusable: 2, inconclusive: 3 } as const;

/** A command line that cannot be run. */
export class UsageError extends Error {}

/** Parses a command line strictly. Throws `UsageError`. */
export function readArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
	try {
		return parseArgs(config);
	} catch (error) {
		throw new UsageError((error as Error).message);
	}
}

/** One line about what went wrong and one about what to do. */
export function describeError(error: unknown): string {
	if (error instanceof TriageError) return `${error.code}: ${error.message}\n${error.fix}\n`;
	return `${error instanceof Error ? error.message : String(error)}\n`;
}

/** Shows how far a long command is, in one line that is overwritten. */
export function progressOf(terminal: Terminal, what: string): { show(count: number): void; end(): void } {
	let isShown = false;
	return {
		show(count) {
			if (!terminal.showsProgress) return;
			isShown = true;
			terminal.err(`\r${what} ${count.toLocaleString('en')}`);
		},
		end() {
			if (isShown) terminal.err('\n');
		},
	};
}

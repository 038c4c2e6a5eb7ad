/** Why a cell cannot be read; `position` counts from 1. */
export class Unreadable extends Error {
	constructor(
		message: string,
		readonly fix: string,
		readonly position: number,
	) {
		super(message);
	}
}

/** A cell's text and how far it was read. White space between signs does not count. */
export class CellScanner {
	protected at = 0;

	constructor(
		protected readonly text: string,
		/** What to write where nothing better can be said. */
		private readonly usualFix: string,
	) {}

	protected refuse(what: string, fix = this.usualFix): never {
		this.skipSpace();
		throw new Unreadable(what, fix, Math.min(this.at, this.text.length) + 1);
	}

	protected skipSpace(): number {
		while (/\s/.test(this.text[this.at] ?? '')) this.at++;
		return this.at;
	}

	protected next(): string | undefined {
		return this.text[this.skipSpace()];
	}

	protected isAtEnd(): boolean {
		return this.next() === undefined;
	}

	protected startsWith(sign: string): boolean {
		return this.text.startsWith(sign, this.skipSpace());
	}

	protected take(sign: string): boolean {
		if (!this.startsWith(sign)) return false;
		this.at += sign.length;
		return true;
	}

	protected match(pattern: RegExp): RegExpExecArray | null {
		pattern.lastIndex = this.skipSpace();
		const found = pattern.exec(this.text);
		if (found !== null) this.at = pattern.lastIndex;
		return found;
	}

	protected takePattern(pattern: RegExp): string | undefined {
		return this.match(pattern)?.[0];
	}

	protected takeGroup(pattern: RegExp): string | undefined {
		return this.match(pattern)?.[1];
	}
}

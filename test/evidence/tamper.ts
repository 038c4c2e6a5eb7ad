import type { BundleCode, BundleManifest } from '../../core';
import type { ExportSelection } from '../../storage';
import { busyLog } from './busyLog';
import { codesOf, exportLog, reseal, verify, type Bundle } from './testLog';

type Lines = string[];

/** Changes the lines of a file. */
export function edit(bundle: Bundle, name: string, change: (lines: Lines) => Lines | void): void {
	const lines = bundle.get(name)!.toString().split('\n').slice(0, -1);
	const changed = change(lines) ?? lines;
	bundle.set(name, Buffer.from(changed.map((line) => `${line}\n`).join('')));
}

/** Changes one line, which must have what is replaced. */
export const replace = (at: number, from: string | RegExp, to: string) => (lines: Lines) => {
	const changed = lines[at]!.replace(from, to);
	if (changed === lines[at]) throw new RangeError(`Nothing to replace in ${lines[at]}`);
	lines[at] = changed;
};

export const swap = (a: number, b: number) => (lines: Lines) => {
	[lines[a], lines[b]] = [lines[b]!, lines[a]!];
};

/** Codes that are about the bundle's honesty: information says nothing about an attack. */
export const judged = (codes: string[]) =>
	codes.filter((code) => !['PENDING', 'OPEN_CASE', 'WITHHELD', 'REDACTED', 'PRUNED'].includes(code));

/** One way to tamper with a bundle, which is sealed again afterwards, and all codes that name it. */
export type Attack = [
	name: string,
	tamper: (bundle: Bundle, notes: ReturnType<typeof busyLog>) => void,
	codes: BundleCode[],
	change?: (manifest: BundleManifest) => void,
];

/** A test for each way: the bundle is of the busy log, and the auditor holds its newest checkpoint. */
export function testAttacks(wanted: ExportSelection, attacks: readonly Attack[]): void {
	// Rows of one length: jest would hand its own callback in for a last element that is not there.
	const rows = attacks.map(([name, ...attack]) => [name, attack] as const);
	test.each(rows)('%s', async (_, [tamper, codes, change]) => {
		const notes = busyLog();
		const bundle = await exportLog(notes.log, wanted);
		tamper(bundle, notes);
		const report = await verify(reseal(bundle, change), [notes.late]);
		expect(judged(codesOf(report))).toEqual([...codes].sort());
		expect(report.verdict).toBe('TAMPERED');
	});
}

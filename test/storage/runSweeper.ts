import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { ThrottleRule } from '../../core';
import type { Target } from './processes';

interface SweeperOrder {
	/** Folder of the compiled sources. */
	compiled: string;
	target: Target;
	name: string;
	/** What its clock says; that of the machine without it. */
	now?: string;
	/** Timers and attempts of one transaction. */
	limit?: number;
	/** How many messages may go to one role; any number without it. */
	throttle?: ThrottleRule[];
}

/** Runs a process that sweeps; `onStep` hears of each step and attempt that it found or held back, and may kill it. */
export async function runSweeper(
	order: SweeperOrder,
	onStep: (count: number, kill: () => void) => void = () => {},
): Promise<{ ids: string[]; complaint: string; signal: unknown }> {
	const child = spawn(process.execPath, [join(__dirname, 'sweeper.js'), JSON.stringify(order)]);
	const ids: string[] = [];
	let complaint = '';
	child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
	createInterface(child.stdout).on('line', (id) => {
		ids.push(id);
		onStep(ids.length, () => child.kill('SIGKILL'));
	});
	const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
	return { ids, complaint, signal };
}

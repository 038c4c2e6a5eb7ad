import { backupWord, lintTimedChain, ownerWord, type StartTimer } from '../../../core';
import { count, type Hint } from '../../shared/hints';

/** Each takes some hundred trials, so a run with times of its own for every item looks at the first of them only. */
const maxInspected = 10;
/** Most findings that are shown one by one. */
const maxShown = 5;

/** Roles of the case by the words that the editor has for them. */
export const callRoles = (message: string): string =>
	message.replaceAll(`'${ownerWord}'`, 'the owner role').replaceAll(`'${backupWord}'`, 'the backup role');

/** What will not work as it looks, of the steps of timers that a run starts. They run all the same: a deadline is worth more. */
export class StepInspection {
	private readonly inspected = new Set<string>();
	private readonly findings = new Set<string>();

	inspect({ chain, within, calendar }: StartTimer): void {
		const key = JSON.stringify([chain, within, calendar.name]);
		if (this.inspected.size >= maxInspected && !this.inspected.has(key)) return;
		this.inspected.add(key);
		for (const { message, fix } of lintTimedChain(chain, within, calendar)) {
			this.findings.add(callRoles(`${message}. ${fix}`));
		}
	}

	hints(): Hint[] {
		const shown = [...this.findings].slice(0, maxShown);
		const more = this.findings.size - shown.length;
		if (more > 0) shown.push(`${count(more, 'further finding')} about escalation steps`);
		return shown.map((message) => ({ message, type: 'warning' }));
	}
}

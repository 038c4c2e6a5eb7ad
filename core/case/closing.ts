import { closingNeeds, type ClosingNeed } from '../vocabulary';
import type { TriageCase } from './types';

interface Need {
	/** What is missing, as it follows "without"; empty where nothing is. */
	missing(state: TriageCase): string;
	fix: string;
}

const maxShown = 5;

function listNames(names: readonly string[]): string {
	const more = names.length > maxShown ? ` and ${names.length - maxShown} more` : '';
	return `${names.slice(0, maxShown).join(', ')}${more}`;
}

const needs: Record<ClosingNeed, Need> = {
	open_exceptions: {
		missing: ({ open_exceptions: open }) => (open.length === 0 ? '' : `resolving its exceptions (${open.join(', ')})`),
		fix: 'Resolve them with Triage Case: Resolve Exception',
	},
	passed_checks: {
		missing({ qa: { before_closing: qa } }) {
			if (qa === null) return 'passed checks before closing';
			if (qa.is_stale) return `passed checks that are newer than its last change (made at version ${qa.case_version})`;
			if (qa.passed || qa.override !== null) return '';
			const held = qa.blocking.length === 0 ? 'no check that blocks applies' : listNames(qa.blocking);
			return `passed checks before closing (${qa.score}: ${held})`;
		},
		fix: "Put a QA Checklist node with 'Run At' Before Closing right before, and clear what it names",
	},
	reconcile_tasks: {
		missing({ tasks }) {
			const open = tasks.filter(({ type, status }) => type === 'reconcile' && status === 'open');
			return open.length === 0
				? ''
				: `completing what is to be reconciled (${open.map(({ task_id }) => task_id).join(', ')})`;
		},
		fix: 'Make the systems agree and complete the task with Triage Case: Complete Task',
	},
};

/** All that a case lacks to be ended, so that nobody has to try again to learn of the next; to be resolved, unless said otherwise. */
export function findUnmet(
	state: TriageCase,
	asked: readonly ClosingNeed[] = closingNeeds,
): { missing: string; unmet: ClosingNeed[] } {
	const found = asked.map((need) => ({ need, missing: needs[need].missing(state) }));
	const unmet = found.filter(({ missing }) => missing !== '');
	return { missing: unmet.map(({ missing }) => missing).join(', and without '), unmet: unmet.map(({ need }) => need) };
}

/** What helps against each of them. */
export const fixUnmet = (unmet: readonly ClosingNeed[]): string => unmet.map((need) => needs[need].fix).join('. ');

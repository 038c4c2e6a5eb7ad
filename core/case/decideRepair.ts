import type { ClockTerms } from '../clock';
import { refuse } from './refusals';
import type { CaseDecision, RepairClocks, TriageCase } from './types';

/** Facts of an entry are text: of each clock one, `none` where there is none. */
const listed = (figures: readonly ClockTerms[], key: keyof ClockTerms): string[] =>
	figures.map((each) => String(each[key] ?? 'none'));

/** Counts the clocks of a case anew, with what that changes. */
export function decideRepair(state: TriageCase, command: RepairClocks): CaseDecision {
	if (state.state === 'resolved') return refuse(state, { command: 'repair_clocks' });
	const { policy, policy_version, calendar, changes } = command;
	if (changes.length === 0) return { outcome: 'unchanged' };
	const [before, after] = [changes.map((each) => each.before), changes.map((each) => each.after)];
	return {
		outcome: 'accepted',
		entries: [
			{
				type: 'clocks.repaired',
				data: {
					policy,
					policy_version,
					calendar,
					clocks: changes.map(({ clock }) => clock),
					budgets_before: listed(before, 'budget_seconds'),
					budgets_after: listed(after, 'budget_seconds'),
					due_before: listed(before, 'due_at'),
					due_after: listed(after, 'due_at'),
					outcomes_before: listed(before, 'outcome'),
					outcomes_after: listed(after, 'outcome'),
				},
			},
		],
	};
}

import type { IExecuteFunctions } from 'n8n-workflow';

import { count, showHint } from '../shared/hints';
import type { Prepared } from './judge';
import { needsTriage } from './roleOutputs';

const maxNamed = 5;

/** `A`, `A and B`, `A, B and 3 more`. */
function list(names: readonly string[]): string {
	const shown = names.length > maxNamed ? [...names.slice(0, maxNamed), `${names.length - maxNamed} more`] : [...names];
	const last = shown.pop() ?? '';
	return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

const listCounts = (counts: ReadonlyMap<string, number>): string =>
	list([...counts].map(([what, times]) => `${what} ${times}`));

/** Says after a run what somebody should look at. */
export function report(
	context: IExecuteFunctions,
	judgedCounts: readonly number[],
	{ tally: { labels, skipped, roles, unrecorded }, book, failures }: Prepared,
): void {
	const triage = judgedCounts[needsTriage] ?? 0;
	const all = judgedCounts.reduce((sum, number) => sum + number, 0);
	if (triage > 0) {
		const why = listCounts(labels);
		const opened = failures.describe();
		const needs = triage === 1 ? 'needs' : 'need';
		showHint(
			context,
			`${triage} of ${count(all, 'item')} ${needs} triage${why && ` (${why})`}${opened && `.${opened}`}`,
			'warning',
		);
	}
	if (skipped.size > 0) showHint(context, `Passed over because they cannot act: ${listCounts(skipped)}`, 'warning');
	const unstaffed = book?.unstaffedOf(roles) ?? [];
	if (unstaffed.length > 0) {
		const [has, them] = unstaffed.length === 1 ? ['has', 'it'] : ['have', 'them'];
		const what = unstaffed.length === 1 ? 'Role' : 'Roles';
		showHint(context, `${what} ${list(unstaffed)} ${has} nobody on ${them} yet. Add members, so that somebody acts.`);
	}
	if (unrecorded > 0) {
		const what = count(unrecorded, 'decision');
		showHint(context, `${what} not recorded: 'Case ID' is empty. Put this node after Triage Case: Open.`);
	}
}

import type { INodeExecutionData } from 'n8n-workflow';

import { count, showHint } from '../shared/hints';
import { failedOutput, passedOutput, type QaResult } from './judge';
import type { Prepared } from './prepare';

/** Says after a run how many did not pass, and which check most of them fail. */
export function report(
	{ context, field, failures, hints }: Prepared,
	[passed = 0, failed = 0]: readonly number[],
	outputs: readonly INodeExecutionData[][],
): void {
	for (const { message, type } of hints) showHint(context, message, type);
	const qaOf = ({ json }: INodeExecutionData) =>
		((json[field] ?? {}) as { qa?: Pick<QaResult, 'blocking' | 'reason'> }).qa;
	const unproved = (outputs[passedOutput] ?? []).filter((item) => qaOf(item)?.reason).length;
	if (unproved > 0)
		showHint(context, `${count(unproved, 'item')} passed although no check that blocks applies`, 'warning');
	if (failed === 0) return;
	const counts = new Map<string, number>();
	for (const item of outputs[failedOutput] ?? []) {
		const qa = qaOf(item);
		const reasons = qa?.reason ? ['no check that blocks applies'] : (qa?.blocking ?? []);
		for (const name of reasons) counts.set(name, (counts.get(name) ?? 0) + 1);
	}
	const [top] = [...counts].sort(([, one], [, other]) => other - one);
	const reason = top === undefined ? '' : ` Top reason: ${top[0]}`;
	const opened = failures.describe();
	showHint(
		context,
		`${failed} of ${count(passed + failed, 'item')} did not pass.${reason}${opened && (reason === '' ? opened : `.${opened}`)}`,
		'warning',
	);
}

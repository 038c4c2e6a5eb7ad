import type { INodeExecutionData } from 'n8n-workflow';

import { count, showHint } from '../shared/hints';
import { failedOutput } from './judge';
import type { Prepared } from './prepare';

/** Says after a run how many did not pass, and which check most of them fail. */
export function report(
	{ context, field, failures, hints }: Prepared,
	[passed = 0, failed = 0]: readonly number[],
	outputs: readonly INodeExecutionData[][],
): void {
	for (const { message, type } of hints) showHint(context, message, type);
	if (failed === 0) return;
	const counts = new Map<string, number>();
	for (const { json } of outputs[failedOutput] ?? []) {
		const { qa } = (json[field] ?? {}) as { qa?: { blocking: string[] } };
		for (const name of qa?.blocking ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
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

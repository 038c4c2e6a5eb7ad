import { withResult } from '../../shared/resultField';
import { otherOutput, readTarget, routeTimer, targetParameters, type Operation } from './operation';

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const target = readTarget(context, index);
	const { case_id, name } = target;
	const timer = await store.getTimer(target);
	if (timer !== null) return [routeTimer(item, field, case_id, { outcome: 'unchanged', timer })];
	const refusal = {
		code: 'TIMER_NOT_FOUND',
		message: `There is no timer '${name}' on case ${case_id.slice(0, 40)}`,
		fix: 'Start it first, or check case and name; upper and lower case count',
	};
	return [{ output: otherOutput, item: withResult(item, field, { case_id, timer: null, refusal }) }];
};

export const get: Operation = { description: targetParameters('get'), execute };

import type { IDataObject } from 'n8n-workflow';

import { applyPlan, findExisting, planSetup, readDemoTables, readTemplates, setUpTables } from '../../../setup';
import { withResult } from '../../shared/resultField';
import { openSetupApi } from '../../shared/setupApi';
import { badOutput, goodOutput, type Operation } from './operation';

const execute: Operation['execute'] = async ({ context, field }, item, index) => {
	const update = context.getNodeParameter('replaceChanged', index, false) === true;
	const api = await openSetupApi(context);
	const tables = await setUpTables(api, readDemoTables());
	const steps = planSetup(readTemplates(), await findExisting(api), { update });
	const done = await applyPlan(api, steps, () => undefined);
	const workflows = done.map(({ step, id, isPublished, refusal }): IDataObject => ({
		id,
		name: step.template.name,
		action: step.action,
		is_published: isPublished,
		...(refusal && { refusal: { message: refusal.message, fix: refusal.fix } }),
	}));
	const refused = done.filter(({ refusal }) => refusal !== undefined).length;
	const setup: IDataObject = { workflows, tables: tables.map((table) => ({ ...table })) };
	return [{ output: refused === 0 ? goodOutput : badOutput, item: withResult(item, field, { setup }) }];
};

export const installTemplates: Operation = { execute };

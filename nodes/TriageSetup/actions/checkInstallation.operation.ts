import type { IDataObject } from 'n8n-workflow';

import { readHost } from '../../shared/host';
import { withResult } from '../../shared/resultField';
import { hasSetupApi, openSetupApi } from '../../shared/setupApi';
import { checkHost, checkPackage, checkRoles, checkStore, checkWorkflows } from './checks';
import { badOutput, goodOutput, type Operation } from './operation';

const execute: Operation['execute'] = async ({ context, field }, item) => {
	const [storeCheck, store] = await checkStore(context);
	const checks = [
		checkHost(readHost()),
		checkPackage(context.getNode().type),
		storeCheck,
		...(store === null ? [] : [await checkRoles(store)]),
		...(hasSetupApi(context) ? await checkWorkflows(async () => await openSetupApi(context)) : []),
	];
	const missed = checks.filter(({ ok }) => !ok).length;
	const message =
		missed === 0
			? `All ${checks.length} checks passed`
			: `${missed} of ${checks.length} checks need attention: ${checks
					.filter(({ ok }) => !ok)
					.map(({ check }) => check)
					.join(', ')}`;
	const installation: IDataObject = { ok: missed === 0, message, checks: checks.map((check) => ({ ...check })) };
	return [{ output: missed === 0 ? goodOutput : badOutput, item: withResult(item, field, { installation }) }];
};

export const checkInstallation: Operation = { execute };

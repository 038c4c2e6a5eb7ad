import { readDemoTables, setUpTables } from '../../../setup';
import { withResult } from '../../shared/resultField';
import { openSetupApi } from '../../shared/setupApi';
import { goodOutput, type Operation } from './operation';

const execute: Operation['execute'] = async ({ context, field }, item) => {
	const tables = await setUpTables(await openSetupApi(context), readDemoTables(), { restore: true });
	const setup = { workflows: [], tables: tables.map((table) => ({ ...table })) };
	return [{ output: goodOutput, item: withResult(item, field, { setup }) }];
};

export const loadDemoData: Operation = { execute };

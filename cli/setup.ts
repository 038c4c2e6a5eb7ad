import { exitCodes, readArguments, UsageError, type Terminal } from './terminal';
import {
	applyPlan,
	connect,
	findExisting,
	planSetup,
	readDemoTables,
	readTemplates,
	removeAll,
	removeTables,
	setUpTables,
	type Done,
	type DoneTable,
	type N8nApi,
	type Step,
} from '../setup';
import { sendByFetch } from './sendByFetch';

const defaultUrl = 'http://localhost:5678';

const help = `Usage: n8n-nodes-support-triage setup [--url URL] [--update | --remove] [--dry-run]

Imports the workflows of the pack into a running n8n, links them with each other and publishes them, and makes the tables
that the demo of the connectors answers from. Safe to run again. The pack itself has to be installed in that n8n. Needs an
API key, which n8n makes under Settings > n8n API, in the environment variable N8N_API_KEY.

  --url URL    Address of n8n's editor (default: ${defaultUrl})
  --update     Replaces workflows that differ from those of the pack. n8n keeps what was there in the version history
  --remove     Takes the workflows and the demo tables out again. Cases and their evidence stay
  --dry-run    Says what would be done, and changes nothing
`;

const planned: Record<Step['action'], string> = {
	create: 'to be imported',
	update: 'to be replaced',
	unchanged: 'there already',
	changed: 'was changed in n8n, left as it is (--update replaces it)',
};
const applied: Record<Step['action'], string> = { ...planned, create: 'imported', update: 'replaced' };

const listed = (name: string, what: string) => `  ${name}: ${what}\n`;

function describeDone({ step, isPublished, refusal }: Done): string {
	const published = isPublished ? ', published' : '';
	const line = listed(step.template.name, `${applied[step.action]}${published}`);
	return refusal === undefined ? line : `${line}    not published. ${refusal.message}\n    ${refusal.fix}\n`;
}

function describeTable({ name, action, row_count }: DoneTable, isDryRun: boolean): string {
	const created = `${isDryRun ? 'to be created' : 'created'} with ${row_count} rows`;
	return listed(`Table ${name}`, action === 'created' ? created : 'there already');
}

async function remove(api: N8nApi, isDryRun: boolean, terminal: Terminal): Promise<number> {
	let count = 0;
	const tell = (name: string) => {
		count += 1;
		terminal.out(listed(name, isDryRun ? 'to be removed' : 'removed'));
	};
	const existing = await findExisting(api);
	if (isDryRun) for (const { name } of existing) tell(name);
	else await removeAll(api, existing, ({ name }) => tell(name));
	await removeTables(api, readDemoTables(), { isDryRun }, (name) => tell(`Table ${name}`));
	if (count === 0) terminal.out('There is nothing to remove\n');
	return exitCodes.ok;
}

async function install(api: N8nApi, steps: readonly Step[], isDryRun: boolean, terminal: Terminal): Promise<number> {
	await setUpTables(api, readDemoTables(), { isDryRun }, (table) => terminal.out(describeTable(table, isDryRun)));
	if (isDryRun) {
		for (const { template, action, publish } of steps) {
			terminal.out(listed(template.name, `${planned[action]}${publish ? ', to be published' : ''}`));
		}
		return exitCodes.ok;
	}
	const done = await applyPlan(api, steps, (one) => terminal.out(describeDone(one)));
	return done.some(({ refusal }) => refusal !== undefined) ? exitCodes.unusable : exitCodes.ok;
}

/** `setup`: the operator's command, after the pack was installed. */
export const setupCommand = {
	async run(args: string[], terminal: Terminal): Promise<number> {
		const { values } = readArguments({
			args,
			options: {
				'dry-run': { type: 'boolean', default: false },
				help: { type: 'boolean', short: 'h' },
				remove: { type: 'boolean', default: false },
				update: { type: 'boolean', default: false },
				url: { type: 'string', default: defaultUrl },
			},
		});
		if (values.help) {
			terminal.out(help);
			return exitCodes.ok;
		}
		if (values.update && values.remove) throw new UsageError('--update and --remove cannot go together');
		const apiKey = terminal.env.N8N_API_KEY ?? '';
		if (apiKey === '') throw new UsageError('N8N_API_KEY is not set; n8n makes an API key under Settings > n8n API');
		const api = connect(values.url, sendByFetch(apiKey));
		const isDryRun = values['dry-run'];
		if (values.remove) return await remove(api, isDryRun, terminal);
		const steps = planSetup(readTemplates(), await findExisting(api), { update: values.update });
		return await install(api, steps, isDryRun, terminal);
	},
};

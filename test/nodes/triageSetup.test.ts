import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { checkPackage } from '../../nodes/TriageSetup/actions/checks';
import { readDemoTables, readTemplates } from '../../setup';
import { flow, runWorkflow } from '../harness/runWorkflow';
import { N8nApiServer } from '../harness/n8nApi';
import { storeOfNodes } from '../harness/stores';
import { context, openTicket, owner } from '../storage/subject';

interface Result extends IDataObject {
	installation: {
		ok: boolean;
		message: string;
		checks: Array<{ check: string; ok: boolean; found: string; fix: string }>;
	};
	setup: {
		workflows: Array<{
			name: string;
			action: string;
			is_published: boolean;
			refusal?: { message: string; fix: string };
		}>;
		tables: Array<{ name: string; action: string; row_count: number }>;
	};
}

const { N8N_USER_FOLDER: before } = process.env;
let folder: string;
let server: N8nApiServer;
let baseUrl: string;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'setup-'));
	process.env.N8N_USER_FOLDER = folder;
	server = new N8nApiServer();
	await server.start();
	baseUrl = server.url;
});
afterEach(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
	process.env.N8N_USER_FOLDER = before;
});

async function run(operation: string, { withKey = true, type = 'triageSetup', parameters = {}, url = baseUrl } = {}) {
	const json = flow(
		{
			Start: { type: 'n8n-nodes-base.manualTrigger' },
			Node: {
				type,
				parameters: { operation, options: {}, ...parameters },
				...(withKey && { credentials: { triageSetupApi: { id: '1', name: 'key' } } }),
			},
		},
		['Start -> Node'],
	);
	const credentials = { triageSetupApi: { baseUrl: url, apiKey: 'key-1' } };
	const { items, status, error, nodes } = await runWorkflow(json, { input: [{ from: 'me' }], credentials });
	const [good, bad] = [items('Node', 0), items('Node', 1)];
	const [item] = [...good, ...bad];
	return { good, bad, status, error, hints: nodes.Node?.[0]?.hints, result: item?.json.triage as Result, item };
}
const checkOf = ({ installation }: Result, name: string) => installation.checks.find(({ check }) => check === name);

describe('Check Installation', () => {
	test('passes what is there, with the store that it tried to write', async () => {
		const { good, result, item } = await run('checkInstallation', { withKey: false });
		expect(good).toHaveLength(1);
		expect(item).toMatchObject({ json: { from: 'me' }, pairedItem: { item: 0 } });
		expect(result.installation).toMatchObject({ ok: true, message: 'All 4 checks passed' });
		expect(result.installation.checks.map(({ check }) => check)).toEqual([
			'Node.js and n8n',
			'Package',
			'Store',
			'Roles',
		]);
		expect(checkOf(result, 'Store')!.found).toBe('Can be read and written; its log has 1 entries');
		expect(checkOf(result, 'Node.js and n8n')!.found).toContain(`Node.js ${process.versions.node}, in one process`);
	});

	test('names roles that nobody stands behind', async () => {
		const store = await storeOfNodes();
		await openTicket(store);
		await store.execute({ case_id: 'C-0001' }, owner, context());
		const staffed = { kind: 'save', body: { members: [{ id: 'ada' }] } } as const;
		await store.executeDefinition({ kind: 'role', name: 'Billing' }, staffed, context());
		const { bad, result, hints } = await run('checkInstallation', { withKey: false });
		expect(bad).toHaveLength(1);
		expect(result.installation.message).toBe('1 of 4 checks need attention: Roles');
		expect(checkOf(result, 'Roles')).toMatchObject({
			ok: false,
			found: '1 of 2 roles have no members: Finance-Lead',
			fix: expect.stringMatching(/^Save the members/) as string,
		});
		expect(hints).toMatchObject([{ message: '1 item left by Needs Attention', type: 'warning' }]);
	});

	test('says what stands against the store, and leaves out what needs it', async () => {
		rmSync(join(folder, '.n8n'), { recursive: true, force: true });
		writeFileSync(join(folder, '.n8n'), 'a file where the folder should be');
		const { bad, result } = await run('checkInstallation', { withKey: false });
		expect(bad).toHaveLength(1);
		expect(checkOf(result, 'Store')).toMatchObject({ ok: false });
		expect(checkOf(result, 'Store')!.fix).not.toBe('');
		expect(checkOf(result, 'Roles')).toBeUndefined();
	});

	test('in queue mode without a shared store says which to choose', async () => {
		process.env.EXECUTIONS_MODE = 'queue';
		try {
			const { result } = await run('checkInstallation', { withKey: false });
			expect(checkOf(result, 'Store')).toMatchObject({
				ok: false,
				fix: expect.stringContaining('PostgreSQL') as string,
			});
			expect(checkOf(result, 'Node.js and n8n')!.found).toContain('in queue mode');
		} finally {
			delete process.env.EXECUTIONS_MODE;
		}
	});

	test('with a key says which connectors and tables are missing, and is content once they are there', async () => {
		const { result } = await run('checkInstallation');
		expect(checkOf(result, 'Connectors')!.found).toMatch(/^Not published: Connect triage to billing, /);
		expect(checkOf(result, 'Demo tables')!.found).toMatch(/^Missing: triage_demo_tickets, /);
		await run('installTemplates');
		const { good, result: after } = await run('checkInstallation');
		expect(good).toHaveLength(1);
		expect(checkOf(after, 'Connectors')!.found).toBe('5 of 5 are published');
		expect(checkOf(after, 'Demo tables')!.found).toBe('All are there');
	});

	test('says that the key is not known', async () => {
		server.refusal = { status: 401, message: 'unauthorized' };
		const { bad, result } = await run('checkInstallation');
		expect(bad).toHaveLength(1);
		expect(checkOf(result, 'Connectors')).toMatchObject({
			ok: false,
			found: `n8n at ${baseUrl} does not know the API key`,
			fix: 'Make a key in n8n under Settings > n8n API',
		});
	});
});

describe('Install Templates', () => {
	const count = readTemplates().length;

	test('imports, links and publishes everything, and is safe to run again', async () => {
		const { good, result } = await run('installTemplates');
		expect(good).toHaveLength(1);
		expect(result.setup.workflows).toHaveLength(count);
		expect(result.setup.tables.map(({ action }) => action)).toEqual(Array(6).fill('created'));
		expect(server.workflows.map(({ name }) => name).sort()).toEqual(
			readTemplates()
				.map(({ name }) => name)
				.sort(),
		);
		expect(server.workflows.every(({ tags }) => tags[0]?.name === 'support-triage')).toBe(true);
		const asked = server.asked.length;
		const again = await run('installTemplates');
		expect(again.good).toHaveLength(1);
		expect(again.result.setup.workflows.map(({ action }) => action)).toEqual(Array(count).fill('unchanged'));
		expect(again.result.setup.tables.map(({ action }) => action)).toEqual(Array(6).fill('unchanged'));
		expect(server.asked).toHaveLength(asked);
	});

	test('leaves alone what somebody changed, and replaces it when asked', async () => {
		await run('installTemplates');
		const changed = server.workflows.find(({ name }) => name === 'Connect triage to the CRM')!;
		changed.nodes = changed.nodes.slice(1);
		const actionOf = ({ setup }: Result) => setup.workflows.find(({ name }) => name === changed.name)!.action;
		expect(actionOf((await run('installTemplates')).result)).toBe('changed');
		const replaced = await run('installTemplates', { parameters: { replaceChanged: true } });
		expect(actionOf(replaced.result)).toBe('update');
		expect(actionOf((await run('installTemplates')).result)).toBe('unchanged');
	});

	test('says what n8n does not publish, and goes on with the others', async () => {
		server.conflicting.add('Triage tickets into owned cases');
		const { bad, result } = await run('installTemplates');
		expect(bad).toHaveLength(1);
		const refused = result.setup.workflows.filter(({ refusal }) => refusal);
		expect(refused).toMatchObject([
			{
				name: 'Triage tickets into owned cases',
				is_published: false,
				refusal: { message: expect.stringMatching(/^n8n answered 409 .* conflict/) as string },
			},
		]);
		expect(result.setup.workflows).toHaveLength(count);
	});

	test('asks for a credential', async () => {
		const { status, error } = await run('installTemplates', { withKey: false });
		expect(status).toBe('error');
		expect(error).toMatchObject({
			message: 'No Triage Setup API credential is selected',
			description: expect.stringMatching(/Settings > n8n API/) as string,
		});
	});

	test('says that no n8n answers', async () => {
		const { error } = await run('installTemplates', { url: 'http://127.0.0.1:1' });
		expect(error).toMatchObject({ message: 'No n8n answers at http://127.0.0.1:1' });
	});
});

test('Load Demo Data gives the rows of the demo their first values back, and leaves others alone', async () => {
	await run('loadDemoData');
	const contacts = server.tables.find(({ name }) => name === 'triage_demo_contacts')!;
	contacts.rows[0]!.name = 'Changed';
	contacts.rows.push({ contact_id: 'CUS-9', name: 'Mine' });
	const { good, result } = await run('loadDemoData');
	expect(good).toHaveLength(1);
	expect(result.setup.tables.map(({ action }) => action)).toEqual(Array(6).fill('restored'));
	const { rows } = readDemoTables().find(({ name }) => name === contacts.name)!;
	expect(contacts.rows).toEqual([...rows, { contact_id: 'CUS-9', name: 'Mine' }]);
});

describe('Save Clock Policy', () => {
	const save = async (policyName: string, policy: object | string) =>
		await run('saveClockPolicy', {
			withKey: false,
			parameters: { policyName, policy: typeof policy === 'string' ? policy : JSON.stringify(policy) },
		});
	const clocks = [{ clock: 'resolution', budgets: { normal: { amount: 4, unit: 'business_hours' } } }];
	const resultOf = ({ result }: Awaited<ReturnType<typeof run>>) =>
		result as unknown as {
			policy: IDataObject | null;
			is_saved: boolean;
			findings: IDataObject[];
			refusal: IDataObject;
		};

	test('saves a policy in versions, and the same again as none', async () => {
		const first = await save('Gold customers', { when: { segment: ['gold'] }, clocks });
		expect(first.good).toMatchObject([{ json: { from: 'me' }, pairedItem: { item: 0 } }]);
		expect(resultOf(first)).toMatchObject({
			policy: { id: 'Gold customers', version: 1 },
			is_saved: true,
			findings: [],
		});
		expect(resultOf(await save('Gold customers', { when: { segment: ['gold'] }, clocks }))).toMatchObject({
			policy: { version: 1 },
			is_saved: false,
		});
		expect(resultOf(await save('Gold customers', { when: { segment: ['gold', 'vip'] }, clocks }))).toMatchObject({
			policy: { version: 2 },
			is_saved: true,
		});
		expect((await (await storeOfNodes()).verify()).findings).toEqual([]);
	});

	test('warns of one that matches nothing, and refuses a second default and what is no policy', async () => {
		expect(resultOf(await save('Idle', { clocks }))).toMatchObject({
			is_saved: true,
			findings: [{ code: 'MATCHES_NOTHING', severity: 'warning' }],
		});
		expect(resultOf(await save('Ours', { is_default: true, clocks }))).toMatchObject({ is_saved: true });
		const doubled = await save('Theirs', { is_default: true, clocks });
		expect(doubled.bad).toHaveLength(1);
		expect(resultOf(doubled)).toMatchObject({ policy: null, refusal: { code: 'CLOCK_POLICY_INVALID' } });
		expect(resultOf(doubled).findings[0]).toMatchObject({ code: 'DEFAULT_DOUBLED' });
		const broken = await save('Broken', { clocks: [{ clock: 'coffee', budgets: {} }] });
		expect(resultOf(broken)).toMatchObject({ policy: null, refusal: { code: 'CLOCK_POLICY_INVALID' } });
		expect((await save('Broken', 'no JSON')).error).toMatchObject({
			message: expect.stringContaining('\'Policy\' is "no JSON"; an object is expected') as string,
		});
	});
});

test('a node that n8n gave another name is told how to be installed', () => {
	expect(checkPackage('CUSTOM.triageSetup')).toMatchObject({
		ok: false,
		fix: expect.stringMatching(/~\/\.n8n\/nodes.*N8N_CUSTOM_EXTENSIONS/) as string,
	});
});

describe('Save Required Entries', () => {
	const save = async (requiredSource: string, requiredEntries: unknown) =>
		await run('saveRequiredEntries', { withKey: false, parameters: { requiredSource, requiredEntries } });

	test('saves a list by the name of a source, the same choice in another order as none', async () => {
		const first = await save(' paid-leads ', ['qa.evaluated', 'notification.sent']);
		expect(first.good).toMatchObject([{ json: { from: 'me' }, pairedItem: { item: 0 } }]);
		const entries = ['notification.sent', 'qa.evaluated'];
		expect(first.result).toEqual({ required_entries: { source: 'paid-leads', version: 1, entries }, is_saved: true });
		expect(first.hints).toMatchObject([{ message: '1 item left by Saved' }]);
		expect((await save('paid-leads', entries)).result).toMatchObject({
			required_entries: { version: 1 },
			is_saved: false,
		});
		expect((await save('paid-leads', ['qa.evaluated'])).result).toMatchObject({ required_entries: { version: 2 } });
		const held = await (await storeOfNodes()).getDefinition({ kind: 'required_entries', name: 'paid-leads' });
		expect(held!.body).toEqual({ name: 'paid-leads', entries: ['qa.evaluated'] });
	});

	test('says what is missing, and what is allowed', async () => {
		expect((await save(' ', ['note.added'])).error).toMatchObject({ message: "'Source' is empty" });
		expect((await save('desk', ['mail.sent'])).error!.message).toMatch(
			/^'Required Entries' is "mail\.sent"; (allowed are|one of) .*note\.added, notification\.sent/,
		);
	});
});

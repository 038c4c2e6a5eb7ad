import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { isPublishable, readTemplates } from '../../setup';
import { flow, leadsFlow } from './flow';
import { OwnN8n } from './ownN8n';
import { expectWholeLog } from './wholeLog';

const own = new OwnN8n();
let apiKey: string;

beforeAll(async () => {
	await own.start();
	const { rest } = own.n8n.client;
	const scopes = await rest('GET', '/api-keys/scopes');
	({ rawApiKey: apiKey } = await rest('POST', '/api-keys', { label: 'setup', scopes, expiresAt: null }));
});
afterAll(async () => await own.remove());

/** The command of the installed pack, as an operator runs it. */
function setup(...args: string[]) {
	const folder = join(own.userFolder, '.n8n/nodes/node_modules/n8n-nodes-support-triage');
	const program = join(folder, 'dist/cli/index.js');
	const env = { ...process.env, N8N_API_KEY: apiKey };
	const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'setup', '--url', own.baseUrl, ...args], {
		encoding: 'utf8',
		env,
	});
	return { status, lines: stdout.trimEnd().split('\n'), stderr };
}

const named = async () => {
	const { data } = await own.n8n.client.api('GET', `/workflows?name=${encodeURIComponent(flow.name)}`);
	return data as Array<{ id: string; active: boolean; nodes: Array<Record<string, unknown>>; settings: object }>;
};
const listTables = async () => {
	const { data } = await own.n8n.client.api('GET', '/data-tables?limit=100');
	return data as Array<{ id: string; name: string }>;
};
const tables = async () => (await listTables()).map(({ name }) => name);
const removeTable = async (wanted: string) => {
	const { id } = (await listTables()).find(({ name }) => name === wanted)!;
	await own.n8n.client.api('DELETE', `/data-tables/${id}`);
};
const made = async () => (await named()).find(({ id }) => id !== flow.id);

test('imports, publishes, leaves changes alone, replaces when asked, and removes', async () => {
	const { api, publish, rest } = own.n8n.client;

	await removeTable('triage_demo_faults');
	expect(setup('--dry-run').lines).toEqual(
		expect.arrayContaining([
			`  ${flow.name}: to be imported, to be published`,
			'  Table triage_demo_tickets: there already',
			'  Table triage_demo_faults: to be created with 5 rows',
		]),
	);
	expect(await made()).toBeUndefined();
	expect(await tables()).not.toContain('triage_demo_faults');

	// The flows are there by their files already, under the same webhook addresses.
	const conflicting = setup();
	expect(conflicting.lines).toContain('  Table triage_demo_faults: created with 5 rows');
	expect(await tables()).toContain('triage_demo_faults');
	expect(conflicting.status).toBe(2);
	expect(conflicting.lines.join('\n')).toMatch(
		/: imported\n {4}not published\. n8n answered 4\d\d to 'POST .*conflict/,
	);
	expect(await made()).toMatchObject({ active: false });

	for (const { id } of readTemplates().filter(isPublishable)) await api('POST', `/workflows/${id}/deactivate`);
	const first = setup();
	expect(first).toMatchObject({ status: 0, stderr: '' });
	for (const { name } of [flow, leadsFlow]) expect(first.lines).toContain(`  ${name}: there already, published`);
	const { id } = (await made())!;
	await publish(id);

	const answer = await fetch(`${own.baseUrl}/webhook/tickets`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({
			ticket_id: 'S-1',
			subject: 'Charged twice',
			type: 'billing',
			customer: { id: '1', email: 'a@example.com' },
		}),
	});
	expect(answer.status).toBe(201);

	expect(setup()).toMatchObject({
		status: 0,
		lines: expect.arrayContaining([`  ${flow.name}: there already, published`]),
	});
	expect(await named()).toHaveLength(2);

	const { nodes, ...rest1 } = (await made())!;
	const moved = nodes.map((node, index) => (index === 0 ? { ...node, name: 'Renamed by me' } : node));
	const current = await rest('GET', `/workflows/${id}`);
	await rest('PATCH', `/workflows/${id}`, { ...rest1, nodes: moved, connections: {}, versionId: current.versionId });
	expect(setup().lines).toContain(
		`  ${flow.name}: was changed in n8n, left as it is (--update replaces it), published`,
	);
	expect(setup('--update').lines).toContain(`  ${flow.name}: replaced, published`);
	expect((await made())!.nodes[0]!.name).toBe(flow.nodes[0]!.name);

	expect(setup('--remove', '--dry-run').lines).toContain(`  ${flow.name}: to be removed`);
	expect(await tables()).toHaveLength(6);
	expect(setup('--remove')).toMatchObject({
		status: 0,
		lines: expect.arrayContaining([`  ${flow.name}: removed`, '  Table triage_demo_faults: removed']),
	});
	expect(await tables()).toEqual([]);
	expect((await named()).map(({ id: left }) => left)).toEqual([flow.id]);
	expect(setup('--remove').lines).toEqual(['There is nothing to remove']);
	await expectWholeLog(own.userFolder);
});

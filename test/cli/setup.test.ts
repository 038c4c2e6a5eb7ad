import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { readTemplates } from '../../setup';
import { N8nApiServer } from '../harness/n8nApi';
import { run, runIn } from './evidenceOfStore';

/** A server that answers everything the same way, as an n8n does that refuses. */
async function answering(status: number, body: string, type = 'application/json') {
	const server = createServer((_, response) => {
		response.writeHead(status, { 'content-type': type }).end(body);
	});
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const servers: Server[] = [];
afterAll(() => servers.forEach((server) => server.close()));

const setup = async (...args: string[]) => await runIn({ N8N_API_KEY: 'key-1' }, 'setup', ...args);

test('says what it needs before it asks n8n for anything', async () => {
	const withoutKey = await run('setup');
	expect(withoutKey).toMatchObject({ code: 2, out: '' });
	expect(withoutKey.err).toMatch(/^N8N_API_KEY is not set; n8n makes an API key under Settings > n8n API/);
	expect((await setup('--update', '--remove')).err).toMatch(/^--update and --remove cannot go together/);
	expect((await setup('--url', 'localhost:5678')).err).toBe(
		"N8N_REFUSED: 'localhost:5678' is not the address of an n8n\nGive it as http://localhost:5678\n",
	);
	expect((await setup('--help')).out).toMatch(/^Usage: n8n-nodes-support-triage setup/);
});

test('says that no n8n answers', async () => {
	const url = await answering(200, '');
	await new Promise((resolve) => servers.at(-1)!.close(resolve));
	expect(await setup('--url', url)).toEqual({
		code: 2,
		out: '',
		err: `N8N_UNREACHABLE: No n8n answers at ${url}\nStart n8n, or give the address that the editor is opened at\n`,
	});
});

test.each([
	[401, '{"message":"unauthorized"}', 'application/json', /does not know the API key\nMake a key/],
	[403, '{"message":"Forbidden"}', 'application/json', /^N8N_REFUSED: The API key may not do 'GET \/workflows'/],
	[404, '<html>Not found</html>', 'text/html', /There is no public API of n8n at .*\n.*N8N_PUBLIC_API_DISABLED/],
	[
		500,
		'{"message":"database is gone"}',
		'application/json',
		/n8n answered 500 to 'GET \/workflows': database is gone/,
	],
	[502, 'Bad Gateway', 'text/plain', /n8n answered 502 to 'GET \/workflows': Bad Gateway/],
])('explains an answer of %i', async (status, body, type, message) => {
	const { code, err } = await setup('--url', await answering(status, body, type));
	expect(code).toBe(2);
	expect(err).toMatch(message);
	expect(err).not.toContain('key-1');
});

describe('with an n8n', () => {
	let n8n: N8nApiServer;
	beforeEach(async () => {
		n8n = new N8nApiServer();
		await n8n.start();
	});
	afterEach(async () => await n8n.stop());
	const linesOf = async (...args: string[]) => {
		const { code, out, err } = await setup('--url', n8n.url, ...args);
		expect([code, err]).toEqual([0, '']);
		return out.trimEnd().split('\n');
	};
	const names = readTemplates().map(({ name }) => name);

	test('a dry run says what would be done, and does nothing', async () => {
		const lines = await linesOf('--dry-run');
		expect(lines).toContain('  Table triage_demo_contacts: to be created with 2 rows');
		expect(lines).toContain('  Connect triage to the CRM: to be imported, to be published');
		expect(lines).toContain('  Set up the triage layer and demo data in your instance: to be imported');
		expect(lines).toHaveLength(names.length + 6);
		expect(n8n.asked).toEqual([]);
	});

	test('it brings everything once, and takes it out again', async () => {
		expect(await linesOf()).toContain('  Connect triage to the CRM: imported, published');
		expect(n8n.tables.map(({ rows }) => rows.length)).toEqual([2, 2, 2, 2, 0, 5]);
		const asked = n8n.asked.length;
		expect(await linesOf()).toEqual(expect.arrayContaining(['  Table triage_demo_contacts: there already']));
		expect(n8n.asked).toHaveLength(asked);

		expect(await linesOf('--remove', '--dry-run')).toContain('  Table triage_demo_faults: to be removed');
		expect(n8n.workflows).toHaveLength(names.length);
		const removed = await linesOf('--remove');
		expect(removed).toContain('  Table triage_demo_faults: removed');
		expect(removed).toHaveLength(names.length + 6);
		expect([n8n.workflows, n8n.tables]).toEqual([[], []]);
		expect(await linesOf('--remove')).toEqual(['There is nothing to remove']);
	});

	test('workflows and tables of others are left alone', async () => {
		n8n.tables.push({ id: 't', name: 'mine', rows: [] });
		n8n.workflows.push({
			id: 'w',
			name: 'Connect triage to the CRM',
			active: false,
			nodes: [],
			connections: {},
			settings: {},
			tags: [],
		});
		await linesOf();
		await linesOf('--remove');
		expect([n8n.workflows.map(({ id }) => id), n8n.tables.map(({ id }) => id)]).toEqual([['w'], ['t']]);
	});
});

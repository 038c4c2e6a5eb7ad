import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadOptionsContext } from 'n8n-core';
import {
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialTestFunctions,
	type INode,
	type INodeParameters,
} from 'n8n-workflow';

import { RoleOwner } from '../../nodes/RoleOwner/RoleOwner.node';
import { openStore } from '../../nodes/shared/openStore';
import { TriageCase } from '../../nodes/TriageCase/TriageCase.node';
import { openPostgresStore, openSqliteStore, type PostgresConnection } from '../../storage';
import { TestCredentials } from '../harness/credentials';
import { nodeTypesOf } from '../harness/nodeTypes';
import { describeOnPostgres, runSql, testServer, useDatabase } from '../harness/postgres';
import { flow, packNodes, runWorkflow } from '../harness/runWorkflow';
import { credentialOf } from '../harness/stores';

const variables = ['N8N_USER_FOLDER', 'TRIAGE_STORE_URL', 'EXECUTIONS_MODE'] as const;
const before = variables.map((name) => [name, process.env[name]] as const);
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'store-of-nodes-'));
	process.env.N8N_USER_FOLDER = folder;
});
afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
	for (const [name, value] of before) {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	}
});

const file = () => join(folder, '.n8n', 'support-triage', 'store.sqlite');
const casesInFile = async () => {
	const store = await openSqliteStore(file());
	const { cases } = await store.findCases({ order: 'oldest' });
	await store.close();
	return cases.map(({ ticket_id, owner }) => `${ticket_id} ${owner?.role}`);
};

const chosen = { credentials: { triageStoreApi: { id: '1', name: 'store' } } };
const builtIn: ICredentialDataDecryptedObject = { storage: 'file' };

/** Opens a case and gives it an owner, by the two nodes that use the store. */
async function openAndOwn(ticket_id: string, credential?: ICredentialDataDecryptedObject) {
	const more = credential && chosen;
	const open = { resource: 'case', operation: 'open', caseFields: { mappingMode: 'autoMapInputData', value: null } };
	const own = { rules: {}, hitPolicy: 'unique', fallbackRole: { mode: 'name', value: 'Triage' } };
	const json = flow(
		{
			Start: { type: 'n8n-nodes-base.manualTrigger' },
			Case: { type: 'triageCase', parameters: open as unknown as INodeParameters, ...more },
			Owner: { type: 'roleOwner', parameters: { ...own, caseId: '={{ $json.triage.case_id }}' }, ...more },
		},
		['Start -> Case', 'Case -> Owner'],
	);
	const credentials = credential && { triageStoreApi: credential };
	return await runWorkflow(json, { input: [{ source: 'desk', ticket_id }], credentials });
}

test('every node with the store names the credential, and tests it', () => {
	const types = packNodes.map((Node) => new Node()) as Array<InstanceType<typeof RoleOwner>>;
	const named = types.filter(({ description }) => description.credentials?.length);
	expect(named.map(({ description }) => description.name)).toEqual([
		'auditEvidence',
		'businessCalendar',
		'qaChecklist',
		'roleOwner',
		'routingRules',
		'schemaGate',
		'triageCase',
		'triageSetup',
		'ttlEscalation',
	]);
	for (const { description, methods } of named) {
		const credential = { name: 'triageStoreApi', required: false, testedBy: 'storeIsReachable' };
		expect(description.credentials).toContainEqual(expect.objectContaining(credential));
		expect(methods.credentialTest.storeIsReachable).toBeInstanceOf(Function);
	}
});

test('without a credential the store is the file', async () => {
	expect((await openAndOwn('T-1')).status).toBe('success');
	expect(await casesInFile()).toEqual(['T-1 Triage']);
});

test('a credential for the built-in file wins over the environment', async () => {
	process.env.TRIAGE_STORE_URL = 'postgres://nobody@127.0.0.1:1/nowhere';
	expect((await openAndOwn('T-1', builtIn)).status).toBe('success');
	expect(await casesInFile()).toEqual(['T-1 Triage']);
});

test.each([undefined, builtIn])(
	'queue mode without a shared store stops, and no file is made (%j)',
	async (credential) => {
		process.env.EXECUTIONS_MODE = 'queue';
		const { status, error } = await openAndOwn('T-1', credential);
		expect(status).toBe('error');
		expect(error).toMatchObject({
			message: 'Triage data cannot be shared between workers',
			description: expect.stringContaining('set TRIAGE_STORE_URL for n8n and all its workers') as string,
		});
		expect(existsSync(file())).toBe(false);
	},
);

test('an environment that names no PostgreSQL is refused, without its password and without a file', async () => {
	process.env.TRIAGE_STORE_URL = 'mysql://ada:hunter2-secret@db/triage';
	const { status, error } = await openAndOwn('T-1');
	expect([status, error?.message]).toEqual(['error', 'TRIAGE_STORE_URL is not a URL of PostgreSQL']);
	expect(JSON.stringify(error)).not.toContain('hunter2-secret');
	expect(existsSync(file())).toBe(false);
});

describeOnPostgres('with PostgreSQL', () => {
	const database = useDatabase();
	let count = 0;
	const newConnection = () => database.connection(`nodes_${(count += 1)}`);
	const urlOf = ({ host, port, user, password = '', schema }: PostgresConnection) =>
		`postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database.name}?schema=${schema}`;
	const casesIn = async (connection: PostgresConnection) => {
		const store = await openPostgresStore(connection);
		const [cases, { findings }] = [(await store.findCases({ order: 'oldest' })).cases, await store.verify()];
		await store.close();
		expect(findings).toEqual([]);
		return cases.map(({ ticket_id, owner }) => `${ticket_id} ${owner?.role}`);
	};

	test('a credential brings the cases to its server, and no file is made', async () => {
		const connection = newConnection();
		expect((await openAndOwn('T-1', credentialOf(connection))).status).toBe('success');
		expect((await openAndOwn('T-2', credentialOf(connection))).status).toBe('success');
		expect(await casesIn(connection)).toEqual(['T-1 Triage', 'T-2 Triage']);
		expect(existsSync(file())).toBe(false);
	});

	test('the environment does the same for nodes without one, and a credential wins over it', async () => {
		const [environment, credential] = [newConnection(), newConnection()];
		process.env.TRIAGE_STORE_URL = urlOf(environment);
		expect((await openAndOwn('T-1')).status).toBe('success');
		expect((await openAndOwn('T-2', credentialOf(credential))).status).toBe('success');
		expect([await casesIn(environment), await casesIn(credential)]).toEqual([['T-1 Triage'], ['T-2 Triage']]);
		expect(existsSync(file())).toBe(false);
	});

	test.each(['credential', 'environment'])('queue mode works with the store of the %s', async (from) => {
		const connection = newConnection();
		process.env.EXECUTIONS_MODE = 'queue';
		if (from === 'environment') process.env.TRIAGE_STORE_URL = urlOf(connection);
		const run = await openAndOwn('T-1', from === 'credential' ? credentialOf(connection) : undefined);
		expect(run.status).toBe('success');
		expect(await casesIn(connection)).toEqual(['T-1 Triage']);
	});

	test('one store is open for each target, however many nodes use it', async () => {
		const connection = newConnection();
		const contextOf = (target: PostgresConnection) => ({
			getNode: () => chosen as unknown as INode,
			getCredentials: async <T extends object>() => credentialOf(target) as T,
		});
		const [first, again, other] = await Promise.all(
			[connection, connection, newConnection()].map(async (target) => await openStore(contextOf(target))),
		);
		expect(again).toBe(first);
		expect(other).not.toBe(first);
	});

	test('the list of roles is that of the store of the node', async () => {
		const connection = newConnection();
		await openAndOwn('T-1', credentialOf(connection));
		const { nodes } = flow({ Case: { type: 'triageCase', ...chosen } }, []);
		const nodeTypes = nodeTypesOf(packNodes);
		const workflow = new Workflow({ nodes, connections: {}, active: false, nodeTypes });
		const search = async (credential: PostgresConnection) => {
			const credentialsHelper = new TestCredentials({ triageStoreApi: credentialOf(credential) });
			const context = new LoadOptionsContext(workflow, nodes[0]!, { credentialsHelper } as never, '');
			return (await new TriageCase().methods.listSearch.searchRoles.call(context)).results;
		};
		expect(await search(connection)).toEqual([
			{ name: 'Support-Lead', value: 'Support-Lead' },
			{ name: 'Triage', value: 'Triage' },
		]);
		await expect(search(newConnection())).rejects.toMatchObject({
			message: expect.stringMatching(/^No role is known yet\. Choose 'By Name' and type one/) as string,
		});
	});

	describe('the test of the credential', () => {
		const ask = async (data: ICredentialDataDecryptedObject) =>
			await new RoleOwner().methods.credentialTest.storeIsReachable.call({} as ICredentialTestFunctions, {
				id: '1',
				name: 'store',
				type: 'triageStoreApi',
				data,
			});

		test('says what it found, and makes nothing', async () => {
			const connection = newConnection();
			const fresh = {
				status: 'OK',
				message: expect.stringMatching(/^PostgreSQL \d.* is made in schema 'nodes_\d+' at/) as string,
			};
			expect(await ask(credentialOf(connection))).toEqual(fresh);
			expect(await ask(credentialOf(connection))).toEqual(fresh);
			await openAndOwn('T-1', credentialOf(connection));
			expect(await ask(credentialOf(connection))).toEqual({
				status: 'OK',
				message: expect.stringMatching(/answers\. The store in schema 'nodes_\d+' holds 1 case$/) as string,
			});
		});

		test('says what stands against it, without the password', async () => {
			const data = { ...credentialOf(newConnection()), password: 'hunter2-secret' };
			for (const [more, words] of [
				[{ port: 1 }, 'nothing listens at that port. Check host and port'],
				[{ database: 'no_such_database' }, "has no database 'no_such_database'"],
				[{ schema: 'public' }, 'a schema of its own is expected'],
				[{ ssl: 'maybe' }, '\'SSL\' is "maybe"; allowed are'],
				[{ port: 'x' }, "'Port' of the triage store is NaN"],
			] as const) {
				const answer = await ask({ ...data, ...more });
				expect(answer).toEqual({ status: 'Error', message: expect.stringContaining(words) as string });
				expect(answer.message).not.toContain('hunter2-secret');
			}
		});

		test('says when the user may not make the store', async () => {
			const user = `${database.name}_reader`;
			await runSql('postgres', `create role ${user} login`);
			try {
				const answer = await ask({ ...credentialOf(newConnection()), user });
				expect(answer).toEqual({
					status: 'Error',
					message: expect.stringMatching(/answers, but user '.*_reader' may neither use nor create schema/) as string,
				});
			} finally {
				await runSql('postgres', `drop role ${user}`);
			}
		});

		test('names the file, which is no store for queue mode', async () => {
			expect(await ask(builtIn)).toEqual({ status: 'OK', message: `Cases are kept in the file ${file()}` });
			process.env.EXECUTIONS_MODE = 'queue';
			expect(await ask(builtIn)).toMatchObject({ status: 'Error' });
		});
	});

	test('a server that comes back is used again by the next run', async () => {
		const connection = newConnection();
		const [missing, name] = [`${database.name}_late`, { ...testServer(), schema: connection.schema }];
		const late = { ...name, database: missing };
		expect((await openAndOwn('T-1', credentialOf(late))).status).toBe('error');
		await runSql('postgres', `create database ${missing} template template0`);
		try {
			expect((await openAndOwn('T-1', credentialOf(late))).status).toBe('success');
		} finally {
			await runSql('postgres', `drop database ${missing} with (force)`);
		}
	});
});

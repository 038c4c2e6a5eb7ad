import type { IExecuteFunctions } from 'n8n-workflow';

import { isUnstaffed, readRoleBody, TriageError, type RoleBody } from '../../../core';
import { findWorkflows, isCalled, readDemoTables, readTemplates, type N8nApi } from '../../../setup';
import type { Host } from '../../shared/host';
import { openStore, type TriageStore } from '../../shared/openStore';

/** One thing that was looked at. */
export interface Check {
	check: string;
	ok: boolean;
	/** What was found, in words. */
	found: string;
	/** The next step; empty where nothing is to be done. */
	fix: string;
}

const passed = (check: string, found: string): Check => ({ check, ok: true, found, fix: '' });
const missed = (check: string, found: string, fix: string): Check => ({ check, ok: false, found, fix });

/** A check that says what kept it from looking. */
async function attempt(check: string, look: () => Promise<Check>): Promise<Check> {
	try {
		return await look();
	} catch (error) {
		if (!(error instanceof TriageError)) throw error;
		return missed(check, error.message, error.fix);
	}
}

const leastNode = 24;
const packageName = 'n8n-nodes-support-triage';

export function checkHost({ name, nodeVersion, n8nVersion, isQueueMode }: Host): Check {
	const check = 'Node.js and n8n';
	const n8n = n8nVersion === null ? 'n8n' : `n8n ${n8nVersion}`;
	const mode = isQueueMode ? 'in queue mode' : 'in one process';
	const found = `${n8n} on Node.js ${nodeVersion}, ${mode}, on ${name}`;
	if (Number(nodeVersion.split('.')[0]) >= leastNode) return passed(check, found);
	return missed(check, found, `Run n8n on Node.js ${leastNode} or newer`);
}

export function checkPackage(type: string): Check {
	const check = 'Package';
	const [prefix = ''] = type.split('.');
	if (prefix === packageName) return passed(check, `Installed as ${packageName}`);
	return missed(
		check,
		`n8n calls the nodes ${prefix}.…, so workflows of the pack do not find them`,
		`Install the package in ~/.n8n/nodes, and take it out of ~/.n8n/custom and N8N_CUSTOM_EXTENSIONS`,
	);
}

export async function checkStore(context: IExecuteFunctions): Promise<[Check, TriageStore | null]> {
	let store: TriageStore | null = null;
	const check = await attempt('Store', async () => {
		const opened = await openStore(context);
		const { entry_count } = await opened.probe();
		store = opened;
		return passed('Store', `Can be read and written; its log has ${entry_count} entries`);
	});
	return [check, store];
}

const shown = 5;

export async function checkRoles(store: TriageStore): Promise<Check> {
	return await attempt('Roles', async () => {
		const names = await store.listRoles();
		const unstaffed: string[] = [];
		for (const name of names) {
			const held = await store.getDefinition({ kind: 'role', name });
			if (isUnstaffed(held === null ? readRoleBody({}, name) : (held.body as RoleBody))) unstaffed.push(name);
		}
		if (unstaffed.length === 0) return passed('Roles', `${names.length} roles, each with members`);
		const some = unstaffed.slice(0, shown).join(', ');
		return missed(
			'Roles',
			`${unstaffed.length} of ${names.length} roles have no members: ${some}${unstaffed.length > shown ? ', …' : ''}`,
			'Save the members of each role, so that somebody stands behind its cases',
		);
	});
}

/** What only the API tells: whether the demo tables are there, and what other workflows call can be called. */
export async function checkWorkflows(openApi: () => Promise<N8nApi>): Promise<Check[]> {
	let api: N8nApi | undefined;
	const connectors = await attempt('Connectors', async () => {
		api = await openApi();
		const names = readTemplates()
			.filter(isCalled)
			.map(({ name }) => name);
		const published = await findWorkflows(api, names);
		const missing = names.filter((name) => !published.get(name));
		if (missing.length === 0) return passed('Connectors', `${names.length} of ${names.length} are published`);
		return missed(
			'Connectors',
			`Not published: ${missing.join(', ')}`,
			'Run Install Templates of this node, or import and publish them',
		);
	});
	if (api === undefined) return [connectors];
	const found = api;
	const tables = await attempt('Demo tables', async () => {
		const there = new Set((await found.list<{ name: string }>('/data-tables')).map(({ name }) => name));
		const missing = readDemoTables().filter(({ name }) => !there.has(name));
		if (missing.length === 0) return passed('Demo tables', 'All are there');
		return missed(
			'Demo tables',
			`Missing: ${missing.map(({ name }) => name).join(', ')}`,
			'Execute the workflow Set up the triage layer and demo data in your instance',
		);
	});
	return [connectors, tables];
}

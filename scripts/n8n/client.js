const { setTimeout: wait } = require('node:timers/promises');

const pollInterval = 100;
const publishLimit = 30_000;
const executionLimit = 60_000;
/** Most executions that n8n lists at once. */
const pageSize = 100;

const unfinished = ['new', 'running', 'waiting'];
const finished = ['success', 'error', 'canceled', 'crashed', 'unknown'];

/**
 * @typedef {{ json: Record<string, any>, pairedItem?: unknown }} Item
 * @typedef {object} Execution
 * @property {string} id
 * @property {string} status
 * @property {string} [error]
 * @property {Record<string, Array<{ outputs: Item[][] }>>} nodes items by node, by run, by output; a node that was not reached has no key
 * @property {Record<string, Item[][]>} outputs the same of each node's last run alone
 */

/**
 * Asks until the answer is there, or the time is up.
 *
 * @template T
 * @param {string} what for the message
 * @param {number} limit in milliseconds
 * @param {() => Promise<T | undefined>} ask
 * @returns {Promise<T>}
 */
async function waitFor(what, limit, ask) {
	const deadline = performance.now() + limit;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (performance.now() > deadline) throw new Error(`Waited ${limit / 1000} s in vain for ${what}`);
		await wait(pollInterval);
	}
}

const tries = 3;

/**
 * n8n closes connections that were idle for some seconds, just when one may be used again. What went into such a
 * connection was never read, so it is sent again.
 *
 * @param {string} url
 * @param {RequestInit} request
 */
async function fetchAgain(url, request) {
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await fetch(url, request);
		} catch (error) {
			const cause = /** @type {{ code?: string } | undefined} */ (/** @type {Error} */ (error).cause);
			if (cause?.code !== 'UND_ERR_SOCKET' || attempt === tries) throw error;
		}
	}
}

/**
 * A signed-in client of n8n's own interfaces: `/rest` as the editor uses it, `/api/v1` with a key.
 *
 * @param {string} baseUrl
 * @param {{ email: string, password: string }} owner
 */
async function createClient(baseUrl, { email, password }) {
	/** @type {Record<string, string>} */
	let credentials = {};

	/**
	 * @param {string} method
	 * @param {string} path
	 * @param {unknown} [body]
	 * @returns {Promise<any>}
	 */
	async function call(method, path, body) {
		const response = await fetchAgain(baseUrl + path, {
			method,
			headers: { ...credentials, ...(body !== undefined && { 'content-type': 'application/json' }) },
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
		const [cookie] = response.headers.getSetCookie().filter((line) => line.startsWith('n8n-auth='));
		if (cookie) credentials = { ...credentials, cookie: cookie.slice(0, cookie.indexOf(';')) };
		return text === '' ? undefined : JSON.parse(text);
	}

	/** @type {(method: string, path: string, body?: unknown) => Promise<any>} */
	const rest = async (method, path, body) => (await call(method, `/rest${path}`, body)).data;
	/** @type {(method: string, path: string, body?: unknown) => Promise<any>} */
	const api = async (method, path, body) => await call(method, `/api/v1${path}`, body);

	// Without a `browser-id` header at sign-in n8n ties the session to no browser.
	await rest('POST', '/login', { emailOrLdapLoginId: email, password });
	const scopes = await rest('GET', '/api-keys/scopes');
	const label = `scripts ${process.pid} ${Date.now()}`;
	const key = await rest('POST', '/api-keys', { label, scopes, expiresAt: null });
	credentials = { ...credentials, 'X-N8N-API-KEY': key.rawApiKey };

	/**
	 * Publishes what was imported. n8n's command for it leaves the previous version live for a while, so it is done
	 * over REST, and n8n checks the workflow on the way. Webhooks are registered some time after its answer.
	 *
	 * @param {string} workflowId
	 */
	async function publish(workflowId) {
		const { activeVersionId, versionId } = await rest('GET', `/workflows/${workflowId}`);
		if (activeVersionId === null) await rest('POST', `/workflows/${workflowId}/activate`, { versionId });
		await waitFor(`workflow ${workflowId} to be published`, publishLimit, async () => {
			const { status, triggers } = await rest('GET', `/workflows/${workflowId}/publication-status`);
			if (status === 'failed') throw new Error(`n8n cannot publish ${workflowId}: ${JSON.stringify(triggers)}`);
			return status === 'published' || undefined;
		});
	}

	/** Executions that have ended, which stay as they are. @type {Map<string, Execution>} */
	const ended = new Map();

	/** @returns {Promise<{ name: string, displayName: string }[]>} every node that this n8n has */
	const nodeTypes = async () => await call('GET', '/types/nodes.json');

	/**
	 * @param {string} id
	 * @returns {Promise<Execution>}
	 */
	async function execution(id) {
		const { status, data } = await api('GET', `/executions/${id}?includeData=true`);
		const { error, runData } = data.resultData;
		/** @type {[string, { data?: { main?: (Item[] | null)[] } }[]][]} */
		const runsByNode = Object.entries(runData);
		const nodes = runsByNode.map(
			([node, runs]) =>
				/** @type {const} */ ([
					node,
					runs.map((run) => ({ outputs: (run.data?.main ?? []).map((items) => items ?? []) })),
				]),
		);
		const outputs = nodes.map(([node, runs]) => [node, runs.at(-1)?.outputs ?? []]);
		return {
			id,
			status,
			error: error?.message,
			nodes: Object.fromEntries(nodes),
			outputs: Object.fromEntries(outputs),
		};
	}

	/**
	 * Runs a workflow's draft by hand, as the editor does, and waits for its end.
	 *
	 * @param {string} workflowId
	 * @param {string} trigger name of the node that it starts from
	 */
	async function run(workflowId, trigger) {
		const start = { triggerToStartFrom: { name: trigger } };
		const { executionId } = await rest('POST', `/workflows/${workflowId}/run`, start);
		await waitFor(`execution ${executionId} to end`, executionLimit, async () => {
			const { status } = await rest('GET', `/executions/${executionId}`);
			return !unfinished.includes(status) || undefined;
		});
		return await execution(executionId);
	}

	/**
	 * Every execution of a workflow, oldest first, once none is running any more. Asked as the editor does: the public
	 * interface leaves out what is running, and for a moment what has just ended.
	 *
	 * @param {string} workflowId
	 * @returns {Promise<Execution[]>}
	 */
	async function executions(workflowId) {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status: [...unfinished, ...finished] }));
		const rows = await waitFor(`executions of ${workflowId} to end`, executionLimit, async () => {
			/** @type {Array<{ id: string, status: string }>} */
			const all = [];
			for (let before = ''; ;) {
				const { results } = await rest('GET', `/executions?filter=${filter}&limit=${pageSize}${before}`);
				all.push(...results);
				if (results.length < pageSize) break;
				before = `&lastId=${results.at(-1).id}`;
			}
			return all.some(({ status }) => unfinished.includes(status)) ? undefined : all;
		});
		const ids = rows.map(({ id }) => String(id)).sort((a, b) => Number(a) - Number(b));
		for (const id of ids) if (!ended.has(id)) ended.set(id, await execution(id));
		return ids.map((id) => /** @type {Execution} */ (ended.get(id)));
	}

	return { api, executions, nodeTypes, publish, rest, run };
}

module.exports = { createClient, waitFor };

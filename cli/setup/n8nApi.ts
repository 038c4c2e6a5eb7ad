import { TriageError } from '../../core/errors';

const pageSize = 100;
const timeoutMs = 30_000;

/** What setup needs of n8n's public API. */
export interface N8nApi {
	list<T>(path: string): Promise<T[]>;
	call<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

function readBase(url: string): string {
	const base = URL.canParse(url) ? new URL(url) : null;
	if (base !== null && (base.protocol === 'http:' || base.protocol === 'https:')) {
		return `${base.origin}${base.pathname.replace(/\/+$/, '')}/api/v1`;
	}
	throw new TriageError('N8N_REFUSED', `'${url}' is not the address of an n8n`, 'Give it as http://localhost:5678');
}

/** What n8n answers when it refuses, in its own words. */
async function reasonOf(response: Response): Promise<string> {
	const text = await response.text();
	try {
		const { message } = JSON.parse(text) as { message?: unknown };
		return typeof message === 'string' ? message : text.slice(0, 300);
	} catch {
		return text.slice(0, 300);
	}
}

async function refusalOf(response: Response, what: string, url: string): Promise<TriageError> {
	if (response.status === 401) {
		return new TriageError(
			'N8N_REFUSED',
			`n8n at ${url} does not know the API key`,
			'Make a key in n8n under Settings > n8n API',
		);
	}
	if (response.status === 403) {
		const fix = 'Make a key with all scopes of workflows and tags';
		return new TriageError('N8N_REFUSED', `The API key may not do '${what}'`, fix);
	}
	if (response.status === 404 && !response.headers.get('content-type')?.includes('json')) {
		const fix = 'Switch it on: remove N8N_PUBLIC_API_DISABLED from the environment of n8n, and check the address';
		return new TriageError('N8N_REFUSED', `There is no public API of n8n at ${url}`, fix);
	}
	const reason = await reasonOf(response);
	return new TriageError(
		'N8N_REFUSED',
		`n8n answered ${response.status} to '${what}': ${reason}`,
		'Mend what n8n names, then run setup again',
		{ details: { status: response.status } },
	);
}

/** A client of the public API of the n8n at `url`. Its calls throw `N8N_REFUSED` and `N8N_UNREACHABLE`. */
export function connect(url: string, apiKey: string): N8nApi {
	const base = readBase(url);
	const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
		const init = {
			method,
			headers: { 'X-N8N-API-KEY': apiKey, ...(body !== undefined && { 'content-type': 'application/json' }) },
			...(body !== undefined && { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(timeoutMs),
		};
		const response = await fetch(base + path, init).catch((cause: unknown) => {
			const fix = 'Start n8n, or give the address that the editor is opened at';
			throw new TriageError('N8N_UNREACHABLE', `No n8n answers at ${url}`, fix, { cause });
		});
		if (!response.ok) throw await refusalOf(response, `${method} ${path.split('?')[0]}`, url);
		const text = await response.text();
		return text === '' ? null : (JSON.parse(text) as unknown);
	};
	return {
		async list<T>(path: string) {
			const all: T[] = [];
			for (let cursor = ''; ;) {
				const page = (await send('GET', `${path}?limit=${pageSize}${cursor}`)) as {
					data: T[];
					nextCursor?: string | null;
				};
				all.push(...page.data);
				if (!page.nextCursor) return all;
				cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
			}
		},
		call: async <T>(method: string, path: string, body?: unknown) => (await send(method, path, body)) as T,
	};
}

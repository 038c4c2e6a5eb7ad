import { TriageError } from '../core';

const pageSize = 100;

/** What setup needs of n8n's public API. */
export interface N8nApi {
	list<T>(path: string): Promise<T[]>;
	call<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>;
}

export interface HttpRequest {
	method: string;
	url: string;
	headers: Record<string, string>;
	/** JSON as text. */
	body?: string;
}

export interface HttpAnswer {
	status: number;
	contentType: string;
	text: string;
}

/** Sends one request with the API key and answers whatever status came; throws where no answer came. */
export type Send = (request: HttpRequest) => Promise<HttpAnswer>;

function readBase(url: string): string {
	const base = URL.canParse(url) ? new URL(url) : null;
	if (base !== null && (base.protocol === 'http:' || base.protocol === 'https:')) {
		// A key lists the address with the API's own path, people copy it.
		return `${base.origin}${base.pathname.replace(/\/+$/, '').replace(/\/api\/v1$/, '')}/api/v1`;
	}
	throw new TriageError('N8N_REFUSED', `'${url}' is not the address of an n8n`, 'Give it as http://localhost:5678');
}

/** What n8n answers when it refuses, in its own words. */
function reasonOf({ text }: HttpAnswer): string {
	try {
		const { message } = JSON.parse(text) as { message?: unknown };
		return typeof message === 'string' ? message : text.slice(0, 300);
	} catch {
		return text.slice(0, 300);
	}
}

function refusalOf(answer: HttpAnswer, what: string, url: string): TriageError {
	const { status } = answer;
	const details = { details: { status } };
	if (status === 401) {
		const fix = 'Make a key in n8n under Settings > n8n API';
		return new TriageError('N8N_REFUSED', `n8n at ${url} does not know the API key`, fix, details);
	}
	if (status === 403) {
		const fix = 'Make a key with all scopes of workflows, tags and data tables';
		return new TriageError('N8N_REFUSED', `The API key may not do '${what}'`, fix, details);
	}
	if (status === 404 && !answer.contentType.includes('json')) {
		const fix = 'Switch it on: remove N8N_PUBLIC_API_DISABLED from the environment of n8n, and check the address';
		return new TriageError('N8N_REFUSED', `There is no public API of n8n at ${url}`, fix, details);
	}
	return new TriageError(
		'N8N_REFUSED',
		`n8n answered ${status} to '${what}': ${reasonOf(answer)}`,
		'Mend what n8n names, then run setup again',
		details,
	);
}

/** A client of the public API of the n8n at `url`. Its calls throw `N8N_REFUSED` and `N8N_UNREACHABLE`. */
export function connect(url: string, send: Send): N8nApi {
	const base = readBase(url);
	const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
		const answer = await send({
			method,
			url: base + path,
			headers: body === undefined ? {} : { 'content-type': 'application/json' },
			...(body !== undefined && { body: JSON.stringify(body) }),
		}).catch((cause: unknown) => {
			const fix = 'Start n8n, or give the address that the editor is opened at';
			throw new TriageError('N8N_UNREACHABLE', `No n8n answers at ${url}`, fix, { cause });
		});
		if (answer.status < 200 || answer.status > 299) throw refusalOf(answer, `${method} ${path.split('?')[0]}`, url);
		return answer.text === '' ? null : (JSON.parse(answer.text) as unknown);
	};
	return {
		async list<T>(path: string) {
			const all: T[] = [];
			for (let cursor = ''; ;) {
				const page = (await ask('GET', `${path}?limit=${pageSize}${cursor}`)) as {
					data: T[];
					nextCursor?: string | null;
				};
				all.push(...page.data);
				if (!page.nextCursor) return all;
				cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
			}
		},
		call: async <T>(method: string, path: string, body?: unknown) => (await ask(method, path, body)) as T,
	};
}

import type { HttpAnswer, HttpRequest, Send } from '../setup';

const timeoutMs = 30_000;

/** Sends requests with an API key from plain Node. */
export function sendByFetch(apiKey: string): Send {
	return async ({ method, url, headers: given, body }: HttpRequest): Promise<HttpAnswer> => {
		const headers = { ...given, 'X-N8N-API-KEY': apiKey };
		const response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(timeoutMs) });
		return {
			status: response.status,
			contentType: response.headers.get('content-type') ?? '',
			text: await response.text(),
		};
	};
}

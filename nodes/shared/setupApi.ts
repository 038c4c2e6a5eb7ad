import type { IExecuteFunctions } from 'n8n-workflow';

import { TriageError } from '../../core';
import { connect, type N8nApi } from '../../setup';

const credentialName = 'triageSetupApi';
const timeoutMs = 30_000;

export const hasSetupApi = (context: IExecuteFunctions): boolean =>
	context.getNode().credentials?.[credentialName] !== undefined;

const textOf = (body: unknown): string => (typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));

/** The public API of the n8n that the node's credential names. Throws `FIELD_INVALID` where none is selected. */
export async function openSetupApi(context: IExecuteFunctions): Promise<N8nApi> {
	if (!hasSetupApi(context)) {
		throw new TriageError(
			'FIELD_INVALID',
			'No Triage Setup API credential is selected',
			'Make an API key in n8n under Settings > n8n API, and select a credential with it in this node',
		);
	}
	const { baseUrl } = await context.getCredentials<{ baseUrl: string }>(credentialName);
	return connect(baseUrl, async ({ method, url, headers, body }) => {
		const response = (await context.helpers.httpRequestWithAuthentication.call(context, credentialName, {
			method: method as 'GET',
			url,
			headers,
			...(body !== undefined && { body }),
			timeout: timeoutMs,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
		})) as { statusCode: number; headers: Record<string, unknown>; body: unknown };
		const contentType = response.headers['content-type'];
		return {
			status: response.statusCode,
			contentType: typeof contentType === 'string' ? contentType : '',
			text: textOf(response.body),
		};
	});
}

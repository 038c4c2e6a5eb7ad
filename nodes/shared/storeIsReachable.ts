import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';

import { TriageError } from '../../core';
import { describeStore } from './openStore';

/** Connects with what the user typed and says what is there, or what stands against it. */
export async function storeIsReachable(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		return { status: 'OK', message: await describeStore(data) };
	} catch (error) {
		if (!(error instanceof TriageError)) throw error;
		return { status: 'Error', message: `${error.message}. ${error.fix}` };
	}
}

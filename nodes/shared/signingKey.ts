import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IExecuteFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { describeSigningKey, TriageError } from '../../core';

const signingCredential = 'triageSigningKeyApi';

const keyOf = (data: object): string => String((data as { privateKey?: unknown }).privateKey ?? '').trim();

/** The signing key of the node's credential. Throws `KEY_INVALID` when the node has none. */
export async function readSigningKey(context: IExecuteFunctions): Promise<string> {
	if (context.getNode().credentials?.[signingCredential] === undefined) {
		throw new TriageError(
			'KEY_INVALID',
			'Nothing can be signed: no signing key is selected',
			"Make a key pair, keep its signing key in a credential of type 'Triage Signing Key API', and select it in this node",
		);
	}
	return keyOf(await context.getCredentials(signingCredential));
}

/** Reads the key that the user typed, and says which one it is and what auditors verify it with. Never the key. */
export async function signingKeyIsUsable(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const { name, id, vkey } = describeSigningKey(keyOf(data));
		return { status: 'OK', message: `Key ${name} (${id}) can sign. Auditors verify with ${vkey}` };
	} catch (error) {
		if (!(error instanceof TriageError)) throw error;
		return { status: 'Error', message: `${error.message}. ${error.fix}` };
	}
}

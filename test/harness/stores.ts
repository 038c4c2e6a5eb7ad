import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { openStore } from '../../nodes/shared/openStore';
import type { PostgresConnection, TriageStore } from '../../storage';

/** The store of a node without credential. */
export async function storeOfNodes(): Promise<TriageStore> {
	const refuse = async (): Promise<never> => {
		throw new Error('This node has no credential');
	};
	return await openStore({ getNode: () => ({}) as never, getCredentials: refuse });
}

/** A connection as the credential has it. */
export const credentialOf = (connection: PostgresConnection): ICredentialDataDecryptedObject => ({
	storage: 'postgres',
	host: connection.host,
	port: connection.port ?? 5432,
	database: connection.database,
	user: connection.user,
	password: connection.password ?? '',
	schema: connection.schema ?? 'support_triage',
	ssl: connection.ssl ?? 'disable',
	caCertificate: connection.caCertificate ?? '',
});

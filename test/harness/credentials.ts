import { ICredentialsHelper, type ICredentialDataDecryptedObject } from 'n8n-workflow';

/** Hands out decrypted credentials by type, as n8n does, and touches nothing else. */
export class TestCredentials extends ICredentialsHelper {
	constructor(private readonly data: Record<string, ICredentialDataDecryptedObject>) {
		super();
	}

	async getDecrypted(...[, , type]: Parameters<ICredentialsHelper['getDecrypted']>) {
		const found = this.data[type];
		if (found === undefined) throw new Error(`Credential '${type}' is not in this test`);
		return structuredClone(found);
	}

	isCredentialUsableByNode() {
		return true;
	}

	getParentTypes() {
		return [];
	}

	getCredentialsProperties() {
		return [];
	}

	async authenticate(...[, , options]: Parameters<ICredentialsHelper['authenticate']>) {
		return options as never;
	}

	async preAuthentication() {
		return undefined;
	}

	async runPreAuthentication() {
		return undefined;
	}

	async getCredentials(): Promise<never> {
		throw new Error('Not in tests');
	}

	async updateCredentials() {}

	async updateCredentialsOauthTokenData() {}
}

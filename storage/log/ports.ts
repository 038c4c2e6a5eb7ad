/** Clock and randomness of a store; tests hand in their own. */
export interface Ports {
	/** Now, as an ISO 8601 instant in UTC with milliseconds. */
	now(): string;
	randomBytes(size: number): Uint8Array;
}

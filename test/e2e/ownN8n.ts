import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bringUp } from '../../scripts/n8n/bringUp';
import { freePort } from '../../scripts/n8n/ports';

export type RunningN8n = Awaited<ReturnType<typeof bringUp>>;

/** No Code node runs here, so none of its runners is started. */
export const testEnvironment = {
	GENERIC_TIMEZONE: 'UTC',
	N8N_RUNNERS_MODE: 'external',
	N8N_RUNNERS_AUTH_TOKEN: 'none',
};

/** An n8n with its own user folder, which a test may stop, kill and start again. */
export class OwnN8n {
	readonly userFolder = mkdtempSync(join(tmpdir(), 'support-triage-e2e-'));
	private running: RunningN8n | undefined;

	/** `env`: what this n8n has beside the usual. */
	constructor(private readonly env: Record<string, string> = {}) {}

	get n8n(): RunningN8n {
		if (!this.running) throw new Error('n8n does not run');
		return this.running;
	}

	get baseUrl() {
		return this.n8n.server.baseUrl;
	}

	async start() {
		this.running = await bringUp({
			userFolder: this.userFolder,
			port: await freePort(),
			env: { ...testEnvironment, ...this.env },
		});
	}

	async stop() {
		await this.n8n.server.stop();
		this.running = undefined;
	}

	/** `kill -9`: no handler of n8n or of the pack runs. */
	async kill() {
		await this.n8n.server.kill();
		this.running = undefined;
	}

	/** Ends n8n however far a failed test got, and removes its data. */
	async remove() {
		await this.running?.server.kill();
		rmSync(this.userFolder, { recursive: true, force: true });
	}
}

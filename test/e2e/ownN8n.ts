import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bringUp } from '../../scripts/n8n/bringUp';
import { waitFor } from '../../scripts/n8n/client';
import { freePort } from '../../scripts/n8n/ports';
import { modelFolder, packTarball, testEnvironment } from './model';

export type RunningN8n = Awaited<ReturnType<typeof bringUp>>;

/** An n8n with its own user folder, which a test may stop, kill and start again. */
export class OwnN8n {
	readonly userFolder = mkdtempSync(join(tmpdir(), 'support-triage-e2e-'));
	private starting: Promise<RunningN8n> | undefined;
	private running: RunningN8n | undefined;

	/** `env`: what this n8n has beside the usual. As that may name another database, such an n8n begins from nothing. */
	constructor(private readonly env?: Record<string, string>) {
		const model = modelFolder();
		if (!env && model) cpSync(model, this.userFolder, { recursive: true });
	}

	get n8n(): RunningN8n {
		if (!this.running) throw new Error('n8n does not run');
		return this.running;
	}

	get baseUrl() {
		return this.n8n.server.baseUrl;
	}

	async start() {
		const { userFolder } = this;
		const env = { ...testEnvironment, ...this.env };
		this.starting = bringUp({ userFolder, port: await freePort(), env, tarball: packTarball() });
		this.running = await this.starting;
	}

	/** Lets a published workflow poll now: n8n polls once whenever one is published, which needs no waiting for the minute. */
	async poll(workflowId: string) {
		const { api, rest, publish } = this.n8n.client;
		await api('POST', `/workflows/${workflowId}/deactivate`);
		await waitFor('the workflow to be unpublished', 20_000, async () => {
			const { activeVersionId } = await rest('GET', `/workflows/${workflowId}`);
			return activeVersionId === null || undefined;
		});
		await publish(workflowId);
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

	/** Ends n8n however far a failed test got, a start whose time was up included, and removes its data. */
	async remove() {
		await this.starting?.then(
			async ({ server }) => await server.kill(),
			() => {},
		);
		rmSync(this.userFolder, { recursive: true, force: true });
	}
}

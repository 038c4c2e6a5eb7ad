import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { n8n } from '../../scripts/n8n/install';
import { freePort } from '../../scripts/n8n/ports';
import { n8nEnvironment } from '../../scripts/n8n/server';
import { installPack, makeUserFolder } from '../../scripts/n8n/userFolder';
import { pack } from '../../scripts/pack';
import { testEnvironment } from './model';

const startLimit = 120_000;

/** A worker of an n8n in queue mode, with a user folder and thus a pack of its own. */
export class OwnWorker {
	private readonly userFolder = mkdtempSync(join(tmpdir(), 'support-triage-worker-'));
	private readonly logFile = join(this.userFolder, 'n8n.log');
	private child: ChildProcess | undefined;

	/** `env`: that of the main process, which it shares database, queue and key with. */
	constructor(private readonly env: Record<string, string>) {}

	/** How many executions it has begun since it was made. */
	get executionCount(): number {
		return readFileSync(this.logFile, 'utf8').match(/Worker started execution/g)?.length ?? 0;
	}

	async start() {
		makeUserFolder(this.userFolder);
		await installPack(this.userFolder, (await pack()).path);
		const port = String(await freePort());
		const own = {
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: port,
		};
		const log = openSync(this.logFile, 'a');
		const child = spawn(process.execPath, [n8n.bin, 'worker', '--concurrency=5'], {
			env: n8nEnvironment(this.userFolder, { ...testEnvironment, ...this.env, ...own }),
			stdio: ['ignore', log, log],
		});
		this.child = child;
		process.once('exit', () => child.kill('SIGKILL'));
		const isReady = async () =>
			(await fetch(`http://127.0.0.1:${port}/healthz/readiness`).catch(() => null))?.ok === true;
		for (const deadline = performance.now() + startLimit; !(await isReady()); await wait(100)) {
			if (child.exitCode !== null || performance.now() > deadline) {
				throw new Error(`A worker did not get ready:\n${readFileSync(this.logFile, 'utf8').slice(-3000)}`);
			}
		}
	}

	/** `kill -9`: what it was doing is left as it was. */
	async kill() {
		const { child } = this;
		if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGKILL');
		await ended;
	}

	/** Ends it however far a failed test got, and removes its data. */
	async remove() {
		await this.kill();
		rmSync(this.userFolder, { recursive: true, force: true });
	}
}

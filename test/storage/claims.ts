import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { TriageStore } from '../../storage';
import { useCompiledSources } from '../harness/compileSources';
import type { Target } from './processes';
import { trigger } from './triggerContract';

interface Claim {
	key: string;
	outcome: string;
	triggerId: string;
	caseId: string;
}

/** What every engine must do when several processes claim the same keys; each engine's own test file calls it. */
export function describeClaims(
	engine: string,
	newTarget: () => Target,
	open: (target: Target, now?: () => string) => Promise<TriageStore>,
) {
	describe(`claims of several processes on ${engine}`, () => {
		const compiled = useCompiledSources();

		/** Runs a process that claims keys; `onClaim` hears of each answer and may kill it. */
		const runClaimer = async (
			order: { target: Target; name: string; keys: string[]; holds: boolean },
			onClaim: (kill: () => void) => void = () => {},
		) => {
			const script = join(__dirname, 'claimer.js');
			const child = spawn(process.execPath, [script, JSON.stringify({ compiled, ...order })]);
			const claims: Claim[] = [];
			let complaint = '';
			child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
			createInterface(child.stdout).on('line', (line) => {
				const [key = '', outcome = '', triggerId = '', caseId = ''] = line.split(' ');
				claims.push({ key, outcome, triggerId, caseId });
				onClaim(() => child.kill('SIGKILL'));
			});
			const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
			return { claims, complaint, signal };
		};

		test('eight that claim the same keys at once give each key to one of them, and each key has one case', async () => {
			const target = newTarget();
			const keys = Array.from({ length: 25 }, (_, index) => `K-${index}`);
			const claimers = await Promise.all(
				Array.from({ length: 8 }, async (_, index) => {
					return await runClaimer({ target, name: `process-${index}`, keys, holds: false });
				}),
			);
			expect(claimers.map(({ complaint }) => complaint)).toEqual(claimers.map(() => ''));
			const claims = claimers.flatMap((claimer) => claimer.claims);
			expect(claims).toHaveLength(8 * keys.length);
			const accepted = claims.filter(({ outcome }) => outcome === 'accepted');
			expect(accepted.map(({ key }) => key).sort()).toEqual([...keys].sort());

			const store = await open(target);
			const { cases } = await store.findCases({ order: 'oldest' });
			expect(cases.map(({ case_id }) => case_id).sort()).toEqual(accepted.map(({ caseId }) => caseId).sort());
			expect(await store.findOpenTriggers()).toEqual([]);
			for (const { key, triggerId, caseId } of accepted) {
				const state = { trigger_id: triggerId, case_id: caseId, state: 'completed', duplicate_count: 7, attempt: 1 };
				expect(await store.getTrigger('help-desk', key)).toMatchObject(state);
			}
			expect((await store.verify()).findings).toEqual([]);
			await store.close();
		}, 120_000);

		test('one killed between claim and case holds its key for the lease, and then another may go on', async () => {
			const target = newTarget();
			const order = { target, name: 'killed', keys: ['K-1'], holds: true };
			const { claims, signal } = await runClaimer(order, (kill) => kill());
			expect(signal).toBe('SIGKILL');
			expect(claims).toMatchObject([{ key: 'K-1', outcome: 'accepted' }]);

			let late = 0;
			const store = await open(target, () => new Date(Date.now() + late).toISOString());
			const claim = async () => (await store.recordTriggers([trigger('K-1')]))[0];
			expect(await claim()).toMatchObject({ outcome: 'duplicate', in_progress: true });
			expect(await store.findOpenTriggers()).toMatchObject([{ trigger_id: claims[0]!.triggerId }]);
			late = 3_600_000;
			expect(await claim()).toMatchObject({
				outcome: 'accepted',
				attempt: 2,
				possible_duplicate_of: { trigger_id: claims[0]!.triggerId, case_id: null },
			});
			expect((await store.verify()).findings).toEqual([]);
			await store.close();
		}, 60_000);
	});
}

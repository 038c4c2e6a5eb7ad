import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { PostgresConnection, TriageStore } from '../../storage';
import { useCompiledSources } from '../harness/compileSources';
import { context, ticket } from './subject';

export type Target = { sqlite: string } | { postgres: PostgresConnection };

interface Answer {
	ticketId: string;
	caseId: string;
	isNew: boolean;
}

/** What every engine must do when several processes use it; each engine's own test file calls it. */
export function describeProcesses(
	engine: string,
	newTarget: () => Target,
	open: (target: Target) => Promise<TriageStore>,
) {
	describe(`processes on ${engine}`, () => {
		const compiled = useCompiledSources();

		/** Runs a process that opens a case for each ticket; `onAnswer` hears of each answer and may kill it. */
		const runWriter = async (
			order: { target: Target; name: string; tickets: string[] },
			onAnswer: (answers: readonly Answer[], kill: () => void) => void = () => {},
		) => {
			const script = join(__dirname, 'writer.js');
			const child = spawn(process.execPath, [script, JSON.stringify({ compiled, ...order })]);
			const answers: Answer[] = [];
			let complaint = '';
			child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
			createInterface(child.stdout).on('line', (line) => {
				const [ticketId = '', caseId = '', isNew] = line.split(' ');
				answers.push({ ticketId, caseId, isNew: isNew === 'true' });
				onAnswer(answers, () => child.kill('SIGKILL'));
			});
			const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
			return { answers, complaint, signal };
		};

		test('eight that begin on an empty store and write at once make one log without forks or gaps', async () => {
			const target = newTarget();
			const own = 20;
			const shared = ['S-1', 'S-2', 'S-3'];
			const writers = await Promise.all(
				Array.from({ length: 8 }, async (_, index) => {
					const tickets = Array.from({ length: own }, (_unused, ticketIndex) => `P${index}-${ticketIndex}`);
					return await runWriter({ target, name: `process-${index}`, tickets: [...shared, ...tickets] });
				}),
			);
			expect(writers.map(({ complaint }) => complaint)).toEqual(writers.map(() => ''));
			const answers = writers.flatMap((writer) => writer.answers);
			expect(answers).toHaveLength(8 * (own + shared.length));
			const expected = 8 * own + shared.length;
			expect(answers.filter(({ isNew }) => isNew)).toHaveLength(expected);
			expect(new Map(answers.map(({ ticketId, caseId }) => [caseId, ticketId])).size).toBe(expected);
			expect(new Set(answers.map(({ ticketId, caseId }) => `${ticketId} ${caseId}`)).size).toBe(expected);

			const store = await open(target);
			const { entry_count, case_count, findings } = await store.verify();
			expect([entry_count, case_count, findings]).toEqual([expected + 1, expected, []]);
			const numbers = (await store.findCases({ order: 'oldest' })).cases.map(({ case_id }) => case_id).sort();
			expect(numbers).toEqual(
				Array.from({ length: expected }, (_, index) => `C-${String(index + 1).padStart(4, '0')}`),
			);
			await store.close();
		}, 120_000);

		test.each([1, 17, 40])(
			'one killed after %i answers leaves all of them and nothing half-written',
			async (limit) => {
				const target = newTarget();
				const tickets = Array.from({ length: 2000 }, (_, index) => `K-${index}`);
				const { answers, signal } = await runWriter({ target, name: 'killed', tickets }, ({ length }, kill) => {
					if (length === limit) kill();
				});
				expect(signal).toBe('SIGKILL');
				expect(answers.length).toBeGreaterThanOrEqual(limit);

				const store = await open(target);
				const { entry_count, case_count, findings } = await store.verify();
				expect(findings).toEqual([]);
				expect(entry_count).toBe(case_count + 1);
				// The command that ran when it was killed may have been kept or not, but no further one.
				expect([answers.length, answers.length + 1]).toContain(case_count);
				for (const { ticketId, caseId } of answers) {
					const command = { kind: 'open', fields: ticket({ ticket_id: ticketId }) } as const;
					const again = await store.execute(null, command, { ...context(), command_id: `killed-${ticketId}` });
					expect(again).toMatchObject({ outcome: 'accepted', is_new: true, case: { case_id: caseId } });
				}
				expect((await store.verify()).entry_count).toBe(entry_count);
				await store.close();
			},
			60_000,
		);
	});
}

import type { ScheduleRetry } from '../../core';
import type { TriageStore } from '../../storage';
import { useCompiledSources } from '../harness/compileSources';
import { randomFrom } from '../core/escalation/simulate';
import type { Target } from './processes';
import { busy, dataOf, failedWith } from './retries';
import { runSweeper } from './runSweeper';
import { context, ticket, type StoreUnderTest } from './subject';
import { sweeper } from './timers';

const begin = Date.parse('2026-01-05T09:00:00Z');
const minuteMs = 60_000;
const days = 30;
/** Minutes from one sweep to the next. */
const stepMinutes = 30;
const plus = (minutes: number) => new Date(begin + minutes * minuteMs).toISOString();
const step = 'Enrich contact';

const policy = { base_seconds: 3600, factor: 3, cap_seconds: 4 * 86_400, max_attempts: 6, jitter: 'none' as const };
const answerMinutes = 360;
/** What has to be waited after an attempt failed, in minutes: an hour, three, nine … four days at most. */
const waitAfter = (attempt: number) => Math.min(4 * 1440, 60 * 3 ** (attempt - 1));

type Reaction = 'fails' | 'fails_for_good' | 'succeeds' | 'says_nothing';

/** What has to come of a case's step, by what was done to it: worked out beside the store, in minutes. */
interface Expected {
	case_id: string;
	attempt: number;
	due: number;
}

/** A month of failures and what follows from them, by a seed, kept in a store that two sweepers sweep at once. */
class RetryMonth {
	private readonly random: () => number;
	private readonly expected = new Map<string, Expected>();
	/** Attempts that started, by when nobody has to be waited for any more. */
	private readonly silent = new Map<string, number>();
	private readonly reactions: Array<{ at: number; case_id: string; attempt: number; reaction: Reaction }> = [];
	private read_idx = 0;
	/** When the sweep before was to come. */
	lastSweep: number | null = null;
	startedCount = 0;
	silentCount = 0;
	killedCount = 0;

	constructor(
		seed: number,
		private readonly store: TriageStore,
		private readonly other: TriageStore,
		private readonly setNow: (instant: string) => void,
		private readonly kill: (now: string, count: number) => Promise<boolean>,
	) {
		this.random = randomFrom(seed);
	}

	private below(limit: number): number {
		return Math.floor(this.random() * limit);
	}

	/** Opens all cases, and lets each fail with some others at once, as when a system is away. */
	async open(count: number): Promise<Map<number, string[]>> {
		const ids = Array.from({ length: count }, (_, index) => `C-${String(index + 1).padStart(4, '0')}`);
		// All at once: they share transactions, in the order in which they were sent.
		const opening = ids.map(async (ticket_id) => {
			return await this.store.execute(null, { kind: 'open', fields: ticket({ ticket_id }) }, context());
		});
		expect((await Promise.all(opening)).map((opened) => opened.case.case_id)).toEqual(ids);
		const outages = Array.from({ length: 25 }, () => this.below(20 * 48) * stepMinutes);
		return Map.groupBy(ids, () => outages[this.below(outages.length)]!);
	}

	private async fail(now: number, case_id: string, attempt: number, isForGood: boolean): Promise<void> {
		// Now and then somebody chooses when the next attempt starts.
		const chosen = this.random() < 0.1 ? now + 1 + this.below(2880) : null;
		const rest: Partial<ScheduleRetry> = {
			policy,
			answer_seconds: answerMinutes * 60,
			next_at: chosen === null ? null : plus(chosen),
		};
		const failure = isForGood ? { statusCode: 400 } : busy;
		await this.store.scheduleRetry({ case_id, step }, failedWith(failure, rest), dataOf({ case_id }), context());
		if (isForGood || attempt === policy.max_attempts) return;
		this.expected.set(case_id, { case_id, attempt: attempt + 1, due: chosen ?? now + waitAfter(attempt) });
	}

	private async say(case_id: string, status: 'completed' | 'skipped'): Promise<void> {
		await this.store.execute({ case_id }, { kind: 'set_step', step, status }, context());
	}

	/** Lets happen by a minute what was to happen until then, each at its own time. */
	async happen(until: number, failing: readonly string[]): Promise<void> {
		const now = this.reactions.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
		for (const one of now) this.reactions.splice(this.reactions.indexOf(one), 1);
		for (const [at, together] of Map.groupBy(now, (one) => one.at)) {
			this.setNow(plus(at));
			await Promise.all(
				together.map(async ({ case_id, attempt, reaction }) => {
					this.silent.delete(case_id);
					if (reaction === 'succeeds') await this.say(case_id, 'completed');
					else await this.fail(at, case_id, attempt, reaction === 'fails_for_good');
				}),
			);
		}
		this.setNow(plus(until));
		await Promise.all(failing.map(async (case_id) => await this.fail(until, case_id, 1, false)));
		// Somebody else does the step, or says that it is not needed any more.
		const [early] = [...this.expected.values()].filter(({ due }) => due > until + stepMinutes);
		if (early === undefined || this.random() > 0.05) return;
		this.expected.delete(early.case_id);
		await this.say(early.case_id, this.random() < 0.5 ? 'completed' : 'skipped');
	}

	/** Whether something is due, by what was worked out. */
	private isDue(now: number): boolean {
		return (
			[...this.expected.values()].some(({ due }) => due <= now) || [...this.silent.values()].some((by) => by <= now)
		);
	}

	private async sweepAll(store: TriageStore): Promise<void> {
		while (!(await store.sweepRetries({ limit: 20 }, sweeper)).is_all);
	}

	/** Sweeps with two at once, after one of which a process may have been killed at any attempt it found. */
	async sweep(now: number, isKilling: boolean): Promise<void> {
		const isIdle = now % (8 * stepMinutes) !== 0;
		if (!this.isDue(now) && isIdle) return;
		this.setNow(plus(now));
		if (isKilling && (await this.kill(plus(now), 1 + this.below(8)))) this.killedCount += 1;
		await Promise.all([this.store, this.other].map(async (each) => await this.sweepAll(each)));
		await this.check(now);
	}

	/** What the log says that started since is what had to, once each, in time; and nothing is left that had to. */
	private async check(now: number): Promise<void> {
		const due = [...this.expected.values()].filter((one) => one.due <= now);
		const over = [...this.silent].filter(([, by]) => by <= now).map(([case_id]) => case_id);
		const found = await this.store.readRetryEvents({
			kinds: ['due', 'gave_up'],
			from_idx: this.read_idx,
			order: 'oldest',
			limit: 5000,
		});
		this.read_idx = found.next_idx;
		const started = found.events.filter(({ kind }) => kind === 'due');
		const told = started.map(({ case: { case_id }, retry, start, at }) => {
			return `${case_id} ${retry.attempt} ${start!.due_at} ${at}`;
		});
		expect(told.sort()).toEqual(due.map((one) => `${one.case_id} ${one.attempt} ${plus(one.due)} ${plus(now)}`).sort());
		for (const one of due) {
			expect(now - one.due).toBeLessThan(this.lastSweep === null ? Infinity : now - this.lastSweep + 1);
			this.react(now, one);
		}
		const unanswered = found.events.filter(
			({ kind, retry }) => kind === 'gave_up' && retry.gave_up?.why === 'no_answer',
		);
		expect(unanswered.map((event) => event.case.case_id).sort()).toEqual(over.sort());
		for (const case_id of over) this.silent.delete(case_id);
		this.startedCount += started.length;
		this.silentCount += unanswered.length;
	}

	private react(now: number, { case_id, attempt }: Expected): void {
		this.expected.delete(case_id);
		const drawn = this.random();
		const reaction =
			drawn < 0.75 ? 'fails' : drawn < 0.8 ? 'fails_for_good' : drawn < 0.9 ? 'succeeds' : 'says_nothing';
		this.silent.set(case_id, now + answerMinutes);
		if (reaction !== 'says_nothing') {
			this.reactions.push({ at: now + 1 + this.below(answerMinutes - 60), case_id, attempt, reaction });
		}
	}

	get left(): Expected[] {
		return [...this.expected.values()];
	}
}

/** Holds the attempts of a store against what has to come, over a month and with everything that can happen. */
export function describeRetrySimulation(
	engine: string,
	newTarget: () => Target,
	open: (target: Target) => Promise<StoreUnderTest>,
	cases: number,
) {
	const compiled = useCompiledSources();

	test(`${cases} cases over ${days} days on ${engine}: every attempt starts once, none early, none more than one sweep late`, async () => {
		const target = newTarget();
		const { store, setNow, openAnother } = await open(target);
		const other = await openAnother();
		setNow(plus(0));
		const kill = async (now: string, count: number) => {
			const order = { compiled, target, name: 'killed', now, limit: 1 };
			const { complaint, signal } = await runSweeper(order, (found, stop) => found === count && stop());
			expect(complaint).toBe('');
			return signal === 'SIGKILL';
		};
		const month = new RetryMonth(20260105, store, other, setNow, kill);
		const outages = await month.open(cases);
		const first = Math.min(...outages.keys());
		// An hour after many failed at once their second attempts are due at once.
		const killings = new Set([...outages.keys()].slice(0, 6).map((minute) => minute + 60));
		for (let now = 0; now <= days * 1440; now += stepMinutes) {
			await month.happen(now, outages.get(now) ?? []);
			await month.sweep(now, now > first && killings.has(now));
			month.lastSweep = now;
		}
		expect(month.left.filter(({ due }) => due <= days * 1440)).toEqual([]);
		expect(month.startedCount).toBeGreaterThan(cases * 2);
		expect(month.silentCount).toBeGreaterThan(cases / 10);
		expect(month.killedCount).toBeGreaterThan(3);
		const entries = await store.findEntries({ types: ['retry.due'], order: 'oldest' });
		expect(entries).toHaveLength(month.startedCount);
		expect((await store.verify()).findings).toEqual([]);
		await other.close();
		await store.close();
	}, 300_000);
}

import fc from 'fast-check';

import {
	canonicalize,
	decideSettlement,
	decideTrigger,
	evolveTrigger,
	readTrigger,
	readTriggerOutcome,
	type Completion,
	type RecordedEntry,
	type RootCauseLabel,
	type Settlement,
	type Trigger,
	type TriggerEntry,
	type TriggerOutcome,
	type TriggerSaid,
} from '../../../core';

const actor = { kind: 'workflow', id: 'wf1' } as const;
const at = (second: number) => new Date(Date.UTC(2026, 0, 5, 9, 0, second)).toISOString();
const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

interface Arrival {
	second: number;
	digest?: string | null;
	refused?: RootCauseLabel;
	completes?: Completion;
	window_seconds?: number | null;
	lease_seconds?: number;
}

/** What arrives with one key, as a store keeps it. */
class Run {
	state: Trigger | null = null;
	readonly trail: Array<RecordedEntry<TriggerSaid>> = [];
	#count = 0;

	arrive({ second, digest = 'a', refused, ...key }: Arrival): TriggerOutcome & { id: string } {
		const draft = readTrigger({
			source: 'help-desk',
			received_at: at(second),
			refused,
			digest: digest && digestOf(digest),
			key: { value: 'K-1', window_seconds: 100, lease_seconds: 10, ...key },
		});
		const { entry, shares_trail, outcome } = decideTrigger(this.state, draft, at(second));
		const id = `T${(this.#count += 1)}`;
		const read = readTriggerOutcome(entry);
		expect(read.outcome).toBe(outcome);
		if (shares_trail || this.state === null) this.#record(id, entry, second, { key: 'K-1', digest: draft.digest });
		return { ...read, id };
	}

	settle(second: number, triggerId: string, settlement: Settlement): boolean {
		const entry = decideSettlement(this.state!, triggerId, settlement);
		if (entry !== null) this.#record(`S${(this.#count += 1)}`, entry, second, null);
		return entry !== null;
	}

	#record(id: string, { type, data }: TriggerEntry, second: number, command: TriggerSaid | null) {
		const case_seq = this.trail.length;
		const entry = { id, type, case_id: '_trigger/x', case_seq, at: at(second), actor, data, command };
		this.trail.push(entry);
		this.state = evolveTrigger(this.state, entry);
	}
}

const given = (...arrivals: Arrival[]) => {
	const run = new Run();
	for (const arrival of arrivals) run.arrive(arrival);
	return run;
};

test('S6: the same key and payload twice is one acceptance and a duplicate, which has the first case', () => {
	const run = new Run();
	const first = run.arrive({ second: 0 });
	expect(first).toEqual({ id: 'T1', outcome: 'accepted', attempt: 1, possible_duplicate_of: null });
	expect(run.settle(1, 'T1', { kind: 'link', case_id: 'C-0001' })).toBe(true);
	expect(run.arrive({ second: 2 })).toEqual({
		id: 'T3',
		outcome: 'duplicate',
		duplicate_of: { trigger_id: 'T1', case_id: 'C-0001', first_seen_at: at(0) },
		in_progress: false,
	});
	expect(run.state).toMatchObject({ state: 'completed', case_id: 'C-0001', duplicate_count: 1, conflict_count: 0 });
});

test('S7: the same key with another content is a conflict, and the first stays as it was', () => {
	const run = given({ second: 0 });
	run.settle(1, 'T1', { kind: 'link', case_id: 'C-0001' });
	const before = run.state!;
	expect(run.arrive({ second: 2, digest: 'b' })).toEqual({
		id: 'T3',
		outcome: 'refused',
		label: 'idem.conflict',
		duplicate_of: { trigger_id: 'T1', case_id: 'C-0001', first_seen_at: at(0) },
	});
	expect(run.state).toEqual({ ...before, conflict_count: 1, updated_at: at(2) });
});

describe('while the first is being worked on', () => {
	test('the second waits, with the case as soon as there is one', () => {
		const run = given({ second: 0, completes: 'on_close' });
		const waiting = { outcome: 'duplicate', in_progress: true };
		expect(run.arrive({ second: 1 })).toMatchObject({ ...waiting, duplicate_of: { case_id: null } });
		run.settle(2, 'T1', { kind: 'link', case_id: 'C-0001' });
		// A case that is there is no lost work, however long it takes.
		expect(run.arrive({ second: 50 })).toMatchObject({ ...waiting, duplicate_of: { case_id: 'C-0001' } });
		expect(run.settle(51, 'T1', { kind: 'complete', case_id: 'C-0001' })).toBe(true);
		expect(run.arrive({ second: 52 })).toMatchObject({ outcome: 'duplicate', in_progress: false });
	});

	test('another content is a conflict, also when the lease is over: the first may have taken effect', () => {
		const run = given({ second: 0 });
		expect(run.arrive({ second: 1, digest: 'b' })).toMatchObject({ label: 'idem.conflict' });
		expect(run.arrive({ second: 11, digest: 'b' })).toMatchObject({ label: 'idem.conflict' });
	});

	test.each([
		[9, 'duplicate'],
		[10, 'accepted'],
		[11, 'accepted'],
	])('its lease of 10 seconds is judged at second %i: %s', (second, outcome) => {
		expect(given({ second: 0 }).arrive({ second }).outcome).toBe(outcome);
	});

	test('the next one after a lost lease is a second attempt, and a possible duplicate', () => {
		const run = given({ second: 0 });
		expect(run.arrive({ second: 10 })).toEqual({
			id: 'T2',
			outcome: 'accepted',
			attempt: 2,
			possible_duplicate_of: { trigger_id: 'T1', case_id: null, first_seen_at: at(0) },
		});
		expect(run.state).toMatchObject({
			trigger_id: 'T2',
			first_seen_at: at(0),
			lease_until: at(20),
			expires_at: at(110),
		});
	});

	test('who has lost the claim does not release the one of who has it now, but completes the key', () => {
		const run = given({ second: 0 }, { second: 10 });
		expect(run.settle(11, 'T1', { kind: 'release', label: 'sys.timeout' })).toBe(false);
		expect(run.settle(12, 'T1', { kind: 'link', case_id: 'C-0001' })).toBe(true);
		expect(run.state).toMatchObject({ state: 'completed', case_id: 'C-0001' });
		expect(run.settle(13, 'T2', { kind: 'link', case_id: 'C-0001' })).toBe(false);
	});
});

describe('a released key', () => {
	test('lets the next one try again, with whatever content, and it is no possible duplicate', () => {
		const run = given({ second: 0 });
		expect(run.settle(1, 'T1', { kind: 'release', label: 'sys.5xx' })).toBe(true);
		expect(run.settle(1, 'T1', { kind: 'release', label: 'sys.5xx' })).toBe(false);
		expect(run.arrive({ second: 2, digest: 'b' })).toEqual({
			id: 'T3',
			outcome: 'accepted',
			attempt: 2,
			possible_duplicate_of: null,
		});
		expect(run.arrive({ second: 3, digest: 'b' })).toMatchObject({ outcome: 'duplicate', in_progress: true });
	});

	test.each<Completion>(['on_open', 'on_close'])(
		'is claimed or complete again when a case is opened all the same (%s)',
		(completes) => {
			const run = given({ second: 0, completes });
			run.settle(1, 'T1', { kind: 'release', label: 'sys.5xx' });
			expect(run.settle(2, 'T1', { kind: 'link', case_id: 'C-0001' })).toBe(true);
			expect(run.arrive({ second: 3 })).toMatchObject({ outcome: 'duplicate', in_progress: completes === 'on_close' });
		},
	);

	test('is not what a case or an end leaves behind', () => {
		const linked = given({ second: 0, completes: 'on_close' });
		linked.settle(1, 'T1', { kind: 'link', case_id: 'C-0001' });
		expect(linked.settle(2, 'T1', { kind: 'release', label: 'unknown' })).toBe(false);
		const done = given({ second: 0, completes: 'at_once' });
		expect(done.settle(2, 'T1', { kind: 'release', label: 'unknown' })).toBe(false);
	});
});

describe('when the claim is complete', () => {
	test.each<[Completion, string[]]>([
		['at_once', ['completed', 'completed', 'completed']],
		['on_open', ['claimed', 'completed', 'completed']],
		['on_close', ['claimed', 'claimed', 'completed']],
	])('%s: after acceptance, opening and closing it is %j', (completes, states) => {
		const run = given({ second: 0, completes });
		const seen = [run.state!.state];
		run.settle(1, 'T1', { kind: 'link', case_id: 'C-0001' });
		seen.push(run.state!.state);
		run.settle(2, 'T1', { kind: 'complete', case_id: 'C-0001' });
		seen.push(run.state!.state);
		expect(seen).toEqual(states);
		expect(run.state).toMatchObject({ case_id: 'C-0001' });
		expect(run.settle(3, 'T1', { kind: 'complete' })).toBe(false);
		expect(run.settle(3, 'T1', { kind: 'link', case_id: 'C-0002' })).toBe(false);
	});
});

describe('a key that is not remembered any more', () => {
	test.each([
		[99, 'duplicate'],
		[100, 'accepted'],
	])('window of 100 seconds, at second %i: %s', (second, outcome) => {
		const run = given({ second: 0, completes: 'at_once' });
		expect(run.arrive({ second }).outcome).toBe(outcome);
	});

	test('is accepted, marked as a possible duplicate, and begins anew', () => {
		const run = given({ second: 0 }, { second: 1 });
		run.settle(2, 'T1', { kind: 'link', case_id: 'C-0001' });
		expect(run.arrive({ second: 100, digest: 'b' })).toMatchObject({
			outcome: 'accepted',
			attempt: 1,
			possible_duplicate_of: { trigger_id: 'T1', case_id: 'C-0001', first_seen_at: at(0) },
		});
		expect(run.state).toMatchObject({
			first_seen_at: at(100),
			case_id: null,
			duplicate_count: 0,
			digest: digestOf('b'),
		});
	});

	test('for ever is for ever', () => {
		const run = given({ second: 0, completes: 'at_once', window_seconds: null });
		expect(run.arrive({ second: 3e9 }).outcome).toBe('duplicate');
	});
});

test('what the gate refused never touches a key', () => {
	const run = new Run();
	expect(run.arrive({ second: 0, refused: 'schema.required' })).toEqual({
		id: 'T1',
		outcome: 'refused',
		label: 'schema.required',
		duplicate_of: null,
	});
	expect(run.state).toBeNull();
	expect(run.arrive({ second: 1 })).toMatchObject({ outcome: 'accepted', attempt: 1 });
	const before = run.state;
	run.arrive({ second: 2, refused: 'rule.enum', digest: 'b' });
	expect(run.state).toBe(before);
});

test('without digests nothing can be in conflict', () => {
	for (const [one, other] of [
		[null, 'b'],
		['a', null],
		[null, null],
	] as const) {
		expect(given({ second: 0, digest: one }).arrive({ second: 1, digest: other })).toMatchObject({
			outcome: 'duplicate',
		});
	}
});

test('an erased key leaves the rest as it was', () => {
	const run = given({ second: 0 }, { second: 1 });
	const erased = run.trail.map((entry) => ({ ...entry, command: null }));
	expect(erased.reduce<Trigger | null>(evolveTrigger, null)).toEqual({ ...run.state, key: null, digest: null });
});

const anyStep = fc.record({
	wait: fc.integer({ min: 0, max: 40 }),
	what: fc.constantFrom('arrive', 'arrive', 'other', 'refused', 'link', 'complete', 'release'),
	completes: fc.constantFrom<Completion>('at_once', 'on_open', 'on_close'),
	stale: fc.boolean(),
});

test('whatever happens, at most one claim is held at a time, none that ended is taken again in its window, and the trail rebuilds it', () => {
	fc.assert(
		fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
			const run = new Run();
			let second = 0;
			const accepted: string[] = [];
			for (const { wait, what, completes, stale } of steps) {
				second += wait;
				const before = run.state;
				if (what === 'arrive' || what === 'other' || what === 'refused') {
					const refused = what === 'refused' ? ({ refused: 'schema.type' } as const) : {};
					const result = run.arrive({ second, completes, digest: what === 'other' ? 'b' : 'a', ...refused });
					if (result.outcome !== 'accepted') continue;
					accepted.push(result.id);
					const isRemembered = before !== null && (before.expires_at === null || before.expires_at > at(second));
					if (before?.state === 'completed') expect(isRemembered).toBe(false);
					if (before?.state === 'claimed' && isRemembered) {
						expect(before.lease_until! <= at(second) && before.case_id === null).toBe(true);
					}
				} else if (accepted.length > 0) {
					const id = (stale ? accepted[0] : accepted.at(-1))!;
					const settlements: Record<string, Settlement> = {
						link: { kind: 'link', case_id: 'C-0001' },
						complete: { kind: 'complete' },
						release: { kind: 'release', label: 'unknown' },
					};
					const changed = run.settle(second, id, settlements[what]!);
					if (before?.state === 'completed') expect(run.state?.state).toBe('completed');
					if (changed && what === 'release') expect(id).toBe(before?.trigger_id);
				}
			}
			expect(run.trail.reduce<Trigger | null>(evolveTrigger, null)).toEqual(run.state);
			expect(JSON.parse(canonicalize(run.state))).toEqual(run.state);
		}),
		{ numRuns: 500 },
	);
});

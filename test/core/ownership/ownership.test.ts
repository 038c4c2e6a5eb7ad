import fc from 'fast-check';

import {
	findThrash,
	keptReviews,
	reconsiderOwner,
	type OwnedCase,
	type OwnerReview,
	type RerouteSettings,
	type ThrashSign,
} from '../../../core';

const start = Date.parse('2026-05-04T09:00:00Z');
const at = (hours: number) => new Date(start + hours * 3_600_000).toISOString();

describe('a case that has an owner', () => {
	const owned: OwnedCase = { owner_role: 'A', owned_since: at(0), priority_before: 'normal', priority: 'normal' };
	const reconsider = (
		settings: RerouteSettings,
		now = at(1),
		owner_role: string | undefined = 'B',
		more: Partial<OwnedCase> = {},
	) => reconsiderOwner({ ...owned, ...more }, { owner_role }, now, settings);

	test('keeps it, unless changes are wanted to move cases', () => {
		expect(reconsider({})).toEqual({ action: 'keep', owner_role: 'A', why: 'sticky' });
		expect(reconsider({ reroute_on_change: true })).toEqual({
			action: 'move',
			owner_role: 'B',
			why: 'decision_changed',
		});
	});

	test('keeps it where the decision is the same, or there is none', () => {
		expect(reconsider({ reroute_on_change: true }, at(1), 'A')).toMatchObject({ action: 'keep', why: 'same_owner' });
		const undecided = reconsiderOwner(owned, {}, at(1), { reroute_on_change: true });
		expect(undecided).toEqual({ action: 'keep', owner_role: 'A', why: 'undecided' });
	});

	test('keeps it for the cool-down, 15 minutes if nothing else is said, and not a second longer', () => {
		const settings = { reroute_on_change: true };
		expect(reconsider(settings, at(0.25 - 1 / 3600))).toEqual({
			action: 'keep',
			owner_role: 'A',
			why: 'cooling_down',
			cools_down_at: at(0.25),
		});
		expect(reconsider(settings, at(0.25))).toMatchObject({ action: 'move' });
		expect(reconsider({ ...settings, cooldown_seconds: 0 }, at(0))).toMatchObject({ action: 'move' });
	});

	test.each([
		['normal', 'urgent', 'move'],
		['low', 'normal', 'move'],
		['urgent', 'normal', 'keep'],
		['high', 'high', 'keep'],
	] as const)('from priority %s to %s during the cool-down: %s', (priority_before, priority, action) => {
		expect(reconsider({ reroute_on_change: true }, at(0.1), 'B', { priority_before, priority }).action).toBe(action);
	});

	test('keeps it while it is frozen, rising priority or not', () => {
		const settings = { reroute_on_change: true, is_frozen: true };
		expect(reconsider(settings, at(9), 'B', { priority: 'urgent' })).toMatchObject({ action: 'keep', why: 'frozen' });
	});

	test('times and cool-downs that are none are misuse', () => {
		expect(() => reconsider({ reroute_on_change: true }, 'soon')).toThrow("'now' is no instant");
		const forever = { reroute_on_change: true, cooldown_seconds: NaN };
		expect(() => reconsider(forever)).toThrow("'cooldown_seconds' is NaN; a number of seconds from 0 is expected");
	});
});

describe('a case that is passed around', () => {
	/** Only the hours from 9 to 17 count: eight a day. */
	const workingSeconds = (from: string, to: string) => {
		let seconds = 0;
		for (let minute = Date.parse(from); minute < Date.parse(to); minute += 60_000) {
			const hour = new Date(minute).getUTCHours();
			if (hour >= 9 && hour < 17) seconds += 60;
		}
		return seconds;
	};
	/** Owners at these hours; `!` in front of one stands for a move by escalation. */
	const reviews = (...entries: Array<[number, string]>): OwnerReview[] =>
		entries.map(([hours, owner]) => ({
			at: at(hours),
			owner_role: owner.replace('!', ''),
			...(owner.startsWith('!') && { by_escalation: true }),
		}));
	const look = (list: OwnerReview[], now: number, previous?: readonly ThrashSign[], secondsBetween = workingSeconds) =>
		findThrash(list, { now: at(now), secondsBetween, ...(previous && { previous }) });

	test('M6: from A to B and back to A within 24 working hours is thrash, and freezes re-routing', () => {
		const thrash = look(reviews([0, 'A'], [1, 'B'], [2, 'A']), 3);
		expect(thrash).toMatchObject({ is_flagged: true, signs: ['ping_pong'], change_count: 2 });
		const owned = { owner_role: 'A', owned_since: at(2), priority_before: 'normal', priority: 'urgent' } as const;
		const settings = { reroute_on_change: true, is_frozen: thrash.is_flagged };
		expect(reconsiderOwner(owned, { owner_role: 'B' }, at(9), settings)).toMatchObject({
			action: 'keep',
			why: 'frozen',
		});
	});

	test('the window is of working hours: three days of eight, and no more', () => {
		const list = reviews([0, 'A'], [1, 'B'], [2, 'A']);
		// From 10:00 on the first day: 7, 8 and 8 hours on three days, 1 on the fourth.
		expect(look(list, 73).signs).toEqual(['ping_pong']);
		expect(look(list, 73 + 1 / 60).signs).toEqual([]);
	});

	test('three changes in the window are thrash, two that go nowhere back are none', () => {
		expect(look(reviews([0, 'A'], [1, 'B'], [2, 'C']), 3)).toMatchObject({
			is_flagged: false,
			signs: [],
			change_count: 2,
		});
		expect(look(reviews([0, 'A'], [1, 'B'], [2, 'C'], [3, 'D']), 4)).toMatchObject({
			signs: ['changes'],
			change_count: 3,
		});
	});

	test('the first assignment, reviews without a change, and moves by escalation do not count', () => {
		expect(look(reviews([0, 'A']), 1)).toEqual({ is_flagged: false, signs: [], change_count: 0, change_ratio: 0 });
		expect(look(reviews([0, 'A'], [1, 'A'], [2, 'B'], [3, 'B']), 4).change_count).toBe(1);
		const escalated = reviews([0, 'A'], [1, '!B'], [2, 'A'], [3, '!C'], [4, 'C']);
		expect(look(escalated, 5)).toMatchObject({ is_flagged: false, change_count: 1 });
	});

	test('reviews may come in any order', () => {
		const list = reviews([0, 'A'], [1, 'B'], [2, 'A']);
		expect(look([...list].reverse(), 3)).toEqual(look(list, 3));
	});

	/** Twenty transitions, of which those with these ages (0 is the newest) change the owner; they are long ago. */
	const history = (...ages: number[]) => {
		let owner = 0;
		const owners = [0, ...Array.from({ length: 20 }, (_, place) => (ages.includes(19 - place) ? ++owner : owner))];
		return owners.map((number, index): OwnerReview => ({ at: at(index), owner_role: `R${number}` }));
	};
	const longAgo = () => Infinity;

	test('newer changes weigh more, and all weights come to 20', () => {
		const ratio = (...ages: number[]) => look(history(...ages), 99, [], longAgo).change_ratio;
		expect(ratio(...Array.from({ length: 20 }, (_, age) => age))).toBe(1);
		expect(ratio(0)).toBe(0.06);
		expect(ratio(19)).toBe(0.04);
		expect(ratio(0) + ratio(1)).toBeGreaterThan(ratio(18) + ratio(19));
	});

	test('more than 30 % is thrash; it is over only below 15 %', () => {
		const newest = (count: number) => history(...Array.from({ length: count }, (_, age) => age));
		// 5 newest: 0.289; 6 newest: 0.344.
		expect(look(newest(5), 99, [], longAgo)).toMatchObject({ is_flagged: false });
		expect(look(newest(6), 99, [], longAgo)).toMatchObject({ is_flagged: true, signs: ['ratio'], change_count: 0 });
		expect(look(newest(5), 99, ['ratio'], longAgo)).toMatchObject({ is_flagged: true, signs: ['ratio'] });
		// 3 newest: 0.177; 2 newest: 0.119.
		expect(look(newest(3), 99, ['ratio'], longAgo).signs).toEqual(['ratio']);
		expect(look(newest(2), 99, ['ratio'], longAgo).signs).toEqual([]);
		// Other signs have no memory of their own.
		expect(look(newest(3), 99, ['changes', 'ping_pong'], longAgo).signs).toEqual([]);
	});

	test('exactly 30 % is not more than 30 %, and exactly 15 % is not below', () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 19 })), fc.boolean(), (ages, held) => {
				const { change_ratio, signs } = look(history(...ages), 99, held ? ['ratio'] : [], longAgo);
				const weights = ages.reduce((sum, age) => sum + 1.2 - (0.4 * age) / 19, 0);
				expect(change_ratio).toBeCloseTo(weights / 20, 9);
				expect(signs.includes('ratio')).toBe(change_ratio > 0.3 || (held && change_ratio >= 0.15));
			}),
		);
	});

	test('times that are none are misuse', () => {
		expect(() => look([{ at: 'then', owner_role: 'A' }], 1)).toThrow("'at' is no instant");
	});
});

test('the reviews that are kept of a case tell the same as all of them, and stay few', () => {
	const anyReview = fc.record({
		hours: fc.integer({ min: 0, max: 6 }),
		owner_role: fc.constantFrom('A', 'B', 'C'),
		by_escalation: fc.boolean(),
		repeats: fc.integer({ min: 1, max: 8 }),
	});
	fc.assert(
		fc.property(fc.array(anyReview, { minLength: 1, maxLength: 12 }), fc.boolean(), (steps, held) => {
			let [hours, all, kept]: [number, OwnerReview[], OwnerReview[]] = [0, [], []];
			const secondsBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;
			for (const { hours: later, owner_role, by_escalation, repeats } of steps) {
				for (let count = 0; count < repeats; count += 1) {
					hours += later;
					const review = { at: at(hours), owner_role, ...(by_escalation && { by_escalation }) };
					all = [...all, review];
					kept = keptReviews([...kept, review]);
					const context = { now: at(hours), secondsBetween, ...(held && { previous: ['ratio'] as const }) };
					const [expected, found] = [findThrash(all, context), findThrash(kept, context)];
					expect(found.is_flagged).toBe(expected.is_flagged);
					expect(found.change_ratio).toBe(expected.change_ratio);
					expect(kept.length).toBeLessThanOrEqual(60);
				}
			}
		}),
		{ numRuns: 60 },
	);
});

import fc from 'fast-check';

import {
	activationsAfter,
	canonicalize,
	decideDefinition,
	definitionKinds,
	evolveDefinition,
	refuseUse,
	versionInForce,
	type Actor,
	type Definition,
	type DefinitionCommand,
	type DefinitionDecision,
	type DefinitionTarget,
	type RecordedEntry,
} from '../../../core';

const author: Actor = { kind: 'human', id: 'ada' };
const reviewer: Actor = { kind: 'human', id: 'bob' };
const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString();
const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

const direct: DefinitionTarget = { kind: 'contract', name: 'campaign-error' };
const governed: DefinitionTarget = { kind: 'rule_set', name: 'Owners' };

interface Step {
	command: DefinitionCommand;
	by?: Actor;
	minute?: number;
	/** Of the body that is saved; one letter. */
	body?: string;
}

const save = (body = 'a', more: Partial<Extract<DefinitionCommand, { kind: 'save' }>> = {}): Step => ({
	command: { kind: 'save', body: {}, ...more },
	body,
});
const review = (version: number, decision: 'approved' | 'rejected' = 'approved', by = reviewer): Step => ({
	command: { kind: 'review', version, decision },
	by,
});
const activate = (version: number, effective_from?: string): Step => ({
	command: { kind: 'activate', version, ...(effective_from && { effective_from }) },
});
const rollBack = (version: number): Step => ({ command: { kind: 'roll_back', version } });
const retire = (version?: number): Step => ({ command: { kind: 'retire', ...(version && { version }) } });
const govern = (review_required: boolean, author_may_review = false): Step => ({
	command: { kind: 'govern', governance: { review_required, author_may_review } },
});

/** Runs commands a minute apart, as a store does, and keeps what was decided and recorded. */
class Run {
	state: Definition | null = null;
	readonly trail: RecordedEntry[] = [];
	minute = 0;

	constructor(readonly target: DefinitionTarget) {}

	do({ command, by = author, minute, body = 'a' }: Step): DefinitionDecision {
		this.minute = minute ?? this.minute + 1;
		const decision = decideDefinition(this.state, command, {
			target: this.target,
			now: at(this.minute),
			actor: by,
			digest: digestOf(body),
			repeats_newest: this.state?.versions.at(-1)?.digest === digestOf(body),
		});
		if (decision.outcome === 'unchanged') return decision;
		for (const { type, data } of decision.entries) {
			const entry: RecordedEntry = {
				id: String(this.trail.length),
				type,
				case_id: `_${this.target.kind}/${this.target.name}`,
				case_seq: this.trail.length,
				at: at(this.minute),
				actor: by,
				data,
				command: null,
			};
			this.trail.push(entry);
			this.state = evolveDefinition(this.state, entry);
		}
		return decision;
	}
}

function given(target: DefinitionTarget, ...steps: Step[]) {
	const run = new Run(target);
	for (const step of steps) run.do(step);
	return run;
}
const inForce = ({ state, minute }: Run) => versionInForce(state!, at(minute));

describe('a kind without governance', () => {
	test('is in force once it is saved', () => {
		const run = given(direct, save('a'), save('b'));
		expect(run.trail.map(({ type }) => type)).toEqual([
			'definition.saved',
			'definition.activated',
			'definition.saved',
			'definition.activated',
		]);
		expect(run.state).toEqual({
			...direct,
			governance: { review_required: false, author_may_review: false },
			versions: [
				expect.objectContaining({ number: 1, digest: digestOf('a'), state: 'draft', saved_at: at(1), seq: 0 }),
				expect.objectContaining({ number: 2, digest: digestOf('b'), author, reviewer: null, seq: 2 }),
			],
			activations: [
				{ version: 1, effective_from: at(1), is_rollback: false },
				{ version: 2, effective_from: at(2), is_rollback: false },
			],
			created_at: at(1),
			updated_at: at(2),
		});
		expect(inForce(run)).toBe(2);
	});

	test('saving the same again changes nothing, also after a rollback', () => {
		const run = given(direct, save('a'), save('b'), rollBack(1));
		expect(inForce(run)).toBe(1);
		expect(run.do(save('b'))).toEqual({ outcome: 'unchanged', version: 2 });
		expect(inForce(run)).toBe(1);
		expect(run.do(save('a'))).toMatchObject({ outcome: 'accepted', version: 3 });
		expect(inForce(run)).toBe(3);
	});

	test('retiring leaves none in force, and saving the same brings it back', () => {
		const run = given(direct, save('a'), retire());
		expect(inForce(run)).toBeNull();
		expect(run.do(retire())).toEqual({ outcome: 'unchanged', version: null });
		expect(run.do(save('a'))).toMatchObject({ outcome: 'accepted', version: 1 });
		expect(run.state?.versions).toHaveLength(1);
		expect(inForce(run)).toBe(1);
	});

	test('a definition that has a version is not saved when only a new one is wanted', () => {
		const run = given(direct, save('a'));
		expect(run.do(save('b', { only_if_new: true }))).toEqual({ outcome: 'unchanged', version: 1 });
		expect(new Run(direct).do(save('b', { only_if_new: true }))).toMatchObject({ outcome: 'accepted', version: 1 });
	});

	test('what any version holds is not saved when only what is unsaved is wanted', () => {
		const run = given(direct, save('a'), save('b'));
		const unsaved = (body: string) => save(body, { only_if_unsaved: true });
		expect(run.do(unsaved('a'))).toEqual({ outcome: 'unchanged', version: 1 });
		expect(inForce(run)).toBe(2);
		expect(run.do(unsaved('b'))).toEqual({ outcome: 'unchanged', version: 2 });
		expect(run.do(unsaved('c'))).toMatchObject({ outcome: 'accepted', version: 3 });
		run.do(retire());
		expect(run.do(unsaved('c'))).toEqual({ outcome: 'unchanged', version: 3 });
		expect(inForce(run)).toBeNull();
		expect(new Run(direct).do(unsaved('a'))).toMatchObject({ outcome: 'accepted', version: 1 });
	});

	test('what was decided on another version is a conflict and writes nothing', () => {
		const run = given(direct, save('a'), save('b'));
		expect(run.do(save('c', { based_on: 1 }))).toEqual({
			outcome: 'refused',
			refusal: {
				code: 'DEFINITION_VERSION_CONFLICT',
				message: "The newest version of contract 'campaign-error' is 2, not 1",
				fix: 'Get the definition again and decide on what it holds now',
			},
			entries: [],
		});
		expect(run.do(save('c', { based_on: 2 }))).toMatchObject({ outcome: 'accepted', version: 3 });
		expect(new Run(direct).do(save('c', { based_on: 0 }))).toMatchObject({ outcome: 'accepted', version: 1 });
	});
});

describe('a kind with governance', () => {
	test('is saved as a draft, reviewed by another, and activated', () => {
		const run = given(governed, save('a'));
		expect(inForce(run)).toBeNull();
		expect(run.do(activate(1))).toMatchObject({ refusal: { code: 'DEFINITION_NOT_REVIEWED' } });
		expect(run.do(review(1, 'approved', author))).toMatchObject({ refusal: { code: 'DEFINITION_OWN_REVIEW' } });
		expect(run.do(review(1))).toMatchObject({ outcome: 'accepted' });
		expect(run.state?.versions[0]).toMatchObject({ state: 'reviewed', reviewer, reviewed_at: at(run.minute) });
		expect(run.do(activate(1))).toMatchObject({ outcome: 'accepted' });
		expect(inForce(run)).toBe(1);
		expect(run.trail.filter(({ type }) => type === 'definition.refused')).toHaveLength(2);
	});

	test('the author may review where governance says so', () => {
		const run = given(governed, govern(true, true), save('a'));
		expect(run.do(review(1, 'approved', author))).toMatchObject({ outcome: 'accepted' });
		expect(run.do(govern(true, true))).toEqual({ outcome: 'unchanged', version: null });
	});

	test('a rejected version never comes into force, until somebody approves it', () => {
		const run = given(governed, save('a'), review(1, 'rejected'));
		expect(run.do(activate(1))).toMatchObject({
			refusal: { message: "Version 1 of rule set 'Owners' is rejected, and only a reviewed one may come into force" },
		});
		expect(run.do(review(1, 'rejected'))).toEqual({ outcome: 'unchanged', version: 1 });
		run.do(review(1, 'approved', { kind: 'human', id: 'eve' }));
		run.do(activate(1, at(30)));
		run.do(review(1, 'rejected'));
		expect(versionInForce(run.state!, at(30))).toBeNull();
		run.do(review(1));
		expect(run.do(activate(1))).toMatchObject({ outcome: 'accepted' });
	});

	test('a version that was in force can be gone back to without a second review', () => {
		const run = given(governed, save('a'), review(1), activate(1), save('b'), review(2), activate(2), save('c'));
		expect(run.do(rollBack(3))).toMatchObject({ refusal: { code: 'DEFINITION_NEVER_IN_FORCE' } });
		expect(run.do(rollBack(1))).toMatchObject({ outcome: 'accepted', version: 1 });
		expect(run.do(rollBack(1))).toEqual({ outcome: 'unchanged', version: 1 });
		expect(run.state?.activations.at(-1)).toEqual({
			version: 1,
			effective_from: at(run.minute - 1),
			is_rollback: true,
		});
		expect(inForce(run)).toBe(1);
	});

	test('any kind can be put under review, and taken from it', () => {
		const run = given(direct, govern(true), save('a'));
		expect(inForce(run)).toBeNull();
		run.do(govern(false));
		run.do(save('b'));
		expect(inForce(run)).toBe(2);
	});
});

describe('dates', () => {
	const scheduled = () => given(direct, save('a'), govern(true), save('b'), review(2), activate(2, at(30)));

	test('a version comes into force on its date, and what was in force before does not change', () => {
		const { state } = scheduled();
		expect([1, 29, 30, 31].map((minute) => versionInForce(state!, at(minute)))).toEqual([1, 1, 2, 2]);
		expect(versionInForce(state!, at(0))).toBeNull();
		expect(activationsAfter(state!, at(10))).toEqual([{ version: 2, effective_from: at(30), is_rollback: false }]);
	});

	test.each(['2026-01-05T10:30:00+01:00', '2026-01-05T09:30:00Z', '2026-01-05T09:30:00.000Z'])(
		'%s is one instant',
		(effective_from) => {
			const run = given(direct, save('a'), save('b'));
			run.do(activate(1, effective_from));
			expect(activationsAfter(run.state!, at(5))).toMatchObject([{ version: 1, effective_from: at(30) }]);
		},
	);

	test('a date that is over is refused, and one that is none is not taken', () => {
		const run = given(direct, save('a'), save('b'));
		expect(run.do(activate(1, at(1)))).toMatchObject({ refusal: { code: 'DEFINITION_DATE_PAST' } });
		for (const wrong of ['tomorrow', '', '2026-02-30T09:00:00Z', '\ud800']) {
			expect(() => run.do({ command: { kind: 'activate', version: 1, effective_from: wrong } })).toThrow(
				expect.objectContaining({ code: 'FIELD_INVALID' }),
			);
		}
	});

	test('an activation can be called off by retiring its version', () => {
		const run = scheduled();
		expect(run.do(retire(1))).toMatchObject({ refusal: { code: 'DEFINITION_IN_FORCE' } });
		expect(run.do(retire(2))).toMatchObject({ outcome: 'accepted', version: 2 });
		expect(run.do(retire(2))).toEqual({ outcome: 'unchanged', version: 2 });
		expect(versionInForce(run.state!, at(40))).toBe(1);
		expect(run.do(activate(2))).toMatchObject({ refusal: { code: 'DEFINITION_VERSION_RETIRED' } });
		expect(run.do(review(2))).toMatchObject({ refusal: { code: 'DEFINITION_VERSION_RETIRED' } });
	});

	test('going back does not call off what is to come', () => {
		const run = given(direct, save('a'), save('b'), save('c'), rollBack(2));
		run.do(activate(3, at(30)));
		run.do(rollBack(1));
		expect([10, 30].map((minute) => versionInForce(run.state!, at(minute)))).toEqual([1, 3]);
	});

	test('retiring the whole calls off what is to come', () => {
		const run = scheduled();
		run.do(retire());
		expect(versionInForce(run.state!, at(40))).toBeNull();
		expect(versionInForce(run.state!, at(3))).toBe(1);
	});

	test('of two that begin together the later word counts', () => {
		const run = given(direct, save('a'), save('b'), save('c'));
		run.do(activate(1, at(30)));
		run.do(activate(2, at(30)));
		expect(versionInForce(run.state!, at(30))).toBe(2);
		expect(run.do(activate(2, at(30)))).toEqual({ outcome: 'unchanged', version: 2 });
	});
});

test.each([0, -1, 1.5, NaN, Infinity, 2 ** 60, 4])(
	'version %p is not known, and the answer says which are',
	(version) => {
		const run = given(direct, save('a'), save('b'), save('c'));
		for (const kind of ['activate', 'roll_back', 'retire'] as const) {
			expect(run.do({ command: { kind, version } })).toMatchObject({
				outcome: 'refused',
				refusal: { code: 'DEFINITION_VERSION_UNKNOWN', fix: 'Choose one from 1 to 3' },
			});
		}
		expect(run.do(review(version))).toMatchObject({ refusal: { code: 'DEFINITION_VERSION_UNKNOWN' } });
	},
);

test.each(['review', 'activate', 'roll_back', 'retire'] as const)('%s needs a definition', (kind) => {
	const command = { kind, version: 1, decision: 'approved' } as DefinitionCommand;
	expect(() => new Run(direct).do({ command })).toThrow(RangeError);
});

const anyStep: fc.Arbitrary<Step> = fc
	.record({
		version: fc.integer({ min: 1, max: 4 }),
		body: fc.constantFrom('a', 'b', 'c'),
		by: fc.constantFrom(author, reviewer),
		kind: fc.constantFrom(
			'save',
			'save',
			'review',
			'reject',
			'activate',
			'later',
			'roll_back',
			'retire',
			'end',
			'govern',
		),
		minutes: fc.integer({ min: 0, max: 30 }),
		flag: fc.boolean(),
	})
	.map(({ version, body, by, kind, minutes, flag }): Step => {
		const steps: Record<string, Step> = {
			save: save(body),
			review: review(version),
			reject: review(version, 'rejected'),
			activate: activate(version),
			later: activate(version, at(60 + minutes)),
			roll_back: rollBack(version),
			retire: retire(version),
			end: retire(),
			govern: govern(flag),
		};
		return { ...steps[kind]!, by };
	});

test('whatever happens, versions never change, the past stays in force as it was, and the trail rebuilds it all', () => {
	fc.assert(
		fc.property(fc.constantFrom(...definitionKinds), fc.array(anyStep, { maxLength: 25 }), (kind, steps) => {
			const run = new Run({ kind, name: 'X' });
			run.do(save('a'));
			for (const step of steps) {
				const before = run.state!;
				const held = before.versions.map(({ number, digest, author: by, saved_at }) => [number, digest, by, saved_at]);
				const past = Array.from({ length: run.minute + 1 }, (_, minute) => versionInForce(before, at(minute)));
				const decision = run.do(step);
				if (decision.outcome !== 'accepted') {
					expect({ ...run.state, updated_at: '' }).toEqual({ ...before, updated_at: '' });
				}
				const after = run.state!;
				const kept = after.versions.map(({ number, digest, author: by, saved_at }) => [number, digest, by, saved_at]);
				expect(kept.slice(0, held.length)).toEqual(held);
				expect(past.map((_, minute) => versionInForce(after, at(minute)))).toEqual(past);
				const number = versionInForce(after, at(run.minute));
				if (number !== null) expect(after.versions[number - 1]?.state).not.toBe('retired');
			}
			expect(run.trail.reduce<Definition | null>(evolveDefinition, null)).toEqual(run.state);
			expect(JSON.parse(canonicalize(run.state))).toEqual(run.state);
		}),
		{ numRuns: 300 },
	);
});

test('under review nothing comes into force that another has not approved', () => {
	fc.assert(
		fc.property(
			fc.array(
				anyStep.filter(({ command }) => command.kind !== 'govern'),
				{ maxLength: 25 },
			),
			(steps) => {
				const run = new Run(governed);
				run.do(save('a'));
				const approved = new Set<number>();
				for (const step of steps) {
					const writtenBy = (version: number) => run.state!.versions[version - 1]?.author.id;
					const decision = run.do(step);
					if (
						decision.outcome === 'accepted' &&
						step.command.kind === 'review' &&
						step.command.decision === 'approved'
					) {
						expect(writtenBy(step.command.version)).not.toBe((step.by ?? author).id);
						approved.add(step.command.version);
					}
					for (const { version } of run.state!.activations)
						expect(version === null || approved.has(version)).toBe(true);
				}
			},
		),
		{ numRuns: 300 },
	);
});

describe('what may be used', () => {
	const refusal = (run: Run, wanted: number | null) => refuseUse(run.state!, wanted, at(run.minute))?.code ?? null;

	test('is what is in force, and by its number any version that is not retired', () => {
		const run = given(direct, save('a'), save('b'), save('c'), retire(2));
		expect([null, 1, 2, 3, 4].map((wanted) => refusal(run, wanted))).toEqual([
			null,
			null,
			'DEFINITION_VERSION_RETIRED',
			null,
			'DEFINITION_VERSION_UNKNOWN',
		]);
		expect(refuseUse(run.state!, 4, at(9))).toMatchObject({
			message: "There is no version 4 of contract 'campaign-error'",
			fix: 'Choose one from 1 to 3',
		});
	});

	test('is nothing that waits for a review or was rejected, by its number neither', () => {
		const run = given(governed, save('a'));
		expect([null, 1].map((wanted) => refusal(run, wanted))).toEqual([
			'DEFINITION_NONE_IN_FORCE',
			'DEFINITION_NOT_REVIEWED',
		]);
		run.do(review(1));
		expect([null, 1].map((wanted) => refusal(run, wanted))).toEqual(['DEFINITION_NONE_IN_FORCE', null]);
		run.do(activate(1));
		run.do(save('b'));
		run.do(review(2, 'rejected'));
		expect([null, 1, 2].map((wanted) => refusal(run, wanted))).toEqual([null, null, 'DEFINITION_NOT_REVIEWED']);
	});

	test('is what was in force before reviews were asked for', () => {
		const run = given(direct, save('a'), save('b'), govern(true), save('c'));
		expect([null, 1, 2, 3].map((wanted) => refusal(run, wanted))).toEqual([
			null,
			null,
			null,
			'DEFINITION_NOT_REVIEWED',
		]);
	});

	test('is nothing once the whole definition is retired, in words', () => {
		const run = given(direct, save('a'), retire());
		expect(refusal(run, 1)).toBe('DEFINITION_NONE_IN_FORCE');
		expect(refuseUse(run.state!, null, at(run.minute))).toEqual({
			code: 'DEFINITION_NONE_IN_FORCE',
			message: "No version of contract 'campaign-error' is in force",
			fix: 'Have a version reviewed and activated, or save another one',
		});
	});
});

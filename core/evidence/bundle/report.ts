import type { BundleTree } from './checkpoints';
import type { Completeness } from './completeness';
import type { BundleCode, BundleFinding, Findings } from './findings';
import type { BundleKind, BundleManifest } from './format';
import type { AuditPolicy, SignedCheckpoint } from './policy';

/**
 * VERIFIED: what the anchors cover is what was recorded. TAMPERED: it is not. INCONCLUSIVE: nothing is wrong, but it
 * could not be decided.
 */
export type Verdict = 'VERIFIED' | 'TAMPERED' | 'INCONCLUSIVE';

/** What a verification of a bundle found. Integrity (`verdict`) and completeness are two answers, never one. */
export interface BundleReport {
	verdict: Verdict;
	completeness: Completeness;
	/** Absent when the manifest could not be read. */
	bundle: { kind: BundleKind; origin: string; case_id: string | null; from: number; to: number; tool: string } | null;
	coverage: {
		entries: number;
		/** Entries below the largest anchor that was proven. */
		anchored: number;
		/** Entries above it: nothing protects them from the operator yet. */
		pending: number;
		/** Size of the largest anchor that was proven, 0 without one. */
		anchored_to: number;
		parts: number;
		redacted: number;
		withheld: number;
		/** Index of the first entry whose body is kept. */
		pruned_before: number;
	};
	/** At most 100 of each code; `counts` has all. */
	findings: BundleFinding[];
	counts: Partial<Record<BundleCode, number>>;
	/** What the verdict does not cover, in words. */
	not_proved: string[];
}

/** What the pass over the entries found out. */
export interface Gathered {
	count: number;
	anchored: number;
	anchoredTo: number;
	/** Anchors that neither the checkpoints nor the entries settled. */
	unsettled: readonly SignedCheckpoint[];
	parts: { included: number; redacted: number; withheld: number };
	completeness: Completeness;
}

interface Judged {
	manifest: BundleManifest;
	policy: AuditPolicy;
	tree: BundleTree;
	anchors: readonly SignedCheckpoint[];
	findings: Findings;
	now: string;
	gathered: Gathered;
}

const always = [
	'That every step was recorded: a step that no entry records leaves no trace here',
	'That what an entry states is true: it is proved that it was stated, and when at the latest',
];

function checkUnsettled({ manifest, tree, findings, gathered }: Judged) {
	const reach = Math.max(tree.size, manifest.kind === 'case' ? 0 : manifest.to);
	for (const { size } of gathered.unsettled) {
		if (size <= reach) {
			findings.add('UNANCHORED', `The bundle has no proof that it goes on from your checkpoint of ${size} entries`);
		} else if (manifest.kind === 'full') {
			findings.add('TRUNCATED', `The log has ${reach} entries, and you hold a checkpoint of ${size}`);
		} else {
			const advice = 'ask for a new export, or leave that checkpoint out';
			findings.add('UNANCHORED', `The bundle ends at ${reach} entries, before your checkpoint of ${size}: ${advice}`);
		}
	}
}

function checkSize({ manifest, policy, tree, findings }: Judged) {
	if (manifest.kind === 'full' && manifest.to < tree.size) {
		findings.add('TRUNCATED', `The log ends at ${manifest.to} entries, and its own checkpoint has ${tree.size}`);
	}
	const reach = Math.max(tree.size, manifest.kind === 'case' ? 0 : manifest.to);
	if (policy.min_size !== undefined && reach < policy.min_size) {
		findings.add('TRUNCATED', `The log has ${reach} entries; your policy knows of ${policy.min_size}`);
	}
}

function checkWitnesses({ policy, tree, anchors, findings }: Judged) {
	const quorum = policy.witnesses?.quorum ?? 0;
	const most = Math.max(0, tree.signed?.witnesses ?? 0, ...anchors.map(({ witnesses }) => witnesses));
	if (most >= quorum) return;
	findings.add('WITNESS_QUORUM', `At most ${most} witnesses cosigned a checkpoint; your policy asks for ${quorum}`);
}

function checkAge({ policy, tree, anchors, findings, now }: Judged) {
	if (policy.max_age_seconds === undefined) return;
	const times = [...anchors, ...(tree.signed === null ? [] : [tree.signed])].flatMap(({ seenAt }) => seenAt ?? []);
	if (times.length === 0) {
		findings.add('STALE', "Nobody says when a checkpoint was seen: give 'received_at' with the anchors of the policy");
		return;
	}
	const age = Math.floor((Date.parse(now) - Math.max(...times)) / 1000);
	if (age <= policy.max_age_seconds) return;
	findings.add('STALE', `The newest checkpoint is ${age} seconds old; your policy allows ${policy.max_age_seconds}`);
}

/** States that are legitimate, and the policy's limits on them. */
function checkStates({ policy, findings, gathered: { parts, count, anchored } }: Judged) {
	const states: [code: BundleCode, count: number, limit: number | undefined, what: string][] = [
		['REDACTED', parts.redacted, policy.max_redacted, 'parts were redacted'],
		['WITHHELD', parts.withheld, policy.max_withheld, 'parts were withheld from this bundle'],
		[
			'PENDING',
			anchored > 0 ? count - anchored : 0,
			policy.max_pending,
			'entries are newer than your newest checkpoint',
		],
	];
	for (const [code, found, limit, what] of states) {
		if (found > 0) findings.add(code, `${found} ${what}`);
		if (limit !== undefined && found > limit) {
			findings.add('POLICY_LIMIT', `${found} ${what}; your policy allows ${limit}`);
		}
	}
}

function describeLimits({ manifest, gathered }: Judged): string[] {
	const { count, anchored, anchoredTo, parts } = gathered;
	const lines = [...always];
	if (anchored === 0) lines.unshift('Anything at all: no checkpoint that you hold covers an entry of this bundle');
	else if (anchored < count)
		lines.unshift(`The ${count - anchored} entries from ${anchoredTo} on: they may still be changed unseen`);
	if (manifest.kind === 'case')
		lines.unshift('That nothing was appended to the case later: only a period or full bundle shows that');
	if (manifest.kind === 'period') lines.unshift('Anything about entries outside of the period');
	if (parts.withheld > 0) lines.push(`What the ${parts.withheld} withheld parts hold: only their hashes are here`);
	if (parts.redacted > 0) lines.push(`What the ${parts.redacted} redacted parts held: they were erased for good`);
	return lines;
}

/** The verdict over everything that was found. */
export function judge(judged: Judged): BundleReport {
	const { manifest, findings, gathered } = judged;
	const { count, anchored, anchoredTo, parts } = gathered;
	checkUnsettled(judged);
	checkSize(judged);
	checkWitnesses(judged);
	checkAge(judged);
	checkStates(judged);
	if (count === 0) findings.add('UNANCHORED', 'The bundle holds no entry, so there is nothing to verify');
	else if (anchored === 0 && !findings.has('hard')) {
		findings.add('UNANCHORED', 'No checkpoint that you hold covers an entry of the bundle');
	}
	const { kind, origin, from, to, tool } = manifest;
	return {
		verdict: findings.has('hard') ? 'TAMPERED' : findings.has('soft') ? 'INCONCLUSIVE' : 'VERIFIED',
		completeness: gathered.completeness,
		bundle: { kind, origin, case_id: manifest.case ?? null, from, to, tool },
		coverage: {
			entries: count,
			anchored,
			pending: count - anchored,
			anchored_to: anchoredTo,
			parts: parts.included,
			redacted: parts.redacted,
			withheld: parts.withheld,
			pruned_before: kind === 'full' ? from : 0,
		},
		findings: findings.kept,
		counts: findings.counts,
		not_proved: describeLimits(judged),
	};
}

/** The report on a bundle whose manifest cannot be read. */
export function judgeNothing(findings: Findings): BundleReport {
	const nothing = { entries: 0, anchored: 0, pending: 0, anchored_to: 0, parts: 0, redacted: 0, withheld: 0 };
	return {
		verdict: 'TAMPERED',
		completeness: 'NOT_JUDGED',
		bundle: null,
		coverage: { ...nothing, pruned_before: 0 },
		findings: findings.kept,
		counts: findings.counts,
		not_proved: ['Anything at all: the manifest cannot be read', ...always],
	};
}

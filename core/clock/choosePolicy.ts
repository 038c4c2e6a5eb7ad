import { findPolicyFaults, policyInvalid } from './policyFindings';
import { policyFacts, type ClockPolicy, type PolicyFact, type PolicyFinding } from './types';

type Facts = Readonly<Partial<Record<PolicyFact, string | null>>>;

const conditionsOf = ({ when = {} }: ClockPolicy): Array<[PolicyFact, readonly string[]]> =>
	policyFacts.flatMap((fact) => (when[fact] === undefined ? [] : [[fact, when[fact]] as const]));

/** A condition on a fact that is absent does not hold, and no conditions match nothing. */
function matches(policy: ClockPolicy, facts: Facts): boolean {
	const conditions = conditionsOf(policy);
	return conditions.length > 0 && conditions.every(([fact, values]) => values.includes(facts[fact] ?? ''));
}

function findDefaultFaults(policies: readonly ClockPolicy[]): PolicyFinding[] {
	const defaults = policies.filter(({ is_default }) => is_default === true).map(({ id }) => id);
	if (defaults.length === 1) return [];
	const isMissing = defaults.length === 0;
	return [
		{
			code: isMissing ? 'DEFAULT_MISSING' : 'DEFAULT_DOUBLED',
			severity: 'blocking',
			policies: defaults,
			message: isMissing
				? 'No policy is the default, so a case that none matches would have no clocks'
				: `${defaults.length} policies are the default: ${defaults.slice(0, 5).join(', ')}`,
			fix: 'Mark exactly one policy as the default',
		},
	];
}

/** What is wrong with a set of policies, and what will not work as it looks. Blocking findings come first. */
export function lintPolicies(policies: readonly ClockPolicy[]): PolicyFinding[] {
	const broken = policies.flatMap((policy): PolicyFinding[] =>
		findPolicyFaults(policy).map(({ message, fix }) => ({
			code: 'POLICY_INVALID',
			severity: 'blocking',
			policies: [String((policy as ClockPolicy | null)?.id).slice(0, 200)],
			message,
			fix,
		})),
	);
	if (broken.length > 0) return broken;
	const ids = policies.map(({ id }) => id);
	const doubled = [...new Set(ids.filter((id, index) => ids.indexOf(id) < index))];
	const idle = policies.filter((policy) => policy.is_default !== true && conditionsOf(policy).length === 0);
	return [
		...findDefaultFaults(policies),
		...doubled.map((id): PolicyFinding => {
			const message = `Two policies have the id '${id}'`;
			return { code: 'POLICY_DOUBLED', severity: 'blocking', policies: [id], message, fix: 'Give each its own id' };
		}),
		...idle.map(({ id }): PolicyFinding => {
			const message = `The policy '${id}' has no conditions and is not the default, so it matches no case`;
			const fix = "Give it conditions in 'when', or remove it";
			return { code: 'MATCHES_NOTHING', severity: 'warning', policies: [id], message, fix };
		}),
	];
}

/**
 * The policy of a case: the first one whose conditions all hold, else the default. A policy without conditions matches
 * nothing unless it is the default. Throws `CLOCK_POLICY_INVALID` when a policy cannot be used, or when not exactly one is
 * the default.
 */
export function choosePolicy(policies: readonly ClockPolicy[], facts: Facts): ClockPolicy {
	const fault = lintPolicies(policies).find(({ severity }) => severity === 'blocking');
	if (fault !== undefined) {
		const { message, fix } = fault;
		throw policyInvalid(
			policies.find((policy) => policy?.id === fault.policies[0]),
			[{ pointer: '', message, fix }],
		);
	}
	const chosen = policies.find((policy) => matches(policy, facts));
	return chosen ?? policies.find(({ is_default }) => is_default === true)!;
}

export { decideOwner } from './decide';
export {
	hitPolicies,
	type HitPolicy,
	type NearMiss,
	type OwnerDecision,
	type OwnerRule,
	type OwnerTable,
	type RuleVerdict,
} from './types';

export { decideSettlement, decideTrigger, type TriggerDecision } from './decide';
export { contentDigest, keyOfFields } from './digest';
export { evolveTrigger, readTriggerOutcome, type TriggerSaid } from './evolve';
export { keyDefaults, readTrigger, type TriggerValues } from './read';
export {
	completions,
	type Completion,
	type EarlierTrigger,
	type Settlement,
	type Trigger,
	type TriggerDraft,
	type TriggerEntry,
	type TriggerKey,
	type TriggerOutcome,
	type TriggerState,
} from './types';

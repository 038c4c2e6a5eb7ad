import { TriageError } from '../../errors';
import type { TableFinding } from '../types';
import type { Backtest } from './backtest';

/** What has to hold before a version of a rule set may come into force, beside its review. */
export interface PublishCheck {
	/** Of `lintTable`. */
	findings: readonly TableFinding[];
	/** Left out where nothing was replayed. */
	backtest?: Backtest;
	/** Most of the compared cases that may move, from 0 to 1; default 1. */
	most_moved_rate?: number;
	/** Why the version comes into force although more cases move. Findings cannot be argued away. */
	accepted_because?: string;
}

/** Why a version may not come into force. An expected outcome, not a fault. */
export interface PublishRefusal {
	code: 'RULE_SET_BLOCKED' | 'RULE_SET_MOVES_CASES';
	message: string;
	fix: string;
}

const percent = (rate: number) => `${Math.round(rate * 1000) / 10}%`;

/** How many of the compared cases move, from 0 to 1; 0 where none could be compared. */
export function movedRate({ compared_count, moved_count }: Backtest): number {
	return compared_count === 0 ? 0 : moved_count / compared_count;
}

/**
 * Whether a version may come into force: null, or what stands against it. Blocking findings always do; a backtest that moves
 * more cases than allowed does until somebody says why that is meant. Throws `FIELD_INVALID` for a rate outside of 0 to 1.
 */
export function judgePublish(called: string, check: PublishCheck): PublishRefusal | null {
	const { findings, backtest, most_moved_rate = 1, accepted_because = '' } = check;
	if (!(most_moved_rate >= 0 && most_moved_rate <= 1)) {
		throw new TriageError(
			'FIELD_INVALID',
			`'most_moved_rate' is ${most_moved_rate}; a number from 0 to 1 is expected`,
			'Write 0.2 for a fifth of the cases',
		);
	}
	const [first, ...others] = findings.filter(({ severity }) => severity === 'blocking');
	if (first !== undefined) {
		const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
		return {
			code: 'RULE_SET_BLOCKED',
			message: `${called} has ${others.length + 1} blocking finding${more && 's'}: ${first.message}${more}`,
			fix: `${first.fix}. Save that as another version and have it reviewed`,
		};
	}
	if (backtest === undefined || movedRate(backtest) <= most_moved_rate || accepted_because !== '') return null;
	const { moved_count, compared_count } = backtest;
	const rate = percent(movedRate(backtest));
	return {
		code: 'RULE_SET_MOVES_CASES',
		message: `${called} would have moved ${moved_count} of ${compared_count} past cases (${rate}); at most ${percent(most_moved_rate)} may move`,
		fix: 'Look at where they would have gone, and correct the rules or say why they are meant to move',
	};
}

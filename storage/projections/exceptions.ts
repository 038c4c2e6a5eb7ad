import {
	evolveException,
	exceptionTrail,
	type ExceptionCommand,
	type RecordedEntry,
	type TriageException,
} from '../../core';
import type { Aggregate } from './aggregate';

/** `EX-0001`; more digits when they are needed. */
export function exceptionIdFor(exceptionNumber: number): string {
	return `EX-${String(exceptionNumber).padStart(4, '0')}`;
}

/** The number behind the id of an exception's trail, or null for another trail. */
export function exceptionNumberOf(trailId: string): number | null {
	const digits = /^_exception\/EX-(\d{4,15})$/.exec(trailId)?.[1];
	return digits === undefined ? null : Number(digits);
}

export const readExceptionRow = (record: string): TriageException => JSON.parse(record) as TriageException;

export const exceptionsAggregate: Aggregate<TriageException> = {
	kind: 'exception',
	table: 'exceptions',
	trailColumn: 'trail_id',
	columns: { trail_id: 'text', exception_number: 'bigint' },
	// By which another occurrence is told from something new; the id is the trail's own.
	identity: ['dedup_key'],
	evolve: (state, entry) => evolveException(state, entry as RecordedEntry<ExceptionCommand>),
	columnsOf: (trailId) => ({ trail_id: trailId, exception_number: exceptionNumberOf(trailId) ?? 0 }),
	read: readExceptionRow,
	identityOf: ({ dedup_key }) => (dedup_key === null ? null : [dedup_key]),
};

/** Trail of what a timer is about: a case, or an exception. */
export const subjectTrail = (subjectId: string): string =>
	exceptionNumberOf(exceptionTrail(subjectId)) === null ? subjectId : exceptionTrail(subjectId);

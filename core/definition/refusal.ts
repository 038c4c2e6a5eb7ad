import type { EntryData } from '../evidence';
import {
	definitionKindNames,
	type DefinitionRefusal,
	type DefinitionRefusalCode,
	type DefinitionTarget,
} from './types';

type Words = (called: string, version: number, more: string) => readonly [message: string, fix: string];

const words: Record<DefinitionRefusalCode, Words> = {
	DEFINITION_DATE_PAST: (called, version, from) => [
		`Version ${version} of ${called} cannot come into force at ${from}, which is over`,
		'Leave the date out to begin now, or choose a later one: what was in force in the past stays',
	],
	DEFINITION_IN_FORCE: (called, version) => [
		`Version ${version} of ${called} is in force and cannot be retired by itself`,
		'Activate another version first, or retire the whole definition',
	],
	DEFINITION_NEVER_IN_FORCE: (called, version) => [
		`Version ${version} of ${called} was never in force, so there is nothing to go back to`,
		'Activate it instead; where a review is required it has to be reviewed first',
	],
	DEFINITION_NONE_IN_FORCE: (called) => [
		`No version of ${called} is in force`,
		'Have a version reviewed and activated, or save another one',
	],
	DEFINITION_NOT_REVIEWED: (called, version, state) => [
		`Version ${version} of ${called} is ${state}, and only a reviewed one may come into force`,
		state === 'rejected' ? 'Save another version and have it reviewed' : 'Have it reviewed first',
	],
	DEFINITION_OWN_REVIEW: (called, version) => [
		`Version ${version} of ${called} was saved by the one who reviews it`,
		'Have another person review it',
	],
	DEFINITION_VERSION_CONFLICT: (called, version, based) => [
		`The newest version of ${called} is ${version}, not ${based}`,
		'Get the definition again and decide on what it holds now',
	],
	DEFINITION_VERSION_RETIRED: (called, version) => [
		`Version ${version} of ${called} was retired`,
		'Choose another version, or save this one again',
	],
	DEFINITION_VERSION_UNKNOWN: (called, version, newest) => [
		`There is no version ${version} of ${called}`,
		newest === '0' ? 'Save a version first' : `Choose one from 1 to ${newest}`,
	],
};

/** `rule set 'Billing'`, as messages call it. */
export const callDefinition = ({ kind, name }: DefinitionTarget): string =>
	`${definitionKindNames[kind].toLowerCase()} '${name}'`;

/** What is told about a refused command; also rebuilds the answer from the entry when the same command comes again. */
export function describeDefinitionRefusal(target: DefinitionTarget, data: EntryData): DefinitionRefusal {
	const code = String(data.code) as DefinitionRefusalCode;
	const [message, fix] = words[code](callDefinition(target), Number(data.version), String(data.detail));
	return { code, message, fix };
}

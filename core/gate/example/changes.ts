import { formatPath, parseRowPath, type RowStep } from '../path';
import { contractInvalid } from '../refusal';
import { nearestWord } from '../suggest';
import type { ContractField, ContractFinding, ExampleContract, FieldListContract, LearnedFieldChange } from '../types';
import { type LearnedField, readExample } from './learn';

/** A contract made from examples. */
export interface LearnedContract {
	contract: FieldListContract;
	/** What was guessed, by the path of the field, in words; to be looked at before anybody relies on the contract. */
	notes: { path: string; note: string }[];
}

/** A row that stays, and the change that it went through, by its number. */
interface Kept {
	row: ContractField;
	change?: number;
	note?: string;
}

const typesWithInside: (string | undefined)[] = ['object', 'list'];

function stepsOf(path: string): readonly RowStep[] | undefined {
	const parsed = parseRowPath(path);
	return 'steps' in parsed ? parsed.steps : undefined;
}

function startsWith(steps: readonly RowStep[], start: readonly RowStep[]): boolean {
	return start.length < steps.length && start.every((step, index) => step === steps[index]);
}

/** A change that leaves nothing inside of the place to be checked. */
function dropsInside({ ignored, type }: LearnedFieldChange, learned: LearnedField): boolean {
	return ignored === true || (type !== undefined && type !== learned.type && typesWithInside.includes(learned.type));
}

function unknownField(path: string, index: number, known: readonly LearnedField[]): ContractFinding {
	const meant = nearestWord(
		path,
		known.map((field) => field.path),
	);
	return {
		pointer: `/changes/${index}/path`,
		message: `Change ${index + 1} is about ${path.trim() || 'no field'}, which the example does not have${meant === undefined ? '' : `: did you mean ${meant}?`}`,
		fix: meant === undefined ? 'Add the field to the example' : `Write ${meant}, or add the field to the example`,
	};
}

function asRow({ note: _note, implied: _implied, ...row }: LearnedField): ContractField {
	return row;
}

/** Learns from the example of a contract and changes what was learned as the contract says. */
function learn(contract: ExampleContract): { kept: Kept[]; findings: ContractFinding[] } {
	const { changes = [] } = contract;
	const learned = readExample(contract);
	if (!Array.isArray(learned)) return { kept: [], findings: [learned] };
	const findings: ContractFinding[] = [];
	const byPath = new Map(learned.map((field) => [field.path, field]));
	const changed = new Map<LearnedField, Kept[]>();
	const dropped: (readonly RowStep[])[] = [];
	for (const [index, change] of changes.entries()) {
		const { path, ignored, ...settings } = change;
		const steps = stepsOf(path);
		const field = steps && byPath.get(formatPath(steps));
		if (field === undefined) {
			findings.push(unknownField(path, index, learned));
			continue;
		}
		if (dropsInside(change, field)) dropped.push(steps ?? []);
		const rows = ignored ? [] : [{ row: { ...asRow(field), ...settings }, change: index }];
		changed.set(field, [...(changed.get(field) ?? []), ...rows]);
	}
	const kept = learned.flatMap((field): Kept[] => {
		const rows = changed.get(field);
		if (rows !== undefined) return rows;
		const steps = stepsOf(field.path) ?? [];
		if (field.implied || dropped.some((start) => startsWith(steps, start))) return [];
		return [{ row: asRow(field), ...(field.note !== undefined && { note: field.note }) }];
	});
	return { kept, findings };
}

/** The rows that an example contract stands for; first those that a change is about, in the order of the changes. */
export function learnRows(contract: ExampleContract): {
	rows: (ContractField | undefined)[];
	findings: ContractFinding[];
} {
	const { kept, findings } = learn(contract);
	const rows = (contract.changes ?? []).map((_, index) => kept.find(({ change }) => change === index)?.row);
	return { rows: [...rows, ...kept.flatMap(({ row, change }) => (change === undefined ? [row] : []))], findings };
}

/**
 * Makes the field list that an example contract stands for: a field is required when every example has it and none
 * leaves it empty, and its type is the narrowest that fits all. Entries of a list are learned as one place,
 * `items[].sku`. Limits and allowed values are never guessed. Throws `CONTRACT_INVALID` when there is nothing to learn.
 */
export function learnContract(contract: ExampleContract): LearnedContract {
	const { kept, findings } = learn(contract);
	if (findings.length > 0) throw contractInvalid(contract, findings);
	const { id, version, rules, extra_fields } = contract;
	return {
		contract: {
			id,
			...(version !== undefined && { version }),
			...(rules && { rules }),
			...(extra_fields && { extra_fields }),
			kind: 'field_list',
			fields: kept.map(({ row }) => row),
		},
		notes: kept.flatMap(({ row, note }) => (note === undefined ? [] : [{ path: row.path, note }])),
	};
}

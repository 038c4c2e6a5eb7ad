import { formatPath, parseRowPath, type RowStep } from '../path';
import { nearestWord } from '../suggest';
import type { ContractField, ContractFinding, ExampleContract, LearnedFieldChange } from '../types';
import { asRow, type LearnedField, readExample } from './learn';

/** The rows that an example contract stands for; first those that a change is about, in the order of the changes. */
export type LearnedRows = { rows: (ContractField | undefined)[]; findings: ContractFinding[] };

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

/** Learns from the example of a contract and changes what was learned as the contract says. */
export function learnRows({ example, changes = [] }: ExampleContract): LearnedRows {
	const learned = readExample(example);
	if (!Array.isArray(learned)) return { rows: [], findings: [learned] };
	const findings: ContractFinding[] = [];
	const byPath = new Map(learned.map((field) => [field.path, field]));
	const changed = new Set<LearnedField>();
	const dropped: (readonly RowStep[])[] = [];
	const rows = changes.map((change, index): ContractField | undefined => {
		const { path, ignored, ...settings } = change;
		const steps = stepsOf(path);
		const field = steps && byPath.get(formatPath(steps));
		if (field === undefined) {
			findings.push(unknownField(path, index, learned));
			return undefined;
		}
		changed.add(field);
		if (dropsInside(change, field)) dropped.push(steps ?? []);
		return ignored ? undefined : { ...asRow(field), ...settings };
	});
	const kept = learned.filter((field) => {
		const steps = stepsOf(field.path) ?? [];
		return !field.implied && !changed.has(field) && !dropped.some((start) => startsWith(steps, start));
	});
	return { rows: [...rows, ...kept.map(asRow)], findings };
}

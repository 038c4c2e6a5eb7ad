import { FindingList, refuseFor, isRecord, callNamed, type Finding } from '../findings';
import { parsePath } from '../gate';
import { checkSeverities, checkTypes, type CheckType } from '../vocabulary';
import { parseStatuses } from './statuses';
import { maxChecks, type Checklist } from './types';

const maxName = 100;
const maxText = 500;
const maxConditions = 20;
const maxAgeSeconds = 10 * 365 * 86_400;

const keysOf: Record<CheckType, { required: string[]; optional: string[] }> = {
	action_confirmed: { required: ['step'], optional: ['max_age_seconds'] },
	api_call_succeeded: { required: ['step', 'statuses'], optional: ['max_age_seconds'] },
	condition_is_true: { required: ['condition'], optional: [] },
	evidence_recorded: { required: ['step'], optional: ['max_age_seconds'] },
	field_has_value: { required: ['field'], optional: [] },
	happened_recently: { required: ['field', 'max_age_seconds'], optional: [] },
	two_values_match: { required: ['left', 'right'], optional: [] },
};

/** Checks what a person or program wrote as a checklist, and collects everything that is wrong with it. */
class ChecklistReader {
	readonly findings = new FindingList();

	checklist(value: unknown): void {
		const { findings } = this;
		if (!findings.record(value, '', 'Write an object with a name and items')) return;
		findings.known(value, '', ['name', 'items', 'warnings_block']);
		findings.text(value.name, '/name', maxName);
		if (value.warnings_block !== undefined) findings.flag(value.warnings_block, '/warnings_block');
		if (!findings.list(value.items, '/items', maxChecks, 'Leave some out, or make two checklists of it')) return;
		if (value.items.length === 0) findings.add('/items', 'It has no check, so it proves nothing', 'Add a check');
		for (const [index, item] of value.items.entries()) this.#item(item, `/items/${index}`);
		this.#unique(value.items, 'id');
		this.#unique(value.items, 'name');
	}

	#unique(items: readonly unknown[], key: 'id' | 'name'): void {
		const seen = new Set<unknown>();
		for (const [index, item] of items.entries()) {
			const value = isRecord(item) ? item[key] : undefined;
			if (typeof value !== 'string') continue;
			if (seen.has(value)) {
				const message = `Two checks have the ${key} '${value.slice(0, maxName).toWellFormed()}'`;
				this.findings.add(`/items/${index}/${key}`, message, `Give each check its own ${key}`);
			}
			seen.add(value);
		}
	}

	#item(item: unknown, at: string): void {
		const { findings } = this;
		if (!findings.record(item, at, 'Write a check as an object')) return;
		findings.known(item, at, ['id', 'name', 'check', 'severity', 'applies_if', 'how_to_fix']);
		findings.text(item.id, `${at}/id`, maxName);
		findings.text(item.name, `${at}/name`, maxName);
		findings.oneOf(item.severity, `${at}/severity`, checkSeverities);
		if (item.how_to_fix !== undefined) findings.text(item.how_to_fix, `${at}/how_to_fix`, maxText);
		if (item.applies_if !== undefined) this.#conditions(item.applies_if, `${at}/applies_if`);
		this.#check(item.check, `${at}/check`);
	}

	#check(check: unknown, at: string): void {
		const { findings } = this;
		if (!findings.record(check, at, 'Say what to look at')) return;
		if (!findings.oneOf(check.type, `${at}/type`, checkTypes)) return;
		const { required, optional } = keysOf[check.type as CheckType];
		findings.known(check, at, ['type', ...required, ...optional]);
		for (const key of required) this.#part(key, check[key], `${at}/${key}`);
		for (const key of optional) if (check[key] !== undefined) this.#part(key, check[key], `${at}/${key}`);
	}

	#part(key: string, value: unknown, at: string): void {
		const { findings } = this;
		switch (key) {
			case 'step':
				findings.text(value, at, maxName);
				return;
			case 'statuses':
				this.#statuses(value, at);
				return;
			case 'field':
				this.#field(value, at);
				return;
			case 'max_age_seconds':
				findings.number(value, at, { min: 1, max: maxAgeSeconds });
				return;
			case 'condition':
				this.#conditions(value, at);
				return;
			default:
				this.#operand(value, at);
		}
	}

	#statuses(value: unknown, at: string): void {
		if (typeof value === 'string' && parseStatuses(value) !== null) return;
		this.findings.expect(value, at, 'status codes, as 200-299, 304', 'Write codes or ranges with a comma between them');
	}

	#field(value: unknown, at: string): void {
		if (!this.findings.text(value, at, maxText)) return;
		const parsed = parsePath(value);
		if ('reason' in parsed)
			this.findings.add(at, `The field '${value.slice(0, 40).toWellFormed()}' ${parsed.reason}`, parsed.fix);
	}

	#operand(value: unknown, at: string): void {
		const { findings } = this;
		if (!findings.record(value, at, 'Name a field, or give a value')) return;
		findings.known(value, at, ['field', 'value']);
		const [isField, isValue] = [Object.hasOwn(value, 'field'), Object.hasOwn(value, 'value')];
		if (isField === isValue) {
			findings.add(at, `'${at}' must have either a field or a value`, 'Name a field, or give a value');
			return;
		}
		if (isField) this.#field(value.field, `${at}/field`);
		else if (!['string', 'number', 'boolean'].includes(typeof value.value)) {
			findings.expect(value.value, `${at}/value`, 'a text, a number or true or false', 'Give a single value');
		}
	}

	#conditions(value: unknown, at: string): void {
		const { findings } = this;
		if (!findings.record(value, at, 'Write conditions as an object')) return;
		findings.known(value, at, ['combinator', 'case_sensitive', 'conditions']);
		findings.oneOf(value.combinator, `${at}/combinator`, ['and', 'or']);
		findings.flag(value.case_sensitive, `${at}/case_sensitive`);
		if (!findings.list(value.conditions, `${at}/conditions`, maxConditions, 'Leave some out')) return;
		if (value.conditions.length === 0) findings.add(`${at}/conditions`, 'It has no condition', 'Add one');
		for (const [index, condition] of value.conditions.entries())
			this.#condition(condition, `${at}/conditions/${index}`);
	}

	#condition(condition: unknown, at: string): void {
		const { findings } = this;
		if (!findings.record(condition, at, 'Write a condition as an object')) return;
		findings.known(condition, at, ['left', 'operator', 'right']);
		this.#operand(condition.left, `${at}/left`);
		if (condition.right !== undefined) this.#operand(condition.right, `${at}/right`);
		const { operator } = condition;
		if (!findings.record(operator, `${at}/operator`, 'Name type and operation')) return;
		findings.known(operator, `${at}/operator`, ['type', 'operation', 'right_type', 'single_value']);
		findings.text(operator.type, `${at}/operator/type`, maxName);
		findings.text(operator.operation, `${at}/operator/operation`, maxName);
		if (operator.right_type !== undefined) findings.text(operator.right_type, `${at}/operator/right_type`, maxName);
		if (operator.single_value !== undefined) findings.flag(operator.single_value, `${at}/operator/single_value`);
	}
}

/** Everything that is wrong with a checklist; an empty list for one that can be used. */
export function checkChecklist(value: unknown): Finding[] {
	const reader = new ChecklistReader();
	reader.checklist(value);
	return reader.findings.found;
}

/** A checklist that can be used, or `CHECKLIST_INVALID` with everything that is wrong with it. */
export function readChecklist(value: unknown): Checklist {
	const findings = checkChecklist(value);
	if (findings.length > 0) throw refuseFor('CHECKLIST_INVALID', callNamed('checklist', value, 'name'), findings);
	return value as Checklist;
}

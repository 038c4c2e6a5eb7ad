import { parsePath, type PathStep } from '../path';
import { memberOf, pointerTo } from '../pointer';
import type { ContractFinding } from '../types';
import { isSecret, shorten } from '../values';
import type { ContractRule, RuleCondition } from './types';

/** A field of a rule, found in an item. */
export interface RuleField {
	readonly path: string;
	readonly pointer: string;
	/** The value must not be shown. */
	readonly secret: boolean;
	valueIn(item: unknown): unknown;
}

/** A rule whose fields can be looked up. */
export interface ReadRule {
	readonly rule: ContractRule;
	readonly field: RuleField;
	/** The field of a comparison that it is compared with. */
	readonly other?: RuleField;
	/** The field of `when`. */
	readonly when?: RuleField;
}

/** A rule as its author finds it: `rule 2 (Refund not above charge)`. */
export function ruleName(index: number, name: unknown): string {
	const shown = typeof name === 'string' && name.trim() !== '' ? ` (${shorten(name.trim())})` : '';
	return `rule ${index + 1}${shown}`;
}

function fieldAt(path: string, steps: readonly PathStep[]): RuleField {
	return {
		path: path.trim(),
		pointer: steps.map(pointerTo).join(''),
		secret: isSecret(steps),
		valueIn: (item) => steps.reduce<unknown>((held, step) => memberOf(held, step), item),
	};
}

/** A text with white space only is no value: forms and tables send what nobody filled in that way. */
export function isAbsent(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

class RuleReader {
	readonly findings: ContractFinding[] = [];

	constructor(
		private readonly rule: ContractRule,
		private readonly index: number,
	) {}

	read(): ReadRule | undefined {
		const { rule } = this;
		const field = this.readField('field', rule.field);
		const other = rule.kind === 'comparison' ? this.readField('other_field', rule.other_field) : undefined;
		const when = rule.when && this.readField('when/field', rule.when.field);
		if (rule.kind === 'range') this.checkRange(rule.minimum, rule.maximum);
		if (rule.kind === 'enumeration') this.checkChoices('allowed_values', rule.allowed_values);
		if (rule.when && 'one_of' in rule.when) this.checkChoices('when/one_of', rule.when.one_of);
		if (rule.kind === 'freshness') this.checkZone(rule.timezone);
		if (field === undefined || this.findings.length > 0) return undefined;
		return { rule, field, ...(other && { other }), ...(when && { when }) };
	}

	private report(member: string, message: string, fix: string): void {
		this.findings.push({ pointer: `/rules/${this.index}/${member}`, message, fix });
	}

	private get name(): string {
		return ruleName(this.index, this.rule.name);
	}

	private readField(member: string, path: string): RuleField | undefined {
		const parsed = parsePath(path);
		if ('steps' in parsed) return fieldAt(path, parsed.steps);
		this.report(member, `The field '${shorten(path)}' of ${this.name} ${parsed.reason}`, parsed.fix);
		return undefined;
	}

	private checkRange(minimum: number | undefined, maximum: number | undefined): void {
		if (minimum === undefined && maximum === undefined) {
			this.report('minimum', `${this.name} has neither minimum nor maximum`, 'Set at least one of them');
		} else if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
			this.report(
				'minimum',
				`minimum ${minimum} is above maximum ${maximum} in ${this.name}`,
				'Lower minimum or raise maximum',
			);
		}
	}

	private checkChoices(member: string, values: readonly unknown[]): void {
		if (values.length > 0) return;
		this.report(member, `${this.name} allows no value`, 'List the values that are meant');
	}

	private checkZone(timezone: string | undefined): void {
		if (timezone === undefined || isTimeZone(timezone)) return;
		const message = `'${shorten(timezone)}' in ${this.name} is no time zone`;
		this.report('timezone', message, 'Write an IANA name, as Europe/Berlin');
	}
}

function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}

/** Reads the rules of a contract, and finds all that they say wrong. A rule that is undefined has findings already. */
export function readRules(rules: readonly (ContractRule | undefined)[]): {
	rules: ReadRule[];
	findings: ContractFinding[];
} {
	const read: ReadRule[] = [];
	const findings: ContractFinding[] = [];
	const names = new Map<string, number>();
	for (const [index, rule] of rules.entries()) {
		if (rule === undefined) continue;
		const first = names.get(rule.name);
		if (first === undefined) names.set(rule.name, index);
		else {
			const message = `Rules ${first + 1} and ${index + 1} are both named '${shorten(rule.name)}'`;
			findings.push({ pointer: `/rules/${index}/name`, message, fix: 'Give each rule a name of its own' });
		}
		const reader = new RuleReader(rule, index);
		const one = reader.read();
		if (one !== undefined) read.push(one);
		findings.push(...reader.findings);
	}
	return { rules: read, findings };
}

/** Whether a rule is asked of an item. */
export function applies(condition: RuleCondition | undefined, field: RuleField | undefined, item: unknown): boolean {
	if (condition === undefined || field === undefined) return true;
	const value = field.valueIn(item);
	if ('one_of' in condition) return condition.one_of.some((one) => one === value);
	return isAbsent(value) === (condition.is === 'absent');
}

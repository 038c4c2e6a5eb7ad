import { priorities } from '../../vocabulary';
import { describeKind, memberOf, nearestWord } from '../../gate';
import { respondWithinUnits, type RespondWithin, type RuleOutcome, type TableFinding } from '../types';
import { readRoleName } from '../roleName';
import { blocking, findingOf } from './findings';

/** Whose outcome it is: the ids of its rule, and the beginning of its messages. */
export interface OutcomePlace {
	rules: readonly string[];
	name: string;
}

const fields = [
	'owner_role',
	'backup_role',
	'accountable_role',
	'consulted',
	'informed',
	'respond_within',
	'priority',
] as const;

const maxRoles = 50;

/** True for an object that is no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names that there are not, each with the name that was probably meant. */
export function findUnknownNames(value: Record<string, unknown>, known: readonly string[]): [string, string][] {
	return Object.keys(value)
		.filter((name) => !known.includes(name))
		.map((name) => {
			const meant = nearestWord(name, known);
			return [name, meant === undefined ? `Allowed are ${known.join(', ')}` : `Did you mean ${meant}?`];
		});
}

/** The text of a respond-within, as `4 business_hours`; undefined where it is none. */
export function readRespondWithin(value: unknown): RespondWithin | undefined {
	const [amount, unit] = [memberOf(value, 'amount'), memberOf(value, 'unit')];
	const found = respondWithinUnits.find((name) => name === unit);
	const isAmount = typeof amount === 'number' && Number.isFinite(amount) && amount > 0;
	return found !== undefined && isAmount ? { amount, unit: found } : undefined;
}

class OutcomeReader {
	readonly findings: TableFinding[] = [];

	constructor(
		private readonly value: unknown,
		private readonly place: OutcomePlace,
	) {}

	read(): RuleOutcome | null {
		if (!isRecord(this.value)) {
			this.refuse(`its outcome is ${describeKind(this.value, false)}`, 'Write an object with at least owner_role');
			return null;
		}
		for (const [name, fix] of findUnknownNames(this.value, fields)) this.refuse(`its outcome has no '${name}'`, fix);
		const owner_role = this.role('owner_role', memberOf(this.value, 'owner_role'));
		if (owner_role === '') this.refuse("'owner_role' is empty", 'Name the role that owns what comes here');
		return {
			owner_role: owner_role ?? '',
			...this.given('backup_role', (name) => this.role(name, memberOf(this.value, name)) || undefined),
			...this.given('accountable_role', (name) => this.accountable(name)),
			...this.given('consulted', (name) => this.roles(name)),
			...this.given('informed', (name) => this.roles(name)),
			...this.given('respond_within', (name) => this.respondWithin(name)),
			...this.given('priority', (name) => this.priority(name)),
		};
	}

	private refuse(message: string, fix: string): undefined {
		this.findings.push(blocking('OUTCOME_INVALID', this.place.rules, `${this.place.name}: ${message}`, fix));
	}

	/** The field where it is there and can be read. */
	private given<Name extends keyof RuleOutcome>(
		name: Name,
		read: (name: Name) => RuleOutcome[Name] | undefined,
	): Partial<RuleOutcome> {
		const raw = memberOf(this.value, name);
		const value = raw === undefined || raw === null ? undefined : read(name);
		return value === undefined ? {} : { [name]: value };
	}

	/** The name of a role; undefined where a finding says why not. */
	private role(name: string, value: unknown): string | undefined {
		try {
			return readRoleName(name, value);
		} catch (thrown) {
			this.findings.push(findingOf(thrown, 'OUTCOME_INVALID', this.place.rules, this.place.name));
			return undefined;
		}
	}

	private accountable(name: 'accountable_role'): string | undefined {
		const role = this.role(name, memberOf(this.value, name));
		if (role !== '') return role;
		return this.refuse(`'${name}' is empty`, 'Name exactly one role, or leave it out: then the owner role answers');
	}

	private roles(name: 'consulted' | 'informed'): string[] | undefined {
		const list = memberOf(this.value, name);
		if (!Array.isArray(list) || list.length > maxRoles) {
			return this.refuse(`'${name}' is ${describeKind(list, false)}`, `Write a list of at most ${maxRoles} roles`);
		}
		const roles = list.map((value: unknown) => this.role(name, value));
		if (roles.includes('')) this.refuse(`'${name}' has an empty entry`, 'Remove it');
		return [...new Set(roles.filter((role) => role !== undefined && role !== ''))] as string[];
	}

	private respondWithin(name: 'respond_within'): RespondWithin | undefined {
		const read = readRespondWithin(memberOf(this.value, name));
		if (read !== undefined) return read;
		return this.refuse(
			`'${name}' cannot be read`,
			`Write {"amount": 4, "unit": "hours"}; units are ${respondWithinUnits.join(', ')}`,
		);
	}

	private priority(name: 'priority'): RuleOutcome['priority'] {
		const value = memberOf(this.value, name);
		const found = priorities.find((priority) => priority === value);
		if (found !== undefined) return found;
		return this.refuse(`'${name}' is ${describeKind(value, false)}`, `Allowed are ${priorities.join(', ')}`);
	}
}

/** An outcome from a loose value, with all that is wrong with it. */
export function readOutcome(
	value: unknown,
	place: OutcomePlace,
): { outcome: RuleOutcome | null; findings: TableFinding[] } {
	const reader = new OutcomeReader(value, place);
	const outcome = reader.read();
	return { outcome: reader.findings.length === 0 ? outcome : null, findings: reader.findings };
}

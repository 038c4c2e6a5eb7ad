import { nearestWord } from '../../gate';
import { nullAtom } from '../cells/atoms';
import { literalOfKey } from '../cells/keys';
import { contains } from '../cells/ranges';
import { blocking } from '../table/findings';
import type { ModelColumn, TableModel } from '../table/model';
import type { RuleOutcome, TableFinding } from '../types';

function rolesOf({ owner_role, backup_role, accountable_role, consulted = [], informed = [] }: RuleOutcome): string[] {
	const named = [owner_role, backup_role, accountable_role, ...consulted, ...informed];
	return named.filter((role) => role !== undefined);
}

/** Ids of rules by what they name. */
function collect<Name>(entries: Iterable<[Name, string[]]>): Map<Name, string[]> {
	const found = new Map<Name, string[]>();
	for (const [name, rules] of entries) found.set(name, [...new Set([...(found.get(name) ?? []), ...rules])]);
	return found;
}

/** Roles that a table names and that there are not. */
export function findUnknownRoles({ table, rules }: TableModel, roles: readonly string[]): TableFinding[] {
	const known = new Set(roles);
	const named = collect([
		...rules.flatMap(({ rule }) => rolesOf(rule.then).map((role) => [role, [rule.id]] as [string, string[]])),
		...(table.default === undefined ? [] : rolesOf(table.default).map((role) => [role, []] as [string, string[]])),
	]);
	return [...named]
		.filter(([role]) => !known.has(role))
		.map(([role, ids]) => {
			const meant = nearestWord(role, roles);
			const fix = meant === undefined ? 'Add the role, or name one that there is' : `Did you mean '${meant}'?`;
			const where =
				ids.length === 0
					? 'The default names'
					: ids.length === 1
						? `Rule '${ids[0]}' names`
						: `${ids.length} rules name`;
			return blocking('ROLE_UNKNOWN', ids, `${where} '${role}', which is no role`, fix);
		});
}

function undeclaredOf({ axis, type, declared }: ModelColumn, model: TableModel, column: number) {
	if (declared === null) return [];
	return model.rules.flatMap(({ rule, conditions }) =>
		conditions[column]!.cell.tests.flatMap((test): [string, string[]][] => {
			if (test.is === 'interval') return [];
			const atom = test.is === 'null' ? nullAtom : axis.locate(test.key);
			if (contains(axis.declared!, atom)) return [];
			return [[test.is === 'null' ? 'null' : literalOfKey(type, test.key), [rule.id]]];
		}),
	);
}

/** Values that cells name and the column does not declare, as a slip of the pen would. */
export function findUndeclaredValues(model: TableModel): TableFinding[] {
	return model.columns.flatMap((column, index) => {
		const { type, field } = column;
		const literals = column.declared?.tests.flatMap((test) =>
			test.is === 'value' ? [literalOfKey(type, test.key)] : [],
		);
		return [...collect(undeclaredOf(column, model, index))].map(([literal, ids]) => {
			const meant = nearestWord(literal, literals ?? []);
			const fix = meant === undefined ? 'Declare it, or correct the cell' : `Did you mean ${meant}?`;
			const message = `Column ${field} declares no ${literal}, which ${ids.length === 1 ? `rule '${ids[0]}' asks` : `${ids.length} rules ask`} for`;
			return blocking('VALUE_UNDECLARED', ids, message, fix, { column: field });
		});
	});
}

import { checkRequiredEntries } from '../case';
import { checkChecklist } from '../checklist';
import { findPolicyFaults } from '../clock';
import { definitionInvalid, type BodyFormat, type DefinitionFormats } from '../definition';
import { checkChain, describeRepeated, findRepeatedSteps, type EscalationChain } from '../escalation';
import { isRecord, type Finding } from '../findings';
import { compileContractCached, learnContract, type Contract } from '../gate';
import { roleFormat } from '../role';
import { readRuleSet } from '../routing';
import { checkCalendar } from '../time';
import type { DefinitionKind } from '../vocabulary';

/** A body that knows its own name: the one it is saved by, whether it says so or not. */
function withName(kind: DefinitionKind, body: unknown, name: string, key: 'id' | 'name'): unknown {
	if (!isRecord(body)) return body;
	const own = body[key] ?? name;
	if (own === name) return { ...body, [key]: name };
	const message = `Its ${key} is "${String(own).toWellFormed().slice(0, 100)}"`;
	const fix = `Leave the ${key} out, or save it by that name`;
	throw definitionInvalid({ kind, name }, [{ pointer: `/${key}`, message, fix }]);
}

/** A body that an area of core checks before it is kept. */
const checked = (
	kind: DefinitionKind,
	key: 'id' | 'name',
	check: (body: unknown, name: string) => unknown,
): BodyFormat => ({
	split: (body, name) => ({ body: check(withName(kind, body, name, key), name), personal: [] }),
	join: (body) => body,
});

function refuse(kind: DefinitionKind, name: string, findings: readonly Finding[]): void {
	if (findings.length > 0) throw definitionInvalid({ kind, name }, findings);
}

/** A body whose version is the number it is saved under: one that said another would be wrong from then on. */
function checkVersioned(
	kind: DefinitionKind,
	body: unknown,
	name: string,
	check: (body: unknown) => readonly Finding[],
): unknown {
	const faults = [...check(isRecord(body) ? { version: 1, ...body } : body)];
	if (isRecord(body) && body.version !== undefined) {
		const message = 'It names a version, which is the number it is saved under';
		faults.push({ pointer: '/version', message, fix: 'Leave the version out' });
	}
	refuse(kind, name, faults);
	return body;
}

/** What keeps a chain from being saved: what it cannot be used for, and steps that can never be told. */
function findChainFaults(body: unknown): Finding[] {
	const faults = checkChain(body);
	if (faults.length > 0) return faults;
	const { steps } = body as EscalationChain;
	return findRepeatedSteps(steps).map((step) => ({
		pointer: `/steps/${step - 1}/target_role`,
		message: describeRepeated(step, steps[step - 1]!),
		fix: 'Name another role, or remove the step',
	}));
}

/** Of an example only what was learned is kept: the example itself is data of somebody, and a body is kept for good. */
function keptContract(contract: Contract): Contract {
	const compiled = compileContractCached(contract).contract;
	return compiled.kind === 'example' ? learnContract(compiled).contract : compiled;
}

/** How every kind of definition is kept. This is the only place that knows all of them. */
export const definitionFormats: DefinitionFormats = {
	calendar: checked('calendar', 'name', (body, name) => {
		refuse('calendar', name, checkCalendar(body));
		return body;
	}),
	checklist: checked('checklist', 'name', (body, name) => {
		refuse('checklist', name, checkChecklist(body));
		return body;
	}),
	contract: checked('contract', 'id', (body) => keptContract(body as Contract)),
	clock_policy: checked('clock_policy', 'id', (body, name) =>
		checkVersioned('clock_policy', body, name, findPolicyFaults),
	),
	escalation_chain: checked('escalation_chain', 'id', (body, name) =>
		checkVersioned('escalation_chain', body, name, findChainFaults),
	),
	required_entries: checked('required_entries', 'name', (body, name) => {
		refuse('required_entries', name, checkRequiredEntries(body));
		return body;
	}),
	role: roleFormat,
	rule_set: checked('rule_set', 'id', readRuleSet),
};

import { definitionInvalid, type BodyFormat, type DefinitionFormats } from '../definition';
import { compileContractCached, learnContract, type Contract } from '../gate';
import { roleFormat } from '../role';
import type { DefinitionKind } from '../vocabulary';

/** Any JSON object, without personal data. For kinds about which nothing more is asked. */
const anyObject = (kind: DefinitionKind): BodyFormat => ({
	split(body, name) {
		if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { body, personal: [] };
		const found = Array.isArray(body) ? 'a list' : body === null ? 'null' : `of type ${typeof body}`;
		const finding = { pointer: '', message: `It is ${found}; an object is expected`, fix: 'Write an object' };
		throw definitionInvalid({ kind, name }, [finding]);
	},
	join: (body) => body,
});

/**
 * A contract's id is the name it is saved by. Of an example only what was learned is kept: the example itself is data of
 * somebody, and a body is kept for good.
 */
const contractFormat: BodyFormat = {
	split(body, name) {
		const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
		const id = isObject ? ((body as Partial<Contract>).id ?? name) : name;
		if (id !== name) {
			const message = `Its id is "${String(id).toWellFormed().slice(0, 100)}"`;
			const fix = 'Leave the id out, or save the contract by that name';
			throw definitionInvalid({ kind: 'contract', name }, [{ pointer: '/id', message, fix }]);
		}
		const contract = isObject ? { ...body, id } : body;
		const compiled = compileContractCached(contract as Contract).contract;
		return { body: compiled.kind === 'example' ? learnContract(compiled).contract : compiled, personal: [] };
	},
	join: (body) => body,
};

/** How every kind of definition is kept. This is the only place that knows all of them. */
export const definitionFormats: DefinitionFormats = {
	calendar: anyObject('calendar'),
	checklist: anyObject('checklist'),
	contract: contractFormat,
	escalation_chain: anyObject('escalation_chain'),
	role: roleFormat,
	rule_set: anyObject('rule_set'),
};

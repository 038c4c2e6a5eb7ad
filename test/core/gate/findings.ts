import { TriageError } from '../../../core/errors';
import { compileContract, type Contract, type ContractFinding } from '../../../core/gate';

/** The refusal of a contract; fails when it is not refused. */
export function refusalOf(contract: unknown): TriageError {
	try {
		compileContract(contract as Contract);
	} catch (refusal) {
		if (refusal instanceof TriageError) return refusal;
		throw refusal;
	}
	throw new Error('The contract was taken');
}

/** What a refused contract is refused for. */
export function findingsOf(contract: unknown): ContractFinding[] {
	const { code, details } = refusalOf(contract);
	expect(code).toBe('CONTRACT_INVALID');
	return details.findings as ContractFinding[];
}

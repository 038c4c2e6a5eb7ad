import { compileContract } from './compile';
import { contractDigest } from './digest';
import type { CompiledContract, Contract } from './types';

/** More contracts than one n8n process has gates; a compiled one takes some hundred kilobytes. */
const maxCached = 50;

/** By digest, the least recently used first. */
const compiledContracts = new Map<string, CompiledContract>();
const digests = new WeakMap<Contract, string>();

function digestOf(contract: Contract): string {
	const known = digests.get(contract);
	if (known !== undefined) return known;
	const digest = contractDigest(contract);
	digests.set(contract, digest);
	return digest;
}

/**
 * As `compileContract`, but remembers the last 50 contracts by digest. A contract object is read once, so do not change
 * one that was handed over; make a new one.
 */
export function compileContractCached(contract: Contract): CompiledContract {
	if (typeof contract !== 'object' || contract === null) return compileContract(contract);
	const compiled = compiledContracts.get(digestOf(contract)) ?? compileContract(contract);
	compiledContracts.delete(compiled.digest);
	compiledContracts.set(compiled.digest, compiled);
	const [oldest] = compiledContracts.keys();
	if (compiledContracts.size > maxCached && oldest !== undefined) compiledContracts.delete(oldest);
	return compiled;
}

import { TriageError } from '../errors';
import { canonicalize } from './canonicalJson';
import { maxBodyBytes, type EntryContent, type Sequencing } from './entry';
import { findContentProblem } from './entryShape';

/** Canonical text of an entry, which is the leaf of the tree. Throws `EVIDENCE_INVALID` for facts that its type does not have, and above 16 KiB. */
export function writeEntry(content: EntryContent, sequencing: Sequencing): string {
	const problem = findContentProblem(content);
	if (problem !== null) {
		throw new TriageError(
			'EVIDENCE_INVALID',
			`An entry of type ${content.type} cannot be kept: ${problem}`,
			'Change the named value; the types and their facts are in docs/reference/evidence.md',
			{ details: { problem } },
		);
	}
	const body = `{"c":${canonicalize(content)},"s":${canonicalize(sequencing)}}`;
	const length = Buffer.byteLength(body);
	if (length > maxBodyBytes) {
		throw new TriageError(
			'EVIDENCE_INVALID',
			`An entry of type ${content.type} is ${length} bytes long; at most ${maxBodyBytes} are allowed`,
			'Shorten its texts: long ones belong into a part',
		);
	}
	return body;
}

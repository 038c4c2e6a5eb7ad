export { canonicalize, jcs, parseCanonical } from './canonicalJson';
export { parseCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint';
export {
	commitPart,
	entryId,
	entryTypes,
	logCaseId,
	maxPartBytes,
	writeEntry,
	type Actor,
	type EntryBody,
	type EntryContent,
	type EntryData,
	type EntryType,
	type PartReference,
	type RunReference,
	type Sequencing,
} from './entry';
export {
	appendLeaf,
	emptyFrontier,
	leafHash,
	nodeHash,
	readFrontier,
	rootOf,
	writeFrontier,
	type Frontier,
} from './merkle';
export { openNote, signNote, type NoteSignature, type OpenedNote, type VerifiedSignature } from './note';
export { makeKeyPair, type KeyPair } from './noteKeys';
export {
	chunkSize,
	hashSourceOf,
	proveConsistency,
	proveInclusion,
	rootAt,
	SubtreeRoots,
	verifyConsistency,
	verifyInclusion,
	type HashSource,
} from './proofs';

export { checkpointReason, defaultCadence, type CheckpointCadence, type CheckpointState } from './cadence';
export { canonicalize, jcs, parseCanonical } from './canonicalJson';
export { parseCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint';
export {
	commitPart,
	entryId,
	entryTypes,
	evidenceTypes,
	logCaseId,
	maxBodyBytes,
	maxPartBytes,
	maxParts,
	type Actor,
	type EntryBody,
	type EntryContent,
	type EntryData,
	type EntryReference,
	type EntryType,
	type EvidenceType,
	type PartReference,
	type RunReference,
	type Sequencing,
} from './entry';
export { findBodyProblem, findContentProblem, firstReference } from './entryShape';
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
export { openNote, signNote, splitNote, type NoteSignature, type OpenedNote, type VerifiedSignature } from './note';
export { describeSigningKey, makeKeyPair, type KeyPair } from './noteKeys';
export { splitNotes } from './splitNotes';
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
export { writeEntry } from './writeEntry';

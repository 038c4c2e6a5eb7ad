export { checkpointReason, defaultCadence, type CheckpointCadence, type CheckpointState } from './cadence';
export { canonicalize, jcs, parseCanonical } from './canonicalJson';
export {
	archiveEndLength,
	findArchiveDirectory,
	maxArchiveBytes,
	readArchiveDirectory,
	writeArchiveDirectory,
	writeFileHeader,
	type ArchiveEntry,
} from './bundle/archive';
export { bundleCodes, type BundleCode, type BundleFinding, type Severity } from './bundle/findings';
export {
	bundleFiles,
	writeManifest,
	writeManifestDigest,
	type BundleKind,
	type BundleManifest,
	type CheckpointLine,
	type InclusionLine,
	type PartLine,
	type RangeLine,
	type Withholding,
} from './bundle/format';
export type { BundleFile } from './bundle/lines';
export { readPolicy, type AuditPolicy } from './bundle/policy';
export { writeReadme } from './bundle/readme';
export type { BundleReport, Verdict } from './bundle/report';
export { verifyBundle, type VerifyOptions } from './bundle/verify';
export { parseCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint';
export {
	commandPartName,
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
	type RecordedEntry,
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
	frontierAt,
	hashSourceOf,
	proveConsistency,
	proveInclusion,
	rootAt,
	SubtreeRoots,
	verifyConsistency,
	verifyInclusion,
	type HashSource,
} from './proofs';
export { writeTlogProof, type LeafProof } from './tlogProof';
export {
	exceptionIdOf,
	exceptionTrail,
	retryTrail,
	throttleTrail,
	timerTrail,
	trailKindOf,
	trailKinds,
	triggerTrail,
	type EntryTypeOf,
	type TrailKind,
} from './trail';
export { writeEntry } from './writeEntry';

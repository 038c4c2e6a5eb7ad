export { canonicalize, jcs, parseCanonical } from './canonicalJson';
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
export { writeEntry } from './writeEntry';

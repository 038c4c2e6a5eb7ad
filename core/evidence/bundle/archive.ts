import { TriageError } from '../../errors';

/**
 * A bundle in one file: a ZIP archive in one form only. Nothing is compressed, every time is the same, and there is no
 * field that a reader could ignore. So the same bundle is the same file on every machine, and a reader needs no more
 * than to write the headers again and compare: what differs in one byte is refused.
 */
export interface ArchiveEntry {
	/** Path inside the bundle, with `/`. */
	name: string;
	/** Length in bytes. */
	size: number;
	/** CRC-32, for other programs: `verifyBundle` goes by the SHA-256 of the manifest. */
	crc: number;
	/** Where its header stands in the file. */
	offset: number;
}

/** Longest archive, in bytes: what fits into 32 bits. */
export const maxArchiveBytes = 2 ** 32 - 1;

/** A bundle has eight files. */
const maxEntries = 100;
/** No separator but `/`, no drive, and no segment that is `.` or `..`: no name leads out of the folder it is unpacked to. */
const safeName = /^(?!\.{1,2}(?:\/|$))[\w.-]+(?:\/(?!\.{1,2}(?:\/|$))[\w.-]+)*$/;
const maxNameLength = 200;

const localSignature = 0x04034b50;
const directorySignature = 0x02014b50;
const endSignature = 0x06054b50;
const [localLength, directoryLength] = [30, 46];
/** Length of the end of an archive, in bytes, which says where its directory is. */
export const archiveEndLength = 22;

/** Version 1.0 of the format, written on a system that has permissions. */
const version = 10;
const unix = 3 << 8;
/** A plain file that only its owner may read and write: parts hold personal data. */
const ownersFile = (0o100600 << 16) >>> 0;
/** 1 January 1980, the first day that the format knows. */
const firstDay = 0x21;

function refuse(message: string): never {
	const fix = 'Give the archive as the export wrote it, or unpack it and give the folder';
	throw new TriageError('BUNDLE_UNREADABLE', message, fix);
}

/** The fields that both headers of a file have, from the version on. */
function writeFields(target: Buffer, at: number, { name, size, crc }: ArchiveEntry): void {
	target.writeUInt16LE(version, at);
	target.writeUInt16LE(firstDay, at + 8);
	target.writeUInt32LE(crc, at + 10);
	target.writeUInt32LE(size, at + 14);
	target.writeUInt32LE(size, at + 18);
	target.writeUInt16LE(name.length, at + 22);
}

/** The header before the bytes of a file. Throws `BUNDLE_UNREADABLE` for a name that no bundle has. */
export function writeFileHeader(entry: ArchiveEntry): Uint8Array {
	const { name } = entry;
	if (name.length > maxNameLength || !safeName.test(name)) {
		refuse(`${JSON.stringify(name.slice(0, 80))} cannot be the name of a file of a bundle`);
	}
	const header = Buffer.alloc(localLength + name.length);
	header.writeUInt32LE(localSignature, 0);
	writeFields(header, 4, entry);
	header.write(name, localLength, 'latin1');
	return header;
}

const byName = (a: ArchiveEntry, b: ArchiveEntry) => (a.name < b.name ? -1 : 1);

/** The directory by name and the end of the archive, which follow the last file. `offset` is where they stand. */
export function writeArchiveDirectory(entries: readonly ArchiveEntry[], offset: number): Uint8Array {
	const records = [...entries].sort(byName).map((entry) => {
		const record = Buffer.alloc(directoryLength + entry.name.length);
		record.writeUInt32LE(directorySignature, 0);
		record.writeUInt16LE(unix | version, 4);
		writeFields(record, 6, entry);
		record.writeUInt32LE(ownersFile, 38);
		record.writeUInt32LE(entry.offset, 42);
		record.write(entry.name, directoryLength, 'latin1');
		return record;
	});
	const end = Buffer.alloc(archiveEndLength);
	end.writeUInt32LE(endSignature, 0);
	end.writeUInt16LE(records.length, 8);
	end.writeUInt16LE(records.length, 10);
	end.writeUInt32LE(
		records.reduce((sum, { length }) => sum + length, 0),
		12,
	);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...records, end]);
}

/** Where the directory of an archive of `fileSize` bytes begins, from its last 22 bytes. Throws `BUNDLE_UNREADABLE`. */
export function findArchiveDirectory(end: Uint8Array, fileSize: number): number {
	const bytes = Buffer.from(end);
	if (bytes.length !== archiveEndLength || bytes.readUInt32LE(0) !== endSignature) {
		refuse('The file does not end as an archive of a bundle does');
	}
	const [length, offset] = [bytes.readUInt32LE(12), bytes.readUInt32LE(16)];
	if (length > maxEntries * (directoryLength + maxNameLength)) {
		refuse(`The directory of the archive is ${length} bytes long, too long for a bundle`);
	}
	if (offset + length + archiveEndLength !== fileSize) refuse('The archive is not whole, or something was added to it');
	return offset;
}

function readRecord(bytes: Buffer, at: number): ArchiveEntry {
	const nameLength = bytes.readUInt16LE(at + 28);
	const name = bytes.toString('latin1', at + directoryLength, at + directoryLength + nameLength);
	const method = bytes.readUInt16LE(at + 10);
	if (method !== 0) refuse(`${JSON.stringify(name.slice(0, 80))} is compressed, so another program made the archive`);
	return {
		name,
		size: bytes.readUInt32LE(at + 24),
		crc: bytes.readUInt32LE(at + 16),
		offset: bytes.readUInt32LE(at + 42),
	};
}

/** The files one after the other must fill everything before the directory: no overlap, no gap, nothing hidden. */
function checkPlaces(entries: readonly ArchiveEntry[], directoryOffset: number): void {
	let next = 0;
	for (const { name, offset, size } of [...entries].sort((a, b) => a.offset - b.offset)) {
		if (offset !== next) refuse('The files of the archive overlap, or there is something between them');
		next = offset + localLength + name.length + size;
	}
	if (next !== directoryOffset) refuse('There is something between the files of the archive and its directory');
}

/**
 * The files of an archive, from its directory and end: everything from `offset` on. The caller compares the header
 * of each with `writeFileHeader`. Throws `BUNDLE_UNREADABLE` for anything that `writeArchiveDirectory` would not write.
 */
export function readArchiveDirectory(directory: Uint8Array, offset: number): ArchiveEntry[] {
	const bytes = Buffer.from(directory);
	const entries: ArchiveEntry[] = [];
	const end = bytes.length - archiveEndLength;
	for (let at = 0; at < end; at += directoryLength + entries.at(-1)!.name.length) {
		if (at + directoryLength > end || entries.length === maxEntries) refuse('The directory of the archive is damaged');
		entries.push(readRecord(bytes, at));
	}
	const names = new Set<string>();
	for (const entry of entries) {
		writeFileHeader(entry);
		if (names.has(entry.name)) refuse(`${entry.name} stands twice in the archive`);
		names.add(entry.name);
	}
	if (!bytes.equals(writeArchiveDirectory(entries, offset))) {
		refuse('The archive is not written the way an export writes it');
	}
	checkPlaces(entries, offset);
	return entries;
}

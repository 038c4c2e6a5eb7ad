import { TriageError } from '../errors';
import { hashLength } from './merkle';
import { readBase64 } from './noteKeys';

/** What a checkpoint says about a log: its name, how many entries it has, and the root over them. */
export interface Checkpoint {
	origin: string;
	size: number;
	root: Uint8Array;
}

function refuse(message: string): never {
	const fix = 'Take the checkpoint again, byte for byte, from where it was published';
	throw new TriageError('CHECKPOINT_MALFORMED', message, fix);
}

/** The text that is signed, as C2SP tlog-checkpoint asks: origin, size and root in base64, one a line. */
export function writeCheckpoint({ origin, size, root }: Checkpoint): string {
	if (origin === '' || origin.includes('\n')) refuse('An origin is one line that is not empty');
	if (!Number.isSafeInteger(size) || size < 0) refuse(`A log cannot have ${size} entries`);
	if (root.length !== hashLength) refuse(`A root is 32 bytes long, not ${root.length}`);
	return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/**
 * Reads the text of a checkpoint. Throws `CHECKPOINT_MALFORMED` for anything that `writeCheckpoint` would not write;
 * extension lines are refused, because this kind of log has none.
 */
export function parseCheckpoint(text: string): Checkpoint {
	const [origin = '', size = '', root = '', end, ...rest] = text.split('\n');
	if (end !== '' || rest.length > 0) refuse('A checkpoint has three lines: origin, size and root');
	if (origin === '') refuse('The first line of a checkpoint is its origin and cannot be empty');
	if (!/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) {
		refuse(`The second line of a checkpoint is its size, not '${size.slice(0, 40)}'`);
	}
	const bytes = readBase64(root);
	if (bytes?.length !== hashLength) refuse('The third line of a checkpoint is the base64 of 32 bytes');
	return { origin, size: Number(size), root: bytes };
}

const signatureStart = '\u2014 ';

/**
 * The notes in a text that holds several, one after the other, as somebody pastes them from mails: a note ends with its
 * last signature line. Empty lines around them and carriage returns are dropped; nothing is verified or refused.
 */
export function splitNotes(text: string): string[] {
	const notes: string[] = [];
	let lines: string[] = [];
	const finish = () => {
		while (lines.at(-1) === '') lines.pop();
		if (lines.length > 0) notes.push(`${lines.join('\n')}\n`);
		lines = [];
	};
	for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
		if (lines.at(-1)?.startsWith(signatureStart) && !line.startsWith(signatureStart)) finish();
		if (line !== '' || lines.length > 0) lines.push(line);
	}
	finish();
	return notes;
}

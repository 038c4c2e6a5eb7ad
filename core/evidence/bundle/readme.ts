import { splitNote } from '../note';
import type { BundleManifest } from './format';

/** `name (id)` of every signer of a checkpoint, to be compared with keys that came another way. */
function signersOf(checkpoint: string | null): string {
	if (checkpoint === null) return 'This bundle has no signed checkpoint.';
	const { signatures } = splitNote(Buffer.from(checkpoint));
	return `checkpoint.txt says it is signed by: ${signatures.map(({ name, id }) => `${name} (${id})`).join(', ')}`;
}

const algorithm = `
Every file is covered: manifest.json has the SHA-256 of every other file, and manifest.sha256 has that of
manifest.json. "sha256sum -c manifest.sha256" checks the latter. This finds damage, not fraud: whoever
makes a bundle can write any digest.

What finds fraud is a checkpoint that you kept yourself and that was signed before the question came up.

1. An entry is a line of entries.ndjson without its line feed. Split at byte 0x0A and at nothing else.
   Its leaf hash is SHA-256 over a zero byte and the line:
     sed -n 1p entries.ndjson | tr -d '\\n' | (printf '\\0'; cat) | sha256sum
2. A node of the tree is SHA-256 over a byte 0x01, the left and the right child (RFC 6962, 2.1).
3. Each line is canonical JSON (RFC 8785): writing its value again gives the same bytes. s.idx is the
   leaf's index, s.log the origin, s.case_seq counts the entries of a case from 0, and s.case_prev is
   the hex leaf hash of the case's entry before it.
4. In a case bundle, line n of proofs.ndjson has the inclusion proof of entry n, lowest hash first: it
   leads from the leaf to the root in checkpoint.txt. In a period or full bundle its one line has the
   roots of the perfect subtrees before the first entry, widest first; append the leaves, and the root
   at every size must be that of the checkpoint of that size. Its "consistency" leads from there to
   the root of checkpoint.txt where that is larger.
5. A part is bytes that an entry commits to: the entry's c.parts[].c is the hex SHA-256 over
   "support-triage-part-v1", a zero byte, the 32 bytes of salt, and the bytes. A part without a line in
   parts.ndjson was withheld, or redacted: then an entry of type part.redacted names its index, name
   and commitment.
6. A line of anchors/checkpoints.ndjson is an earlier checkpoint, and the consistency proof from it to
   the root of checkpoint.txt. Look for the one you hold, and compare it byte by byte.
7. A checkpoint is a C2SP signed note: origin, size, root in base64, an empty line, signatures. The
   signature is Ed25519 over the text before the empty line. Take the key from where it was given to
   you before, never from this bundle.

n8n-nodes-support-triage verify BUNDLE --policy policy.json does all of it.
docs/verify_bundle.py of the same project does steps 1 to 6 in 50 lines of Python.
`;

/** `README.txt` of a bundle: how to verify it without our program. */
export function writeReadme(manifest: Omit<BundleManifest, 'files'>, checkpoint: string | null): string {
	const what = manifest.kind === 'case' ? `case ${manifest.case}` : manifest.kind;
	return [
		'Evidence bundle',
		'',
		`Log:      ${manifest.origin}`,
		`Kind:     ${what}`,
		`Entries:  ${manifest.counts.entries}, from ${manifest.from} to before ${manifest.to}`,
		`Tree:     ${manifest.tree.size} entries, root ${manifest.tree.root}`,
		`Withheld: ${manifest.withheld}`,
		signersOf(checkpoint),
		algorithm,
	].join('\n');
}

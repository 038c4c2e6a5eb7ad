import { writeFile } from 'node:fs/promises';

import { makeKeyPair } from '../core/evidence';
import { exitCodes, readArguments, UsageError, type Terminal } from './terminal';

const help = `Usage: n8n-nodes-support-triage keygen --name ORIGIN --out FILE

Makes an Ed25519 key for the checkpoints of a log. The signing key goes to a new file that only you can read; the
verifier key is printed. Give the verifier key to auditors once, by a way that is not the log itself.

  --name ORIGIN  Name of the log, as its entries carry it: no spaces, no plus
  --out FILE     Where the signing key goes; must not exist yet
`;

/** `keygen`: the operator's command, once for a log. */
export const keygenCommand = {
	async run(args: string[], terminal: Terminal): Promise<number> {
		const { values } = readArguments({
			args,
			options: {
				help: { type: 'boolean', short: 'h' },
				name: { type: 'string' },
				out: { type: 'string' },
			},
		});
		if (values.help) {
			terminal.out(help);
			return exitCodes.ok;
		}
		if (values.name === undefined || values.out === undefined) throw new UsageError('--name and --out are both needed');
		const { skey, vkey } = makeKeyPair(values.name, terminal.randomBytes(32));
		// A key that is overwritten is a log that can never be signed again.
		await writeFile(values.out, `${skey}\n`, { mode: 0o600, flag: 'wx' });
		terminal.out(`${vkey}\n`);
		return exitCodes.ok;
	},
};

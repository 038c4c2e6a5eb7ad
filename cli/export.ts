import {
	exportBundle,
	readPostgresStore,
	readPostgresUrl,
	readSqliteStore,
	writeArchive,
	writeFolder,
	type ExportSelection,
	type ExportSource,
} from '../storage';
import { exitCodes, progressOf, readArguments, UsageError, type Terminal } from './terminal';

const help = `Usage: n8n-nodes-support-triage export --store STORE --out PLACE (--case ID | --from X --to Y | --full)

Writes an evidence bundle of a store. Reads one state of it and changes nothing; n8n may go on running.

  --store STORE    The file support-triage/store.sqlite in n8n's folder, or postgres://user:password@host/database.
                   Without it TRIAGE_STORE_URL, which keeps the password off the command line
  --out PLACE      Where the bundle goes: a folder, or one file that ends in .zip. Must not be there yet
  --case ID        The entries of one case, as C-0001
  --from X --to Y  All entries from X to before Y: two instants as 2026-01-05T09:00:00Z, or two entry numbers.
                   Only a period or the whole log shows that nothing was left out
  --full           The whole log
  --withhold WHAT  Parts to leave out: none (default), pii, or all. Proofs hold without them
`;

const withholdings = ['none', 'pii', 'all'] as const;

interface Selection {
	case?: string;
	from?: string;
	to?: string;
	full?: boolean;
}

function readPeriod(from: string, to: string): ExportSelection {
	const isNumber = /^\d{1,15}$/;
	if (isNumber.test(from) && isNumber.test(to)) return { kind: 'period', from: Number(from), to: Number(to) };
	const [from_at = '', to_at] = [from, to].map((text) => {
		const time = Date.parse(text);
		if (isNumber.test(text) || Number.isNaN(time)) {
			throw new UsageError(`'${text}' is not an instant; --from and --to are two instants or two entry numbers`);
		}
		return new Date(time).toISOString();
	});
	return { kind: 'period', from_at, to_at };
}

/** Exactly one of the three ways to say what. */
function readSelection({ case: caseId, from, to, full }: Selection): ExportSelection {
	const isPeriod = from !== undefined || to !== undefined;
	if ([caseId !== undefined, isPeriod, full === true].filter(Boolean).length !== 1) {
		throw new UsageError('Give one of --case, --from with --to, and --full');
	}
	if (caseId !== undefined) return { kind: 'case', case_id: caseId };
	if (!isPeriod) return { kind: 'full' };
	if (from === undefined || to === undefined) throw new UsageError('--from and --to go together');
	return readPeriod(from, to);
}

const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Lets `work` read the store that a path or a URL names. */
async function readStore<T>(store: string, where: string, work: (source: ExportSource) => Promise<T>): Promise<T> {
	if (isUrl.test(store)) return await readPostgresStore(readPostgresUrl(store, where), work);
	return await readSqliteStore(store, work);
}

/** `export`: the operator's command. */
export const exportCommand = {
	async run(args: string[], terminal: Terminal): Promise<number> {
		const { values } = readArguments({
			args,
			options: {
				case: { type: 'string' },
				from: { type: 'string' },
				full: { type: 'boolean' },
				help: { type: 'boolean', short: 'h' },
				out: { type: 'string' },
				store: { type: 'string' },
				to: { type: 'string' },
				withhold: { type: 'string', default: 'none' },
			},
		});
		if (values.help) {
			terminal.out(help);
			return exitCodes.ok;
		}
		const { out } = values;
		const [where, store] =
			values.store === undefined ? ['TRIAGE_STORE_URL', terminal.env.TRIAGE_STORE_URL] : ['--store', values.store];
		const withhold = withholdings.find((known) => known === values.withhold);
		if (!store) throw new UsageError('--store is missing, and TRIAGE_STORE_URL is not set');
		if (out === undefined) throw new UsageError('--out is missing: name a folder, or a file that ends in .zip');
		if (withhold === undefined) throw new UsageError(`--withhold is one of ${withholdings.join(', ')}`);
		const selection = readSelection(values);
		const progress = progressOf(terminal, 'Entries written:');
		const request = { ...selection, withhold, onProgress: progress.show };
		const write = out.toLowerCase().endsWith('.zip') ? writeArchive : writeFolder;
		const { manifest, digest, signed_size } = await write(
			out,
			async (sink) => await readStore(store, where, async (source) => await exportBundle(source, request, sink)),
		);
		progress.end();
		const { counts, tree } = manifest;
		terminal.out(
			`${out}: ${counts.entries} entries, ${counts.parts} parts, proved to a tree of ${tree.size} entries\n`,
		);
		terminal.out(`Digest of the bundle: ${digest}\n`);
		if (signed_size === 0) terminal.err('The log has no signed checkpoint: the bundle proves nothing to others yet\n');
		return exitCodes.ok;
	},
};

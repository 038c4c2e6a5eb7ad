import { exportBundle, readSqliteStore, writeFolder, type ExportRequest, type ExportSource } from '../storage';
import { exitCodes, progressOf, readArguments, UsageError, type Terminal } from './terminal';
import { packageVersion } from './version';

const help = `Usage: n8n-nodes-support-triage export --store FILE --out FOLDER (--case ID | --from X --to Y | --full)

Writes an evidence bundle of an embedded store. n8n may go on running.

  --store FILE     The store, support-triage/store.sqlite in n8n's folder
  --out FOLDER     Where the bundle goes; must not exist yet, or be empty
  --case ID        The entries of one case, as C-0001
  --from X --to Y  All entries from X to before Y: two instants as 2026-01-05T09:00:00Z, or two entry numbers.
                   Only a period or the whole log shows that nothing was left out
  --full           The whole log
  --withhold WHAT  Parts to leave out: none (default), pii, or all. Proofs hold without them
`;

const withholdings = ['none', 'pii', 'all'] as const;

type Wanted = Pick<ExportRequest, 'withhold' | 'tool' | 'onProgress'>;

async function readPeriod(source: ExportSource, from: string, to: string): Promise<{ from: number; to: number }> {
	const isNumber = /^\d{1,15}$/;
	if (isNumber.test(from) && isNumber.test(to)) return { from: Number(from), to: Number(to) };
	const [start, end] = [from, to].map((text) => {
		const time = Date.parse(text);
		if (isNumber.test(text) || Number.isNaN(time)) {
			throw new UsageError(`'${text}' is not an instant; --from and --to are two instants or two entry numbers`);
		}
		return new Date(time).toISOString();
	});
	return await source.findPeriod(start!, end!);
}

interface Selection {
	case?: string;
	from?: string;
	to?: string;
	full?: boolean;
}

/** Exactly one of the three ways to say what. */
async function readRequest(source: ExportSource, selection: Selection, wanted: Wanted): Promise<ExportRequest> {
	const { case: caseId, from, to, full } = selection;
	if (caseId !== undefined) return { ...wanted, kind: 'case', case_id: caseId };
	if (full) return { ...wanted, kind: 'full' };
	return { ...wanted, kind: 'period', ...(await readPeriod(source, from!, to!)) };
}

function checkSelection({ case: caseId, from, to, full }: Selection): void {
	const isPeriod = from !== undefined || to !== undefined;
	if (isPeriod && (from === undefined || to === undefined)) throw new UsageError('--from and --to go together');
	if ([caseId !== undefined, isPeriod, full === true].filter(Boolean).length !== 1) {
		throw new UsageError('Give one of --case, --from with --to, and --full');
	}
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
		const { out, store } = values;
		const withhold = withholdings.find((known) => known === values.withhold);
		if (store === undefined || out === undefined) throw new UsageError('--store and --out are both needed');
		if (withhold === undefined) throw new UsageError(`--withhold is one of ${withholdings.join(', ')}`);
		checkSelection(values);
		const progress = progressOf(terminal, 'Entries written:');
		const wanted = { withhold, tool: `n8n-nodes-support-triage ${packageVersion()}`, onProgress: progress.show };
		const { manifest, digest } = await readSqliteStore(store, async (source) => {
			const request = await readRequest(source, values, wanted);
			return await writeFolder(out, async (sink) => await exportBundle(source, request, sink));
		});
		progress.end();
		const { counts, tree } = manifest;
		terminal.out(
			`${out}: ${counts.entries} entries, ${counts.parts} parts, proved to a tree of ${tree.size} entries\n`,
		);
		terminal.out(`Digest of the bundle: ${digest}\n`);
		const isSigned = Object.hasOwn(manifest.files, 'checkpoint.txt');
		if (!isSigned) terminal.err('The log has no signed checkpoint: the bundle proves nothing to others yet\n');
		return exitCodes.ok;
	},
};

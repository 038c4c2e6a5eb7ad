import { readFile } from 'node:fs/promises';

import { TriageError } from '../core/errors';
import { readPolicy, verifyBundle, type AuditPolicy, type BundleReport, type Verdict } from '../core/evidence';
import { readBundle } from './readBundle';
import { exitCodes, progressOf, readArguments, UsageError, type Terminal } from './terminal';

const help = `Usage: n8n-nodes-support-triage verify BUNDLE --policy FILE [--anchor FILE]... [--json]

Verifies an evidence bundle. Reads the bundle, the policy and the anchors, and nothing else: no network,
no database, no writing. Keys and checkpoints are taken from you alone, never from the bundle.

  BUNDLE         Folder or archive that an export wrote; an archive is read as it is, and nothing is unpacked
  --policy FILE  What you know and ask for, as JSON: origin, vkeys, and limits
  --anchor FILE  A signed checkpoint that you kept; may be given several times
  --json         Print the report as JSON

Exit codes:
  0  VERIFIED      What your checkpoints cover is what was recorded
  1  TAMPERED      It is not; the findings say where
  2                Unusable input: no bundle, no policy, an anchor that does not open
  3  INCONCLUSIVE  Nothing is wrong, but it could not be decided, as without a checkpoint of yours

docs/guides/evidence.md explains policy and findings.
`;

const exitCodeOf: Record<Verdict, number> = {
	VERIFIED: exitCodes.ok,
	TAMPERED: exitCodes.tampered,
	INCONCLUSIVE: exitCodes.inconclusive,
};

async function readPolicyFile(path: string): Promise<AuditPolicy> {
	const text = await readFile(path, 'utf8');
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new TriageError('POLICY_INVALID', `${path} is not JSON`, 'Write the policy as JSON', { cause });
	}
	return readPolicy(value);
}

/** Control characters would let a bundle write on the auditor's screen. */
const printable = (text: string) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');

function describeBundle({ bundle, coverage }: BundleReport): string[] {
	if (bundle === null) return [];
	const { entries, anchored, pending, anchored_to, parts, redacted, withheld, pruned_before } = coverage;
	const rows: [string, string][] = [
		['log', bundle.origin],
		['kind', bundle.case_id === null ? bundle.kind : `${bundle.kind} ${bundle.case_id}`],
		['entries', `${entries}, from ${bundle.from} to before ${bundle.to}`],
		['anchored', anchored_to === 0 ? '0' : `${anchored}, by a checkpoint of ${anchored_to} entries that you hold`],
		['pending', String(pending)],
		['parts', `${parts} checked, ${redacted} redacted, ${withheld} withheld`],
		...(pruned_before > 0 ? ([['pruned', `before entry ${pruned_before}`]] as [string, string][]) : []),
		['written by', bundle.tool],
	];
	return rows.map(([name, value]) => `  ${name.padEnd(12)}${value}`);
}

function describe(report: BundleReport): string {
	const kept = report.findings.map(
		({ code, severity, message }) => `  ${severity.padEnd(5)} ${code.padEnd(21)} ${message}`,
	);
	const total = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
	const lines = [
		report.verdict,
		...describeBundle(report),
		`  ${'complete'.padEnd(12)}${report.completeness}`,
		...(kept.length > 0 ? ['', 'Findings', ...kept] : []),
		...(total > kept.length ? [`  and ${total - kept.length} more of the same codes`] : []),
		'',
		'Not proved',
		...report.not_proved.map((line) => `  - ${line}`),
	];
	return `${lines.map(printable).join('\n')}\n`;
}

/** `verify`: the auditor's command. */
export const verifyCommand = {
	async run(args: string[], terminal: Terminal): Promise<number> {
		const { values, positionals } = readArguments({
			args,
			allowPositionals: true,
			options: {
				anchor: { type: 'string', multiple: true },
				help: { type: 'boolean', short: 'h' },
				json: { type: 'boolean' },
				policy: { type: 'string' },
			},
		});
		if (values.help) {
			terminal.out(help);
			return exitCodes.ok;
		}
		const [bundle, ...more] = positionals;
		if (bundle === undefined || more.length > 0) throw new UsageError('Name one bundle');
		if (values.policy === undefined) throw new UsageError('--policy is missing: only you can say what to trust');
		const policy = await readPolicyFile(values.policy);
		const anchors = await Promise.all((values.anchor ?? []).map(async (path) => await readFile(path)));
		const files = await readBundle(bundle);
		const progress = progressOf(terminal, 'Entries verified:');
		const report = await verifyBundle(files, policy, { anchors, now: terminal.now(), onProgress: progress.show });
		progress.end();
		terminal.out(values.json ? `${JSON.stringify(report, null, 2)}\n` : describe(report));
		return exitCodeOf[report.verdict];
	},
};

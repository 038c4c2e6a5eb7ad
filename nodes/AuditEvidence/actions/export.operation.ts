import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { programName, TriageError } from '../../../core';
import { readCaseId } from '../../shared/caseId';
import { commandOf } from '../../shared/command';
import { readInstantFilter } from '../../shared/filters';
import { count } from '../../shared/hints';
import type { ExportSelection, ExportSummary } from '../../shared/openStore';
import { exportToFile, readOutputField, withFile } from '../../shared/outputFile';
import { readOption } from '../../shared/readOption';
import { withResult } from '../../shared/resultField';
import { readRole } from '../../shared/roles';
import { exportProperties } from './exportProperties';
import { badOutput, describeTrail, goodOutput, resultIn, type Operation } from './operation';

function readSelection(context: IExecuteFunctions, index: number): ExportSelection {
	const kind = readOption('What to Export', context.getNodeParameter('export', index), ['case', 'full', 'period']);
	if (kind === 'case') return { kind, case_id: readCaseId(context, index) };
	if (kind === 'full') return { kind };
	const instant = (displayName: string, name: string) =>
		readInstantFilter(displayName, context.getNodeParameter(name, index, ''), context.getTimezone());
	const before: unknown = context.getNodeParameter('before', index, '');
	const isOpen = before === '' || before === undefined || before === null;
	return {
		kind,
		from_at: instant('Recorded From', 'from'),
		...(!isOpen && { to_at: instant('Recorded Before', 'before') }),
	};
}

/** The trail of a definition has a name that no file can have everywhere. */
const nameOf = ({ manifest: { case: caseId, from, to } }: ExportSummary) =>
	`evidence-${caseId?.replaceAll(/[^\w.-]+/g, '-') ?? `${from}-${to}`}.zip`;

/** What the file proves, and what it does not, in a sentence. */
function summaryOf({ manifest, signed_size, pending_count }: ExportSummary): string {
	const entries = `${manifest.counts.entries} ${manifest.counts.entries === 1 ? 'entry' : 'entries'}`;
	const what = manifest.case === undefined ? entries : `${entries} of ${describeTrail(manifest.case)}`;
	if (signed_size === 0) return `${what}. Nothing is signed yet, so they prove nothing to others`;
	const covered = `The checkpoint of ${signed_size} entries covers`;
	if (pending_count === 0) {
		return `${what}. ${covered} all of them${manifest.case === undefined ? ' but the newest about the log itself' : ''}`;
	}
	const newest = pending_count === 1 ? 'the newest one, which proves' : `the newest ${pending_count}, which prove`;
	return `${what}. ${covered} all but ${newest} nothing to others yet`;
}

/** Nothing is there to be exported: an answer, not a fault. */
const refusals = new Set<unknown>(['CASE_NOT_FOUND', 'PERIOD_EMPTY']);

const execute: Operation['execute'] = async ({ context, store, field }, item, index) => {
	const selection = readSelection(context, index);
	const withhold = readOption('Withhold', context.getNodeParameter('withhold', index, 'pii'), ['none', 'pii', 'all']);
	const fileField = readOutputField(context, item, index);
	const { recipientRole } = context.getNodeParameter('options', index, {}) as { recipientRole?: unknown };
	const recipient_role = readRole('Recipient Role', recipientRole);
	try {
		const { summary, binary, ...file } = await exportToFile(context, store, { ...selection, withhold }, nameOf);
		const { manifest, digest, signed_size, pending_count } = summary;
		const { kind, case: case_id, from, to, tree, counts, origin } = manifest;
		const what = { kind, ...(case_id !== undefined && { case_id }), from, to };
		const data = {
			...what,
			size: tree.size,
			digest,
			withheld: withhold,
			...(recipient_role !== '' && { recipient_role }),
		};
		// Tried again after more was recorded, it is another file, and both are told of.
		const command = commandOf(context, index, `export ${digest}`);
		const recorded = await store.record({ case_id: null, type: 'log.exported', data }, command);
		if (recorded.outcome === 'refused') throw new RangeError('An entry about the log itself is never refused');
		const result: IDataObject = {
			outcome: 'exported',
			summary: summaryOf(summary),
			...what,
			entry_count: counts.entries,
			part_count: counts.parts,
			withheld: withhold,
			origin,
			signed_size,
			pending_count,
			digest,
			file: { field: fileField, ...file },
			verify_command: `npx ${programName} verify ${file.name} --policy policy.json --anchor checkpoint.txt`,
			entry_id: recorded.entry_id,
			exported_at: recorded.at,
		};
		return [{ output: goodOutput, item: withResult(withFile(item, fileField, binary), field, { export: result }) }];
	} catch (error) {
		if (!(error instanceof TriageError) || !refusals.has(error.code)) throw error;
		const { code, message, fix } = error;
		const result = { outcome: 'refused', refusal: { code, message, fix } };
		return [{ output: badOutput, item: withResult(item, field, { export: result }) }];
	}
};

const hints: Operation['hints'] = ([good = []], field) => {
	const results = good.map((item) => resultIn<{ signed_size: number; pending_count: number }>(item, field, 'export'));
	const isUnsigned = results.some((result) => result?.signed_size === 0);
	const pending = results.filter((result) => result !== undefined && result.pending_count > 0).length;
	const advice = 'Run Checkpoint before Export';
	if (isUnsigned) {
		const message = `The log was never signed, so what was exported proves nothing to others. ${advice}`;
		return [{ message, type: 'warning' }];
	}
	if (pending === 0) return [];
	return [{ message: `${count(pending, 'file')} with entries that no checkpoint covers yet. ${advice}` }];
};

export const exportBundle: Operation = { description: exportProperties, execute, hints };

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import {
	caseNotFound,
	checklistTitle,
	concludeStage,
	evaluateChecklist,
	evaluationDigest,
	maxLineLength,
	storableText,
	TriageError,
	type Checklist,
	type ChecklistFacts,
	type CheckResult,
	type ConditionList,
	type EvaluateQa,
	type NamedChecks,
	type TriageCase,
} from '../../core';
import { readCaseId } from '../shared/caseId';
import { commandOf } from '../shared/command';
import type { FailedCheck } from '../shared/failedChecks';
import type { Routed } from '../shared/forEachItem';
import type { CommandResult } from '../shared/openStore';
import { withResult } from '../shared/resultField';
import { readRole } from '../shared/roles';
import { judgeList } from './conditions';
import type { NamedChecklist, Prepared } from './prepare';

export const passedOutput = 0;
export const failedOutput = 1;

/** How often checks are made again because the case has changed while they were. */
const maxTries = 3;

type Override = EvaluateQa['override'];

/** What an item says about its checks. */
export interface QaResult extends IDataObject {
	stage: string;
	score: string;
	blocking: string[];
	/** Why passing would prove nothing; null where it proves something. */
	reason: string | null;
}

const nothingApplies = 'No check that blocks applies to the case, so nothing is proved';
const howToProve = "Add a check that applies to this case, or name a role under Options > 'Override Role'";

function readOverride({ context }: Prepared, index: number): Override {
	const options = context.getNodeParameter('options', index, {}) as {
		overrideRole?: unknown;
		overrideReason?: unknown;
	};
	const role = readRole('Override Role', options.overrideRole ?? '');
	const reason = storableText('Override Reason', String(options.overrideReason ?? ''), maxLineLength);
	if (role === '') return undefined;
	if (reason !== '') return { role, reason };
	throw new TriageError(
		'FIELD_INVALID',
		`'Override Reason' is empty, and '${role}' is to override`,
		"Say why under Options > 'Override Reason', or clear 'Override Role'",
	);
}

function factsOf({ items }: Checklist, item: unknown, { steps }: TriageCase, index: number): ChecklistFacts {
	const verdicts = (pick: (item: Checklist['items'][number]) => ConditionList | undefined) =>
		new Map(
			items.flatMap((check) => {
				const list = pick(check);
				return list === undefined ? [] : [[check.id, judgeList(list, item, index)] as const];
			}),
		);
	return {
		item,
		steps,
		conditions: verdicts(({ check }) => (check.type === 'condition_is_true' ? check.condition : undefined)),
		applies: verdicts(({ applies_if }) => applies_if),
	};
}

interface Evaluated {
	result: CommandResult;
	checks: CheckResult[];
}

/** Makes all checks of the case as it is, and records what they came to on that version of it. */
async function evaluate(
	{ context, store, stage }: Prepared,
	item: INodeExecutionData,
	index: number,
	{ checklist, name }: NamedChecklist,
	override: Override,
): Promise<Evaluated> {
	const case_id = readCaseId(context, index);
	for (let tries = 1; ; tries += 1) {
		const found = await store.getCase(case_id);
		if (found === null) {
			throw caseNotFound(case_id);
		}
		const evidence = await store.findEntries({ case_id, order: 'oldest' });
		const facts = factsOf(checklist, item.json, found, index);
		const checks = evaluateChecklist(checklist, facts, evidence, new Date().toISOString());
		const command: EvaluateQa = {
			kind: 'evaluate_qa',
			stage,
			case_version: found.version,
			checklist: name,
			digest: evaluationDigest(checklist, item.json, checks),
			checks,
			...(checklist.warnings_block === true && { warnings_block: true }),
			...(override && { override }),
		};
		const sent = commandOf(context, index, `evaluate_qa ${found.version}`);
		const result = await store.execute({ case_id }, command, sent);
		const isOld = result.outcome === 'refused' && result.refusal.code === 'CASE_VERSION_CONFLICT';
		if (!isOld || tries === maxTries) return { result, checks };
	}
}

const describeCheck = ({ status, ...check }: CheckResult): IDataObject => ({
	...check,
	passed: status === 'pass',
	status,
});

/** Why checks hold a case back, as whoever sees to it has to know it. */
function failureOf(
	index: number,
	{ case_id }: TriageCase,
	{ stage, checklist }: NamedChecks,
	checks: readonly CheckResult[],
	qa: QaResult,
): FailedCheck {
	const held = checks.filter(({ name }) => qa.blocking.includes(name));
	return {
		index,
		label: 'qa.blocker',
		failure: `${qa.score} checks passed. ${qa.reason ?? held.map(({ name, detail }) => `${name}: ${detail}`).join('. ')}`,
		fixes:
			qa.reason === null ? held.map(({ name, how_to_fix }) => how_to_fix ?? `Clear the check '${name}'`) : [howToProve],
		case_id,
		// The same checks holding the same case back again are no other exception.
		fingerprint: `qa.blocker ${stage} ${checklist}`,
	};
}

/** That a role has let a case pass whose checks did not, which somebody else is to look at. */
function overrideOf(
	failed: FailedCheck,
	{ version }: TriageCase,
	{ role, reason }: NonNullable<Override>,
): FailedCheck {
	return {
		...failed,
		failure: `${role} let it pass, because: ${reason}. ${failed.failure}`,
		fingerprint: `${failed.fingerprint} overridden at ${version}`,
		holds_back: false,
	};
}

/** Makes the checks of one item's case. */
export async function judgeItem(item: INodeExecutionData, index: number, prepared: Prepared): Promise<Routed[]> {
	const named = await prepared.checklistFor(index);
	const override = readOverride(prepared, index);
	const { result, checks } = await evaluate(prepared, item, index, named, override);
	const { case_id } = result.case;
	const verdict = concludeStage(prepared.stage, checks, named.checklist.warnings_block);
	const isRecorded = result.outcome !== 'refused';
	const overridden = !verdict.passed && override !== undefined;
	const passed = isRecorded && (verdict.passed || overridden);
	const qa: QaResult = {
		stage: prepared.stage,
		passed,
		score: verdict.score,
		blocking: verdict.blocking,
		warned: verdict.warned,
		reason: verdict.is_proof ? null : nothingApplies,
		checklist: named.name,
		checks: checks.map(describeCheck),
		override: overridden ? { ...override } : null,
	};
	if (isRecorded && !verdict.passed) {
		const list = { stage: prepared.stage, checklist: checklistTitle(named.name) };
		const failed = failureOf(index, result.case, list, checks, qa);
		const held = { ...failed, checks: list };
		prepared.failed.push(override === undefined ? held : overrideOf(failed, result.case, override));
	}
	const more = { case_id, case: result.case as unknown as IDataObject, qa };
	const refusal = result.outcome === 'refused' && { refusal: { ...result.refusal } };
	const routed = withResult(item, prepared.field, { ...more, ...refusal });
	return [{ output: passed ? passedOutput : failedOutput, item: routed }];
}

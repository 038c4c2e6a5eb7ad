import { entryId, type AuditPolicy } from '../../core';
import { busyLog } from './busyLog';
import { codesOf, exportLog, instantAt, logKey, otherKey, policyOf, TestLog, verify } from './testLog';

const kinds = [
	['case', { kind: 'case', case_id: 'C-0001' }],
	['period', { kind: 'period', from: 2, to: 6 }],
	['full', { kind: 'full' }],
] as const;

describe.each(kinds)('an honest %s bundle', (_, wanted) => {
	test('is verified by the newest checkpoint, and by each earlier one as far as it reaches', async () => {
		const { log, early, middle, late } = busyLog();
		const bundle = await exportLog(log, wanted);
		for (const anchors of [[late], [middle], [middle, late], [early, middle, late]]) {
			const report = await verify(bundle, anchors);
			expect(report).toMatchObject({ verdict: 'VERIFIED' });
			expect(report.findings.filter(({ severity }) => severity === 'hard' || severity === 'soft')).toEqual([]);
		}
	});

	test('is never verified without a checkpoint of the auditor', async () => {
		const report = await verify(await exportLog(busyLog().log, wanted));
		expect(report).toMatchObject({ verdict: 'INCONCLUSIVE', coverage: { anchored: 0, anchored_to: 0 } });
		expect(codesOf(report)).toContain('UNANCHORED');
		expect(report.not_proved.join('\n')).toContain('no checkpoint that you hold covers an entry');
	});

	test('has the same bytes every time', async () => {
		expect(await exportLog(busyLog().log, wanted)).toEqual(await exportLog(busyLog().log, wanted));
	});

	test.each(['pii', 'all'] as const)('stays verified when parts are withheld: %s', async (withhold) => {
		const { log, late } = busyLog();
		const bundle = await exportLog(log, wanted, { withhold });
		const report = await verify(bundle, [late]);
		expect(report.verdict).toBe('VERIFIED');
		expect(report.coverage.withheld).toBeGreaterThan(0);
		expect(codesOf(report)).toContain('WITHHELD');
		expect(bundle.get('parts.ndjson')!.toString()).not.toContain(Buffer.from('assign').toString('base64'));
	});

	test('stays verified when a part was redacted', async () => {
		const { log } = busyLog();
		log.redact(3, 'command');
		const late = log.checkpoint();
		const to = log.bodies.length;
		const report = await verify(await exportLog(log, wanted.kind === 'period' ? { ...wanted, to } : wanted), [late]);
		expect(report).toMatchObject({ verdict: 'VERIFIED', coverage: { redacted: 1, withheld: 0 } });
		expect(codesOf(report)).toContain('REDACTED');
	});

	test('without a checkpoint of its own is verified by one that the auditor holds', async () => {
		const { log } = busyLog();
		log.notes = [];
		const bundle = await exportLog(log, wanted);
		expect(bundle.has('checkpoint.txt')).toBe(false);
		expect((await verify(bundle, [log.noteAt()])).verdict).toBe('VERIFIED');
	});

	test('is verified after a change of keys, when the policy knows both', async () => {
		const { log, middle } = busyLog();
		const newest = log.checkpoint(otherKey.skey);
		const bundle = await exportLog(log, wanted);
		expect((await verify(bundle, [middle, newest], { vkeys: [logKey.vkey, otherKey.vkey] })).verdict).toBe('VERIFIED');
	});
});

test('a case bundle says that it cannot show what came later', async () => {
	const { log, late } = busyLog();
	const report = await verify(await exportLog(log, { kind: 'case', case_id: 'C-0001' }), [late]);
	expect(report.not_proved[0]).toBe(
		'That nothing was appended to the case later: only a period or full bundle shows that',
	);
});

test('entries above the newest checkpoint are pending, and said to be', async () => {
	const { log, late, middle } = busyLog();
	const full = await exportLog(log, { kind: 'full' });
	expect((await verify(full, [late])).coverage).toMatchObject({ anchored: 7, pending: 1, anchored_to: 7, parts: 5 });
	expect((await verify(full, [middle])).coverage).toMatchObject({ anchored: 5, pending: 3, anchored_to: 5 });
	const caseBundle = await exportLog(log, { kind: 'case', case_id: 'C-0002' });
	const report = await verify(caseBundle, [late]);
	expect(report).toMatchObject({ verdict: 'VERIFIED', coverage: { entries: 3, anchored: 2, pending: 1 } });
	expect(codesOf(report)).toEqual(['PENDING']);
	expect(report.not_proved.join('\n')).toContain('The 1 entries from 7 on: they may still be changed unseen');
});

test('a bundle is verified by a checkpoint over more than it holds when it reaches it with its own', async () => {
	const { log, late } = busyLog();
	const period = await exportLog(log, { kind: 'period', from: 1, to: 3 });
	expect(await verify(period, [late])).toMatchObject({
		verdict: 'VERIFIED',
		coverage: { anchored: 2, anchored_to: 7 },
	});
});

describe('a pruned log', () => {
	const pruned = () => {
		const { log, late } = busyLog();
		log.add({ case: 'C-0003', type: 'case.opened' });
		log.prune(4);
		return { log, late, newest: log.checkpoint() };
	};

	test('is verified as a whole, and what was pruned is counted', async () => {
		const { log, late, newest } = pruned();
		const report = await verify(await exportLog(log, { kind: 'full' }), [late, newest]);
		expect(report).toMatchObject({ verdict: 'VERIFIED', coverage: { entries: 6, pruned_before: 4 } });
		expect(codesOf(report)).toEqual(['PRUNED']);
	});

	test.each(['C-0001', 'C-0003'])('has cases that are verified: %s', async (case_id) => {
		const { log, newest } = pruned();
		expect((await verify(await exportLog(log, { kind: 'case', case_id }), [newest])).verdict).toBe('VERIFIED');
	});
});

describe('the policy', () => {
	const seen = (note: string, minute: number) => ({ note, received_at: instantAt(minute) });
	test.each<[string, (notes: ReturnType<typeof busyLog>) => Partial<AuditPolicy>, string[]]>([
		['may allow all that is there', () => ({ min_size: 8, max_pending: 1, max_redacted: 0, max_withheld: 0 }), []],
		['may ask for a larger log', () => ({ min_size: 9 }), ['TRUNCATED']],
		['may forbid pending entries', () => ({ max_pending: 0 }), ['POLICY_LIMIT']],
		['may ask for a recent checkpoint', ({ late }) => ({ max_age_seconds: 600, anchors: [seen(late, 995)] }), []],
		['may find it too old', ({ late }) => ({ max_age_seconds: 60, anchors: [seen(late, 995)] }), ['STALE']],
		['cannot tell the age of a checkpoint without a time', () => ({ max_age_seconds: 60 }), ['STALE']],
		['may ask for witnesses', () => ({ witnesses: { vkeys: [], quorum: 1 } }), ['WITNESS_QUORUM']],
		[
			'may check times against those of its checkpoints',
			({ early, late }) => ({ clock_tolerance_seconds: 60, anchors: [seen(early, 2), seen(late, 7)] }),
			[],
		],
		[
			'finds an entry older than a checkpoint that it came after',
			({ early }) => ({ clock_tolerance_seconds: 60, anchors: [seen(early, 6)] }),
			['CLOCK_OUTSIDE_ANCHOR'],
		],
		[
			'finds an entry newer than a checkpoint that it came before',
			({ late }) => ({ clock_tolerance_seconds: 60, anchors: [seen(late, 3)] }),
			['CLOCK_OUTSIDE_ANCHOR'],
		],
	])('%s', async (_, policy, codes) => {
		const notes = busyLog();
		const report = await verify(await exportLog(notes.log, { kind: 'full' }), [notes.late], policy(notes));
		expect(codesOf(report)).toEqual([...codes, 'PENDING'].sort());
	});

	test.each([
		['another version', { v: 2 }],
		['no keys', { vkeys: [] }],
		['a field that is not known', { max_redact: 1 }],
		['a limit that is no number', { max_redacted: '1' }],
		['a time that is none', { anchors: [{ note: 'x', received_at: 'yesterday' }] }],
		['a type that no entry has', { required_types: ['case.gone'] }],
	])('with %s is refused', async (_, wrong) => {
		const bundle = await exportLog(busyLog().log, { kind: 'full' });
		const policy = { ...policyOf(), ...wrong } as Partial<AuditPolicy>;
		await expect(verify(bundle, [], policy)).rejects.toMatchObject({ code: 'POLICY_INVALID' });
	});

	test('an anchor that does not open is the auditor’s to mend, not a finding', async () => {
		const { log, late } = busyLog();
		const bundle = await exportLog(log, { kind: 'full' });
		await expect(verify(bundle, [late.replace('\n7\n', '\n6\n')])).rejects.toMatchObject({
			code: 'CHECKPOINT_SIGNATURE',
		});
		await expect(verify(bundle, [log.noteAt(7, otherKey.skey)])).rejects.toMatchObject({ code: 'UNTRUSTED_KEY' });
		const foreign = new TestLog('other.example.com/log');
		await expect(verify(bundle, [foreign.noteAt()])).rejects.toMatchObject({ code: 'POLICY_INVALID' });
	});
});

describe('completeness is judged apart from integrity', () => {
	const withCall = (outcomeOf: 'the call' | 'another call' | null) => {
		const log = new TestLog();
		log.add({ type: 'case.opened' });
		const intent = log.add({ type: 'connector.intent' });
		const call = (JSON.parse(log.bodies[intent]!) as { c: { id: string } }).c;
		const id = outcomeOf === 'the call' ? call.id : entryId('another call', 0);
		if (outcomeOf !== null) log.add({ type: 'connector.outcome', more: { refs: [{ id, rel: 'outcome_of' }] } });
		log.add({ type: 'case.closed' });
		return { log, note: log.checkpoint() };
	};

	test.each([
		['a call without an outcome', null, ['INTENT_DANGLING'], 'INCOMPLETE'],
		['an outcome of another call', 'another call' as const, ['INTENT_DANGLING'], 'INCOMPLETE'],
		['a call with its outcome', 'the call' as const, [], 'NOT_JUDGED'],
	])('%s', async (_, outcomeOf, codes, completeness) => {
		const { log, note } = withCall(outcomeOf);
		const report = await verify(await exportLog(log, { kind: 'case', case_id: 'C-0001' }), [note]);
		expect(report).toMatchObject({ verdict: 'VERIFIED', completeness });
		expect(codesOf(report)).toEqual(codes);
	});

	test.each([
		['has all that is asked for', ['connector.outcome'], [], 'COMPLETE'],
		['lacks something', ['notification.sent', 'case.opened'], ['CASE_INCOMPLETE'], 'INCOMPLETE'],
	])('a closed case that %s', async (_, required_types, codes, completeness) => {
		const { log, note } = withCall('the call');
		const report = await verify(await exportLog(log, { kind: 'full' }), [note], { required_types });
		expect(report).toMatchObject({ verdict: 'VERIFIED', completeness });
		expect(codesOf(report)).toEqual(codes);
	});

	test.each([
		['has all of it', {}, ['note.added', 'case.closed'], [], 'COMPLETE'],
		['lacks something', {}, ['notification.sent'], ['CASE_INCOMPLETE'], 'INCOMPLETE'],
		['may lack it by the policy', { required_types: ['case.opened'] }, ['notification.sent'], [], 'COMPLETE'],
		['is not asked by the policy', { required_types: [] }, ['notification.sent'], [], 'NOT_JUDGED'],
		[
			'lacks more by the policy',
			{ required_types: ['task.opened'] },
			['case.opened'],
			['CASE_INCOMPLETE'],
			'INCOMPLETE',
		],
	])('a case whose closing names what it was asked for %s', async (_, policy, required, codes, completeness) => {
		const { log } = withCall('the call');
		const data = { from: 'in-progress', resolution: 'fixed', to: 'resolved', required, required_version: 1 };
		log.add({ case: 'C-0002', type: 'case.opened' });
		log.add({ case: 'C-0002', type: 'note.added' });
		log.add({ case: 'C-0002', type: 'case.closed', data });
		const note = log.checkpoint();
		const report = await verify(await exportLog(log, { kind: 'case', case_id: 'C-0002' }), [note], policy);
		expect(report).toMatchObject({ verdict: 'VERIFIED', completeness });
		expect(codesOf(report)).toEqual(codes);
	});

	test('nothing is said of all cases where the closing of one names nothing', async () => {
		const { log } = withCall('the call');
		const data = {
			from: 'in-progress',
			resolution: 'fixed',
			to: 'resolved',
			required: ['case.closed'],
			required_version: 1,
		};
		log.add({ case: 'C-0002', type: 'case.opened' });
		log.add({ case: 'C-0002', type: 'case.closed', data });
		const note = log.checkpoint();
		const report = await verify(await exportLog(log, { kind: 'full' }), [note]);
		expect(report).toMatchObject({ verdict: 'VERIFIED', completeness: 'NOT_JUDGED' });
	});

	test('an open case is said to be open, and a restored log to have lost something', async () => {
		const log = new TestLog();
		log.add({ case: '_log', type: 'log.restored' });
		log.add({ type: 'case.opened' });
		const note = log.checkpoint();
		const open = await verify(await exportLog(log, { kind: 'case', case_id: 'C-0001' }), [note]);
		expect([open.verdict, codesOf(open)]).toEqual(['VERIFIED', ['OPEN_CASE']]);
		const restored = await verify(await exportLog(log, { kind: 'full' }), [note]);
		expect([restored.verdict, codesOf(restored)]).toEqual(['INCONCLUSIVE', ['EPOCH_BREAK']]);
	});
});

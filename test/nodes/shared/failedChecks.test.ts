import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';

import { itemDigest, type TriageException } from '../../../core';
import { storeOfNodes } from '../../harness/stores';
import { fieldList, runGate } from '../schemaGate/gate';
import { runOwner } from '../roleOwner/owner';
import { openOne } from '../triageCase';

afterEach(async () => expect((await (await storeOfNodes()).verify()).findings).toEqual([]));

const exceptionOf = ({ json }: INodeExecutionData) =>
	(json.triage as unknown as { exception?: TriageException }).exception;
const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const customer = { path: 'customer_id', type: 'text', required: true, limits: {} };
const gate = async (more: object, input: IDataObject[], onError?: INode['onError']) =>
	await runGate(fieldList([customer], more), input, { onError });

let count = 0;
const unique = (more: IDataObject = {}) => ({ number: (count += 1), ...more });

describe('Schema Gate, On Invalid', () => {
	test('S1: an item without a required field is an exception with its label, its digest and what to do', async () => {
		const item = unique();
		const { valid, invalid } = await gate({}, [item]);
		expect(valid).toEqual([]);
		expect(exceptionOf(invalid[0]!)).toMatchObject({
			label: 'schema.required',
			state: 'open',
			owner_role: 'Triage',
			backup_role: 'Support-Lead',
			case_id: null,
			trigger_id: (invalid[0]!.json.triage as { gate: IDataObject }).gate.trigger_id,
			first_failure: 'customer_id is missing',
			payload: { digest: itemDigest(item), is_kept: true },
			source: { node: 'Gate' },
		});
		expect(exceptionOf(invalid[0]!)!.remediation).toHaveLength(1);
	});

	test('S5: a value that a list does not allow is one with that label', async () => {
		const severity = { path: 'severity', type: 'text', required: true, allowedValues: 'low, high', limits: {} };
		const { invalid } = await runGate(fieldList([severity]), [unique({ severity: 'huge' })]);
		expect(exceptionOf(invalid[0]!)).toMatchObject({ label: 'rule.enum' });
	});

	test('S7: a key that was used with other content is one about the conflict', async () => {
		const key = `K-${(count += 1)}`;
		const checked = {
			duplicateCheck: 'forever',
			duplicateKey: '={{ $json.key }}',
			duplicateDone: 'on_open',
			source: 'a',
		};
		const first = await gate(checked, [{ customer_id: 'CU-7', key, amount: 1 }]);
		const { invalid } = await gate(checked, [{ customer_id: 'CU-7', key, amount: 2 }]);
		expect(first.valid).toHaveLength(1);
		expect(exceptionOf(invalid[0]!)).toMatchObject({ label: 'idem.conflict' });
	});

	test('items that pass have none, and all keep their places', async () => {
		const { pairs, valid } = await gate({}, [unique(), unique({ customer_id: 'A' }), unique()]);
		expect(pairs).toEqual([[1], [0, 2]]);
		expect(exceptionOf(valid[0]!)).toBeUndefined();
	});

	test('the same item again is another occurrence', async () => {
		const item = unique();
		const [first] = (await gate({}, [item])).invalid;
		const { invalid, hints } = await gate({}, [item, unique()]);
		expect(exceptionOf(invalid[0]!)).toMatchObject({
			exception_id: exceptionOf(first!)!.exception_id,
			occurrences: 2,
		});
		expect(hints).toEqual([
			'2 of 2 items did not pass. 1 exception opened, 1 counted as the same again. Top reason: customer_id is missing',
		]);
	});

	test('its options say who gets it and how long they have', async () => {
		const options = {
			exceptionOwner: byName('Data-Ops'),
			exceptionBackup: byName('Data-Lead'),
			exceptionRespondHours: 1,
			exceptionResolveHours: 2,
			customerId: 'CU-9',
			recordTriggers: false,
		};
		const { invalid } = await gate({ options }, [unique()]);
		expect(exceptionOf(invalid[0]!)).toMatchObject({
			owner_role: 'Data-Ops',
			backup_role: 'Data-Lead',
			ttl_seconds: 3600,
			resolution_seconds: 7200,
			subject: 'CU-9',
			trigger_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
		});
	});

	test('what keeps an exception from being opened keeps no other item from being judged', async () => {
		const options = { exceptionOwner: byName('Support-Lead') };
		const { valid, invalid } = await gate(
			{ options },
			[unique({ customer_id: 'A' }), unique()],
			'continueRegularOutput',
		);
		expect(valid).toHaveLength(1);
		expect(invalid[0]?.json).toMatchObject({
			triage: {
				error: { code: 'EXCEPTION_INVALID', message: expect.stringContaining('is the owner role itself') as string },
			},
		});
	});

	test('Send to Output Only opens none', async () => {
		const { invalid, hints } = await gate({ onInvalid: 'output' }, [unique()]);
		expect(exceptionOf(invalid[0]!)).toBeUndefined();
		expect(hints).toEqual(['1 of 1 item did not pass. Top reason: customer_id is missing']);
	});

	test('Stop Workflow ends the run with the reason and the number of the item', async () => {
		const { error, status } = await gate({ onInvalid: 'stop' }, [unique({ customer_id: 'A' }), unique()]);
		expect(status).toBe('error');
		expect(error?.message).toContain('The item did not pass: customer_id is missing');
		expect((error as { context?: IDataObject }).context?.itemIndex).toBe(1);
	});

	test('three thousand items that fail are as many exceptions, in few transactions', async () => {
		const { invalid } = await gate(
			{},
			Array.from({ length: 3000 }, () => unique()),
		);
		expect(new Set(invalid.map((item) => exceptionOf(item)?.exception_id)).size).toBe(3000);
	});
});

describe('Role Owner, On Needs Triage', () => {
	test('R2: what no rule matches is an exception of its case, counted once a case', async () => {
		const { case_id } = await openOne();
		const parameters = { rules: {}, caseId: '={{ $json.id }}' };
		const { outputs } = await runOwner(parameters, [{ id: case_id }]);
		const [item] = outputs[1]!;
		expect(exceptionOf(item!)).toMatchObject({ label: 'route.no_match', case_id, occurrences: 1 });
		expect((await (await storeOfNodes()).getCase(case_id))?.open_exceptions).toHaveLength(1);
		const again = await runOwner(parameters, [{ id: case_id }]);
		expect(exceptionOf(again.outputs[1]![0]!)).toMatchObject({ occurrences: 2 });
	});

	test('R9: neither the role nor its backup being there is one with that label', async () => {
		const store = await storeOfNodes();
		const actor = { kind: 'system', id: 'test' } as const;
		for (const name of ['Nobody-A', 'Nobody-B']) {
			const context = { command_id: `role-${name}`, actor };
			await store.executeDefinition({ kind: 'role', name }, { kind: 'save', body: { on_duty: false } }, context);
		}
		const options = { chosenRole: 'Nobody-A' };
		const { outputs } = await runOwner({ rules: {}, options }, [unique()]);
		expect(exceptionOf(outputs[1]![0]!)).toMatchObject({ label: 'owner.lapse' });
	});

	test('an item without case and gate is recorded, so that its exception is about something', async () => {
		const { outputs } = await runOwner({ rules: {} }, [unique()]);
		expect(exceptionOf(outputs[1]![0]!)).toMatchObject({ case_id: null, trigger_id: expect.any(String) as string });
	});
});

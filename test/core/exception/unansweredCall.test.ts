import { decideException, exceptionOfCall } from '../../../core';

const call = { entry_id: 'ab'.repeat(16), case_id: 'C-0001', at: '2026-01-05T09:00:00.000Z' };

test('an unanswered call becomes an exception that can be opened and says what to look up', () => {
	const exception = exceptionOfCall({ ...call, data: { connector: 'crm', method: 'PATCH', key: 'suppress-7' } });
	expect(exception).toMatchObject({
		case_id: 'C-0001',
		label: 'unknown',
		failure: "Nobody said what became of a call: PATCH to 'crm', key 'suppress-7', begun 2026-01-05T09:00:00.000Z",
	});
	expect(exception.remediation).toHaveLength(2);
	expect(decideException(null, exception, '2026-01-05T09:15:00.000Z')).toMatchObject({
		outcome: 'accepted',
		entries: [{ type: 'exception.opened', data: { due_at: '2026-01-05T13:15:00.000Z' } }],
	});
});

test('two calls of a case are two exceptions, though they say the same', () => {
	const data = { connector: 'crm', method: 'PATCH' };
	const [one, other] = [call, { ...call, entry_id: 'cd'.repeat(16) }].map((each) => exceptionOfCall({ ...each, data }));
	expect(one!.fingerprint).not.toBe(other!.fingerprint);
});

test('names of any length and with any character are told of', () => {
	const data = { connector: `crm${'x'.repeat(5000)}`, method: '\ud800' };
	expect(() => exceptionOfCall({ ...call, data })).not.toThrow();
});

import { definitionFormats, TriageError } from '../../../core';
import { chain, step } from '../escalation/given';
import { calendars } from '../time/calendars';

const { version: _version, ...body } = chain([step('Billing', 30)]);

function findingsOf(kind: 'calendar' | 'escalation_chain', value: unknown, name: string): unknown {
	try {
		definitionFormats[kind].split(value, name);
	} catch (error) {
		if (!(error instanceof TriageError)) throw error;
		expect(error.code).toBe('DEFINITION_INVALID');
		return (error.details.findings as Array<{ pointer: string }>).map(({ pointer }) => pointer);
	}
	return null;
}

describe('a calendar', () => {
	const { name: _name, ...unnamed } = calendars.C1;

	test('is kept as it is, under the name it is saved by', () => {
		for (const value of [calendars.C1, unnamed]) {
			expect(definitionFormats.calendar.split(value, 'C1')).toEqual({ body: calendars.C1, personal: [] });
		}
	});

	test.each([
		[{ ...unnamed, name: 'C2' }, ['/name']],
		[{ ...unnamed, timezone: 'Mars/Base' }, ['/timezone']],
		[{ ...unnamed, hours: {}, overrides: {} }, ['/hours']],
		[null, ['']],
	])('that cannot be used is not saved: %#', (value, pointers) => {
		expect(findingsOf('calendar', value, 'C1')).toEqual(pointers);
	});
});

describe('an escalation chain', () => {
	test('is kept under the name it is saved by, without a version of its own', () => {
		const { id: _id, ...unnamed } = body;
		for (const value of [body, unnamed]) {
			expect(definitionFormats.escalation_chain.split(value, 'standard')).toEqual({ body, personal: [] });
		}
	});

	test.each([
		[{ ...body, id: 'other' }, ['/id']],
		[{ ...body, version: 3 }, ['/version']],
		[{ ...body, steps: [] }, ['/steps']],
		[[], ['']],
	])('that cannot be used is not saved: %#', (value, pointers) => {
		expect(findingsOf('escalation_chain', value, 'standard')).toEqual(pointers);
	});
});

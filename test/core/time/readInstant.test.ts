import { readInstant } from '../../../core';

test.each([
	['2026-05-04T09:00:00Z', 'Europe/Berlin', '2026-05-04T09:00:00.000Z'],
	['2026-05-04T09:00:00+02:00', 'America/New_York', '2026-05-04T07:00:00.000Z'],
	['2026-05-04T09:00:00', 'America/New_York', '2026-05-04T13:00:00.000Z'],
	['2026-01-04 09:00', 'America/New_York', '2026-01-04T14:00:00.000Z'],
	['2026-05-04', 'Europe/Berlin', '2026-05-03T22:00:00.000Z'],
	['2026-05-04T09:00:00.123456Z', 'UTC', '2026-05-04T09:00:00.123Z'],
])('%s in %s is %s', (text, timezone, instant) => {
	expect(readInstant(text, timezone)).toBe(instant);
});

test.each(['9999-12-31T23:00:00-05:00', '0000-01-01T00:00:00+05:00'])(
	'%s is outside of the years there are',
	(text) => {
		expect(readInstant(text, 'UTC')).toBeNull();
	},
);

test.each(['', 'soon', 'Ticket 5', '5', '2026-13-01', '2026-02-30', '2026-05-04T25:00', '04.05.2026', '2026-05-04x'])(
	"'%s' is no instant",
	(text) => expect(readInstant(text, 'UTC')).toBeNull(),
);

test('an unknown timezone gives no instant', () => {
	expect(readInstant('2026-05-04T09:00:00', 'Mars/Base')).toBeNull();
});

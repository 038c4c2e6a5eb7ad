import type { Calendar, WorkingWindow } from '../../../core';

const onWeekdays = (...windows: WorkingWindow[]): Calendar['hours'] => ({
	mon: windows,
	tue: windows,
	wed: windows,
	thu: windows,
	fri: windows,
});

/** The calendars of the acceptance cases, and a night shift. */
export const calendars = {
	C1: {
		name: 'C1',
		timezone: 'Europe/Berlin',
		hours: onWeekdays(['09:00', '17:00']),
		holidays: ['2025-04-18', '2025-04-21', '2025-12-25', '2025-12-26'],
		overrides: { '2025-12-24': [['09:00', '12:00']] },
	},
	C2: {
		name: 'C2',
		timezone: 'America/New_York',
		hours: onWeekdays(['09:00', '12:00'], ['13:00', '18:00']),
	},
	nights: {
		name: 'Nights',
		timezone: 'Europe/Berlin',
		hours: { ...onWeekdays(['22:00', '06:00']), sun: [['22:00', '24:00']] },
		holidays: ['2025-06-03'],
	},
	overlapping: {
		name: 'Overlapping',
		timezone: 'UTC',
		hours: {
			mon: [
				['09:00', '13:00'],
				['12:00', '17:00'],
				['10:00', '11:00'],
			],
		},
	},
	wholeDays: {
		name: 'Whole days',
		timezone: 'Europe/Berlin',
		hours: { ...onWeekdays(['00:00', '24:00']), sat: [['00:00', '24:00']], sun: [['00:00', '24:00']] },
	},
	skipped: { name: 'Skipped', timezone: 'Europe/Berlin', hours: { sun: [['02:30', '03:15']] } },
} satisfies Record<string, Calendar>;

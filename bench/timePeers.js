const { DateTime } = require('luxon');

/** The office of all sides. The libraries count in the zone of the process, so whoever uses them sets `TZ` to it. */
const office = {
	name: 'Office',
	timezone: 'Europe/Berlin',
	hours: Object.fromEntries(
		['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [
			day,
			/** @type {[string, string][]} */ ([
				['09:00', '12:00'],
				['13:00', '17:00'],
			]),
		]),
	),
	holidays: ['2025-04-18', '2025-04-21', '2025-12-25', '2025-12-26'],
};

/**
 * A deadline: milliseconds since 1970 of an instant, some minutes of working time after another.
 *
 * @typedef {(start: string, minutes: number) => number} Deadline
 */

/**
 * Day after day, window after window: the way in which it is usually written.
 *
 * @type {Deadline}
 */
function luxonDayLoop(start, minutes) {
	const holidays = new Set(office.holidays);
	let left = minutes * 60_000;
	let at = DateTime.fromISO(start, { zone: office.timezone });
	for (let day = at.startOf('day'); ; day = day.plus({ days: 1 })) {
		const isClosed = day.weekday > 5 || holidays.has(day.toISODate() ?? '');
		for (const [from, to] of isClosed ? [] : (office.hours.mon ?? [])) {
			const [opens, closes] = [from, to].map((time) => {
				const [hour, minute] = time.split(':').map(Number);
				return day.set({ hour, minute });
			});
			if (opens === undefined || closes === undefined || closes <= at) continue;
			at = DateTime.max(at, opens);
			const open = closes.toMillis() - at.toMillis();
			if (open >= left) return at.toMillis() + left;
			left -= open;
		}
	}
}

/**
 * Without types: the libraries have none, or not for their plugins.
 *
 * @param {string} name
 */
const load = (name) => require(name);

/** @returns {Deadline} */
function momentBusinessTime() {
	const moment = load('moment-business-time');
	const day = ['09:00:00', '12:00:00', '13:00:00', '17:00:00'];
	const workinghours = { 0: null, 1: day, 2: day, 3: day, 4: day, 5: day, 6: null };
	moment.updateLocale('en', { workinghours, holidays: office.holidays });
	return (start, minutes) => moment(start).addWorkingTime(minutes, 'minutes').valueOf();
}

/** @returns {Deadline} */
function dayjsBusinessTime() {
	const dayjs = load('dayjs');
	dayjs.extend(load('dayjs-business-time'));
	const day = [
		{ start: '09:00:00', end: '12:00:00' },
		{ start: '13:00:00', end: '17:00:00' },
	];
	dayjs.setBusinessTime({
		sunday: null,
		monday: day,
		tuesday: day,
		wednesday: day,
		thursday: day,
		friday: day,
		saturday: null,
	});
	dayjs.setHolidays(office.holidays);
	return (start, minutes) => dayjs(start).addBusinessMinutes(minutes).valueOf();
}

/** @type {Record<string, () => Deadline>} */
const peers = {
	'luxon day loop': () => luxonDayLoop,
	'moment-business-time': momentBusinessTime,
	'dayjs-business-time': dayjsBusinessTime,
};

module.exports = { office, peers };

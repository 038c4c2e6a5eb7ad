import type { ClockPolicy } from './types';

/** Clocks of a case where nobody has saved a default policy. */
export const defaultClockPolicy: ClockPolicy = {
	id: 'Default',
	version: 1,
	is_default: true,
	clocks: [
		{
			clock: 'triage',
			budgets: {
				urgent: { amount: 15, unit: 'business_minutes' },
				high: { amount: 30, unit: 'business_minutes' },
				normal: { amount: 2, unit: 'business_hours' },
				low: { amount: 4, unit: 'business_hours' },
			},
		},
		{
			clock: 'first_response',
			budgets: {
				urgent: { amount: 1, unit: 'business_hours' },
				high: { amount: 2, unit: 'business_hours' },
				normal: { amount: 8, unit: 'business_hours' },
				low: { amount: 2, unit: 'business_days' },
			},
		},
		{
			clock: 'resolution',
			budgets: {
				urgent: { amount: 4, unit: 'business_hours' },
				high: { amount: 1, unit: 'business_days' },
				normal: { amount: 3, unit: 'business_days' },
				low: { amount: 5, unit: 'business_days' },
			},
		},
		{
			clock: 'owner',
			budgets: {
				urgent: { amount: 30, unit: 'business_minutes' },
				high: { amount: 2, unit: 'business_hours' },
				normal: { amount: 4, unit: 'business_hours' },
				low: { amount: 1, unit: 'business_days' },
			},
		},
	],
};

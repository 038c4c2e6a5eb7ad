import type { StoreUnderTest } from './subject';
import { describeTimerCommands } from './timerCommandContract';
import { describeTimerSteps } from './timerStepContract';
import { describeThrottle } from './throttleContract';
import { describeTimerSweeps } from './timerSweepContract';

/** What every engine must do with timers; each engine's own test file calls it. */
export function describeTimers(engine: string, open: () => Promise<StoreUnderTest>) {
	describeTimerSteps(engine, open);
	describeTimerCommands(engine, open);
	describeTimerSweeps(engine, open);
	describeThrottle(engine, open);
}

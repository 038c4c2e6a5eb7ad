import { TestLog } from './testLog';

/** Two cases side by side, parts of both classes, three checkpoints, and one entry after the newest of them. */
export function busyLog(): { log: TestLog; early: string; middle: string; late: string } {
	const log = new TestLog();
	const command = (text: string) => [{ n: 'command', text, cls: 'pii' as const }];
	log.add({ type: 'case.opened', data: { to: 'queued' }, parts: command('open T-1') });
	log.add({ case: 'C-0002', type: 'case.opened', data: { to: 'queued' }, parts: command('open T-2') });
	const early = log.checkpoint();
	log.add({ type: 'owner.assigned', data: { owner_role: 'Billing' }, parts: command('assign') });
	log.add({ data: { from: 'queued', to: 'in-progress' } });
	const middle = log.checkpoint();
	const shown = { n: 'answer', text: '\u2028 a line separator', cls: 'public' as const };
	log.add({ case: 'C-0002', data: { note: 'a\u2028b' }, parts: [shown, ...command('say')] });
	log.add({ type: 'case.closed', data: { resolution: 'fixed' } });
	const late = log.checkpoint();
	log.add({ case: 'C-0002', type: 'case.closed', data: { resolution: 'fixed' } });
	return { log, early, middle, late };
}

import { TestLog } from './testLog';

/** Two cases side by side, parts of both classes, three checkpoints, and one entry after the newest of them. */
export function busyLog(): { log: TestLog; early: string; middle: string; late: string } {
	const log = new TestLog();
	const command = (text: string) => [{ n: 'command', text, cls: 'pii' as const }];
	log.add({ type: 'case.opened', parts: command('open T-1') });
	log.add({ case: 'C-0002', type: 'case.opened', parts: command('open T-2') });
	const early = log.checkpoint();
	log.add({ type: 'owner.assigned', parts: command('assign') });
	log.add({ type: 'state.changed' });
	const middle = log.checkpoint();
	const shown = { n: 'answer', text: '\u2028 a line separator', cls: 'public' as const };
	log.add({ case: 'C-0002', type: 'note.added', data: { topic: 'a\u2028b' }, parts: [shown, ...command('say')] });
	log.add({ type: 'case.closed' });
	const late = log.checkpoint();
	log.add({ case: 'C-0002', type: 'case.closed' });
	return { log, early, middle, late };
}

import { packNodes } from '../../harness/runWorkflow';
import { n8nApi, name, run, withContext } from './runSubject';
import { subjects } from './subjects';

beforeAll(async () => await n8nApi.start());
afterAll(async () => await n8nApi.stop());

/** Everything can be thrown, also what cannot be read or shown. */
const oddThrows: Array<[string, () => unknown]> = [
	['an error without a message', () => new Error('')],
	['an empty text', () => ''],
	['nothing', () => undefined],
	['null', () => null],
	['an object without a prototype', () => Object.create(null) as object],
	[
		'an object that cannot be shown',
		() => ({
			toString() {
				throw new Error('no');
			},
		}),
	],
	['an error whose message is an object', () => Object.assign(new Error(), { message: {} })],
	[
		'an error whose message cannot be read',
		() =>
			Object.defineProperty(new Error(), 'message', {
				get() {
					throw new Error('no');
				},
			}),
	],
];

describe.each(oddThrows)('thrown by n8n: %s', (_, thrown) => {
	const failing = packNodes.map((Node) =>
		withContext(Node, (key, member) =>
			key === 'getNodeParameter'
				? () => {
						throw thrown();
					}
				: member,
		),
	);

	test.each(subjects.map((subject) => [name(subject), subject] as const))('%s', async (__, subject) => {
		const error = await run(subject, 'continueErrorOutput', [subject.good], { nodes: failing });
		expect(error.outputs.flat()).toHaveLength(1);
		expect(error.outputs.at(-1)?.[0]?.json).toEqual({ ...subject.good, error: 'The item could not be judged' });
		const regular = await run(subject, 'continueRegularOutput', [subject.good], { nodes: failing });
		expect(regular.outputs[0]).toEqual([]);
		expect(regular.outputs.flat()).toHaveLength(1);
	});
});

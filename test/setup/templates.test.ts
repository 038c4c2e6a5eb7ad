import { readTemplates } from '../../setup/templates';

interface PlacedNode {
	name: string;
	type: string;
	position: [number, number];
	credentials?: object;
	parameters: Record<string, unknown>;
}
type Connections = Record<string, { main: Array<Array<{ node: string }> | null> }>;

const templates = readTemplates().map(({ name, nodes, connections }) => {
	const all = nodes as unknown as PlacedNode[];
	const working = all.filter(({ type }) => !type.endsWith('.stickyNote'));
	return { name, all, working, connections: connections as Connections };
});

describe.each(templates.map((template) => [template.name, template]))('%s', (_, { all, working, connections }) => {
	const repeated = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index);

	test('has names of its own for all nodes, and no node on another', () => {
		expect(repeated(all.map(({ name }) => name))).toEqual([]);
		expect(repeated(working.map(({ position }) => position.join()))).toEqual([]);
	});

	test('connects nodes that are there, and leaves none out', () => {
		const ends = Object.entries(connections).flatMap(([from, { main }]) => [
			from,
			...main.flatMap((output) => (output ?? []).map(({ node }) => node)),
		]);
		expect([...new Set(ends)].sort()).toEqual(working.map(({ name }) => name).sort());
	});

	test('holds no code, no plain HTTP call, and no credential, and explains itself', () => {
		const types = working.map(({ type }) => type.split('.')[1]!);
		expect(types.filter((type) => /^(code|function|httpRequest)/.test(type))).toEqual([]);
		expect(all.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
		const [overview] = all.filter(({ type }) => type.endsWith('.stickyNote'));
		expect(overview?.parameters.content).toMatch(/^## [^]*### How it works[^]*### Setup/);
	});
});

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { root } from '../../scripts/paths';
import { filesOf } from '../../scripts/stamp';

const pages = [
	...['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md'].map((name) => join(root, name)),
	...filesOf(join(root, 'docs')).filter((path) => path.endsWith('.md')),
];
const read = (page: string) => readFileSync(page, 'utf8');

/** The first cells of the rows of every table, header and rule included. */
function firstCells(text: string): string[][] {
	const tables: string[][] = [];
	let isInTable = false;
	for (const line of text.split('\n')) {
		if (line.startsWith('|')) {
			if (!isInTable) tables.push([]);
			tables.at(-1)!.push(line.split(/(?<!\\)\|/)[1]!.trim());
		}
		isInTable = line.startsWith('|');
	}
	return tables;
}

const repeated = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index);

/** Files of this repository that a page links to, without anchors. */
const linked = (text: string) =>
	[...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(
		([, target]) => target!,
	);

describe.each(pages.map((page) => [relative(root, page), page]))('%s', (_name, page) => {
	it('links to what is there', () => {
		expect(linked(read(page)).filter((target) => !existsSync(join(dirname(page), target)))).toEqual([]);
	});

	it('has one header a table', () => {
		expect(
			firstCells(read(page)).filter((cells) => cells.filter((cell) => /^:?-+:?$/.test(cell)).length !== 1),
		).toEqual([]);
	});
});

it.each(['docs/glossary.md', 'docs/reference/error-codes.md'])('%s explains each word once a table', (name) => {
	const tables = firstCells(read(join(root, name)));
	expect(tables.length).toBeGreaterThan(0);
	expect(tables.map(repeated)).toEqual(tables.map(() => []));
});

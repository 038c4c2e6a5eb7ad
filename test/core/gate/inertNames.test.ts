import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { compileContract } from '../../../core/gate';

const compile = (schema: object) => compileContract({ id: 'names', kind: 'json_schema', schema });

const fragments = [
	'vErrors.push(err0);',
	'vErrors.concat(',
	'";vErrors.push(err0);//',
	'"];return true;//',
	'self.errorCollector=null;',
	'*/globalThis.touched=true;/*',
	'${globalThis.touched=true}',
	"'+(globalThis.touched=true)+'",
	'`',
	'\\',
	'\\"',
	'\n',
	'\u2028',
	'</script>',
	'//',
	'/*',
	'$&',
	"$'",
	'__proto__',
	'constructor',
	'toString',
];

/** Names that would be code if anything took them for it. */
const name = fc
	.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 4 })
	.map((parts) => parts.join(''))
	.filter((text) => text !== '__proto__');
const value = fc.oneof(fc.constantFrom<unknown>(1, null, 'a', [], {}), name);
const escaped = (text: string) =>
	text.replace(/[\\^$.*+?()[\]{}|/\n\u2028]/g, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`);

/** A schema with the text in every place that may have one, and an item that reaches all of them. */
const cases = fc
	.record({ text: name, other: name, held: value })
	.filter(({ text, other }) => text !== other)
	.map(({ text, other, held }) => {
		const definition = encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
		return {
			schema: {
				title: text,
				description: text,
				$comment: text,
				properties: {
					[text]: { title: text, type: 'string' },
					list: { items: { anyOf: [{ required: [text] }, { const: text }, { enum: [other, text] }] } },
					referred: { items: { $ref: `#/$defs/${definition}` } },
				},
				patternProperties: { [`^${escaped(text)}`]: { maxLength: 5 } },
				required: [text, other],
				dependentRequired: { [text]: [other] },
				dependentSchemas: { [other]: { required: [text] } },
				propertyNames: { not: { const: other } },
				$defs: { [text]: { type: 'object', properties: { [other]: { pattern: escaped(text) } }, required: [text] } },
			},
			item: {
				...Object.fromEntries([[text, held]]),
				list: [held, text, Object.fromEntries([[text, held]])],
				referred: [{}, held, Object.fromEntries([[other, held]]), Object.fromEntries([[text, text]])],
			},
		};
	});

describe('text of a contract', () => {
	afterEach(() => {
		delete (globalThis as { touched?: true }).touched;
	});

	it('is text, whatever code it is made of', () => {
		fc.assert(
			fc.property(cases, ({ schema, item }) => {
				const ajv = new Ajv2020({ strict: false, ownProperties: true, logger: false, allErrors: true });
				const validate = ajv.compile(schema);
				const { valid, problems } = compile(schema).check(item);
				expect(valid).toBe(validate(item));
				// Ajv also lists what was only tried, and wrappers around other problems.
				const own = (validate.errors ?? []).filter(
					({ schemaPath }) => !/anyOf|\/not|dependentSchemas/.test(schemaPath),
				);
				const told = new Set(problems.map(({ pointer, keyword }) => `${pointer} ${keyword}`));
				for (const { instancePath, keyword } of own) expect(told).toContain(`${instancePath} ${keyword}`);
				expect(globalThis).not.toHaveProperty('touched');
			}),
			{ numRuns: 100 },
		);
	});

	it.each(fragments)('%j in a name hides no problem', (fragment) => {
		const name = `x${fragment}`;
		const compiled = compile({ properties: { [name]: { type: 'string' }, b: { type: 'string' } }, required: [name] });
		expect(compiled.check({ [name]: 'x' }).valid).toBe(true);
		const problems = (item: object) => compiled.check(item).problems.map(({ pointer, keyword }) => [pointer, keyword]);
		const place = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
		expect(problems({ b: 5, [name]: 5 })).toEqual([place, '/b'].sort().map((pointer) => [pointer, 'type']));
		expect(problems({ b: 5 })).toEqual([
			['', 'required'],
			['/b', 'type'],
		]);
	});

	it.each(['*/globalThis.touched=true;/*', 'https://example.com/*/globalThis.touched=true;/*'])(
		'runs nothing as the $id %s',
		(address) => {
			const schema = { $id: address, items: { $ref: '#/$defs/a' }, $defs: { a: { type: 'string' } } };
			expect(compile(schema).check([5, 6]).problems).toHaveLength(2);
			expect(globalThis).not.toHaveProperty('touched');
		},
	);
});

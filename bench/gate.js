const { default: Ajv2020 } = require('ajv/dist/2020');
const { default: addFormats } = require('ajv-formats');

const fieldCount = 31;
const properties = Object.fromEntries(
	Array.from({ length: fieldCount }, (_, index) => [
		`field_${index}`,
		[
			{ type: 'string', maxLength: 200 },
			{ type: 'number', minimum: 0 },
			{ enum: ['low', 'normal', 'high'] },
			{ type: 'string', format: 'email' },
		][index % 4],
	]),
);
const schema = { type: 'object', required: Object.keys(properties), properties };
const values = ['A short text about the ticket', 12.5, 'high', 'ada@example.com'];
const ticket = Object.fromEntries(Object.keys(properties).map((key, index) => [key, values[index % 4]]));

/**
 * @param {typeof import('../core')} core
 * @returns {Array<import('./measure').Contest>}
 */
function contests({ compileContract }) {
	const ajv = new Ajv2020({ strict: false, ownProperties: true });
	addFormats(ajv);
	const validate = ajv.compile(schema);
	const validateAll = new Ajv2020({
		strict: false,
		allErrors: true,
		ownProperties: true,
		formats: { email: true },
	}).compile(schema);
	const compiled = compileContract({ id: 'ticket', kind: 'json_schema', schema });
	const bad = { ...ticket, field_1: 'x', field_2: 'y' };
	return [
		{
			name: 'check a good item of 31 fields',
			ours: () => compiled.check(ticket),
			reference: () => validate(ticket),
			referenceName: 'compiled ajv',
			calls: 20_000,
		},
		{
			name: 'check an item with 2 problems, in words',
			ours: () => compiled.check(bad),
			reference: () => validateAll(bad),
			referenceName: 'compiled ajv, all errors',
			calls: 5_000,
		},
	];
}

module.exports = { contests };

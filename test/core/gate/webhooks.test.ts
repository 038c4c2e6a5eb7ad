import { readFileSync } from 'node:fs';
import { compileContractCached, type CompiledContract } from '../../../core/gate';

interface Payload {
	action: string;
	issue: Record<string, unknown>;
}

interface Schema {
	$schema: string;
	definitions: Record<string, { required: string[] }>;
}

// Read instead of imported, because the compiler takes long to give so much JSON a type.
function read(file: string): unknown {
	return JSON.parse(readFileSync(require.resolve(file), 'utf8'));
}

const examples = read('@octokit/webhooks-examples/api.github.com/index.json') as {
	name: string;
	examples: Payload[];
}[];
const { $schema, definitions } = read('@octokit/webhooks-schemas/schema.json') as Schema;

const payloads = examples.find(({ name }) => name === 'issues')?.examples ?? [];
const named = payloads.map((payload, index): [string, Payload] => [`${index} (${payload.action})`, payload]);
/** An old payload, from before the schema asked for all that it asks for today. */
const outdated = named.slice(0, 1);
const current = named.slice(1);
const required = definitions.issue?.required ?? [];

/** The published schema of the event `issues`: draft-07, one branch an action, with a keyword of its own for types. */
function issuesContract(): CompiledContract {
	return compileContractCached(contract);
}

const contract = {
	id: 'github-issues',
	kind: 'json_schema',
	schema: { $schema, $ref: '#/definitions/issues_event', definitions },
	unknown_keywords: 'allow',
} as const;

describe('the issues events of a code host', () => {
	it('are there in numbers, with many required fields', () => {
		expect(payloads).toHaveLength(29);
		expect(required).toHaveLength(21);
	});

	it.each(current)('payload %s is valid as it is', (_, payload) => {
		expect(issuesContract().check(payload).problems).toEqual([]);
	});

	it.each(outdated)('payload %s is older than the schema, which is said field by field', (_, payload) => {
		expect(
			issuesContract()
				.check(payload)
				.problems.map(({ message }) => message),
		).toEqual([
			'issue.active_lock_reason is missing',
			'issue.reactions is missing',
			'issue.labels[0].description is missing',
			'repository.custom_properties is missing',
			'repository.is_template is missing',
			'repository.topics is missing',
			'repository.visibility is missing',
			'repository.web_commit_signoff_required is missing',
		]);
	});

	it.each(current)('payload %s is invalid without any one of the required fields, which is named', (_, payload) => {
		for (const field of required) {
			const { [field]: _removed, ...issue } = payload.issue;
			expect(issuesContract().check({ ...payload, issue }).problems).toMatchObject([
				{
					pointer: '/issue',
					keyword: 'required',
					message: `issue.${field} is missing`,
					params: { missing_property: field },
				},
			]);
		}
	});

	it('name the actions there are when the action is none of them', () => {
		const { problems } = issuesContract().check({ ...payloads[1], action: 'opend' });
		expect(problems).toMatchObject([{ pointer: '/action', keyword: 'enum' }]);
		expect(problems[0]?.message).toMatch(/^action is "opend" but must be one of assigned, closed, .*unpinned$/);
	});
});

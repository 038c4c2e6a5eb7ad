import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import prettier from 'eslint-config-prettier/flat';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** eslint-plugin-n8n-nodes-base has no flat configurations: take the rules of one of its sets. */
const n8nBase = (files, set) => ({
	files,
	plugins: { 'n8n-nodes-base': n8nNodesBase },
	rules: n8nNodesBase.configs[set].rules,
});

/** `const { secret: _, ...rest } = item` is how a copy without one field is made. */
const leavesOut = ['error', { ignoreRestSiblings: true }];

const readonlyGlobals = (...names) => Object.fromEntries(names.map((name) => [name, 'readonly']));
const nodeGlobals = readonlyGlobals(
	'AbortController',
	'AbortSignal',
	'Buffer',
	'URL',
	'URLSearchParams',
	'clearInterval',
	'clearTimeout',
	'console',
	'fetch',
	'performance',
	'process',
	'setImmediate',
	'setInterval',
	'setTimeout',
	'structuredClone',
);
const commonJsGlobals = readonlyGlobals('__dirname', '__filename', 'exports', 'module', 'require');

export default defineConfig(
	globalIgnores(['dist', 'artifacts', '.local']),
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },

	// TypeScript: what runs inside n8n, and the tests.
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.recommended],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		rules: {
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			'@typescript-eslint/no-unused-vars': leavesOut,
			eqeqeq: 'error',
		},
	},
	{ files: ['{cli,core,credentials,nodes,setup,storage}/**/*.ts'], rules: { 'no-console': 'error' } },

	// n8n's rules for community packs and nodes.
	{
		files: ['{cli,core,credentials,nodes,setup,storage}/**/*.ts', 'package.json'],
		extends: [n8nCommunityNodesPlugin.configs.recommendedWithoutN8nCloudSupport],
	},
	n8nBase(['nodes/**/*.ts'], 'nodes'),
	n8nBase(['credentials/**/*.ts'], 'credentials'),
	n8nBase(['package.json'], 'community'),
	{
		files: ['credentials/**/*.ts'],
		rules: {
			// Is about the short names of pages in n8n's own documentation; outside it, a link is a URL.
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
		},
	},
	{
		files: ['package.json'],
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
	},
	{
		files: ['nodes/**/*.ts', 'package.json'],
		rules: {
			// The pack needs ajv, ajv-formats, kysely, luxon, pg, re2js and yaml: docs/adr/0002-runtime-dependencies.md.
			'@n8n/community-nodes/no-runtime-dependencies': 'off',
			// Wants the literal ['main']; '@n8n/community-nodes/node-connection-type-literal' wants NodeConnectionTypes.Main.
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			// As above, and it allows one output only: a gate has a second one, docs/adr/0005-no-unjudged-item-on-the-good-path.md.
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
		},
	},
	{
		files: ['{cli,core,nodes,setup,storage}/**/*.ts'],
		rules: {
			// Everything throws TriageError; toNodeError in nodes/shared/errors.ts is the one place that makes NodeOperationErrors of them.
			'@n8n/community-nodes/require-node-api-error': 'off',
		},
	},

	// Plain JavaScript: scripts, benchmarks, test harness and configuration files.
	{
		files: ['**/*.{js,cjs,mjs}'],
		languageOptions: { ecmaVersion: 2024, globals: nodeGlobals },
		rules: {
			eqeqeq: 'error',
			'no-undef': 'error',
			'no-unused-vars': leavesOut,
			'no-var': 'error',
			'prefer-const': 'error',
		},
	},
	{ files: ['**/*.{js,cjs}'], languageOptions: { sourceType: 'commonjs', globals: commonJsGlobals } },

	prettier,
);

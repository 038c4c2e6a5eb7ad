// ESM-only packages that the tests load: jest runs CommonJS, so these are transformed too.
const esmOnly = [
	'kysely',
	'canonicalize',
	'change-case',
	'fast-check',
	'pure-rand',
	'htmlparser2',
	'domhandler',
	'domutils',
	'domelementtype',
	'dom-serializer',
	'entities',
	'sanitize-html',
];

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
	globalSetup: '<rootDir>/test/harness/begin.js',
	globalTeardown: '<rootDir>/test/harness/end.js',
	setupFiles: ['<rootDir>/test/harness/setup.js'],
	transform: { '\\.[jt]s$': ['ts-jest', { tsconfig: 'tsconfig.jest.json' }] },
	transformIgnorePatterns: [`/node_modules/(?!(?:[^/]+/node_modules/)*(${esmOnly.join('|')})/)`],
	// import() names the compiled file, as Node wants it; tests run the source.
	moduleNameMapper: { '^\\./(export|setup)\\.js$': './$1' },
	// Far more than any test takes: on a loaded machine a hook that makes a database can wait long for its turn.
	testTimeout: 60_000,
	maxWorkers: '100%',
	workerIdleMemoryLimit: '512MB',
};

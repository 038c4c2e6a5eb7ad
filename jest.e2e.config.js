const unit = require('./jest.config');

/**
 * The pack in a real n8n, over HTTP and in a real browser. Two files at a time: each has an n8n of its own, which needs a
 * core, and waits for most of the time that a browser needs one.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test/e2e'],
	testMatch: ['**/*.e2e.test.ts'],
	globalSetup: '<rootDir>/test/e2e/prepare.js',
	globalTeardown: '<rootDir>/test/e2e/stopServices.js',
	maxWorkers: 2,
	testTimeout: 120_000,
	transform: unit.transform,
	transformIgnorePatterns: unit.transformIgnorePatterns,
};

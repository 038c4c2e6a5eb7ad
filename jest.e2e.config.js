const unit = require('./jest.config');

/**
 * The pack in a real n8n, over HTTP and in a real browser. One file at a time: each has an n8n of its own.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test/e2e'],
	testMatch: ['**/*.e2e.test.ts'],
	globalSetup: '<rootDir>/test/e2e/prepare.js',
	globalTeardown: '<rootDir>/test/e2e/stopServices.js',
	maxWorkers: 1,
	testTimeout: 120_000,
	transform: unit.transform,
	transformIgnorePatterns: unit.transformIgnorePatterns,
};

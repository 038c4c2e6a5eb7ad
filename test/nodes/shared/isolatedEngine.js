const { readFileSync } = require('node:fs');
const { isDeepStrictEqual } = require('node:util');
const { Expression, Workflow } = require('n8n-workflow');

/**
 * Compares plain expressions with n8n's isolated engine, the default of a running n8n. Jest cannot start that engine, so
 * this runs in a process of its own: `node isolatedEngine.js <compiled plainExpression.js> <cases.json>`.
 */
async function main() {
	const [, , compiled = '', input = ''] = process.argv;
	/** @type {typeof import('../../../nodes/shared/plainExpression')} */
	const { parsePlainExpression, walkPlainSteps } = require(compiled);
	/** @type {[string, object][]} */
	const cases = JSON.parse(readFileSync(input, 'utf8'));
	await Expression.initExpressionEngine({
		engine: 'vm',
		bridgeTimeout: 5000,
		bridgeMemoryLimit: 128,
		poolSize: 1,
		maxCodeCacheSize: 1024,
	});
	const type = { description: { name: 'x', properties: [] } };
	const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
	const node = { id: '1', name: 'N', type: 'x', typeVersion: 1, position: [0, 0], parameters: {} };
	const workflow = new Workflow(
		/** @type {any} */ ({ id: '1', nodes: [node], connections: {}, active: false, nodeTypes }),
	);
	const result = { compared: 0, different: /** @type {unknown[]} */ ([]), refused: /** @type {unknown[]} */ ([]) };
	for (const [expression, json] of cases) {
		const walked = walkPlainSteps(json, parsePlainExpression(expression) ?? []);
		const items = /** @type {any} */ ([{ json }]);
		try {
			const ofN8n = await workflow.expression.withIsolate(async () =>
				workflow.expression.getParameterValue(expression, null, 0, 0, 'N', items, 'manual', {}),
			);
			result.compared += 1;
			if (walked === 'ask n8n' || !isDeepStrictEqual(walked.value, ofN8n)) result.different.push([expression, json]);
		} catch {
			result.refused.push(walked === 'ask n8n' ? walked : walked.value);
		}
	}
	process.stdout.write(JSON.stringify(result));
	await Expression.disposeExpressionEngine();
}

main().catch((error) => {
	console.error(error);
	process.exitCode = 1;
});

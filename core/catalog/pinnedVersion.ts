import { callDefinition, type Definition } from '../definition';
import { TriageError } from '../errors';

/**
 * Refuses a version that nobody may work with: one that does not exist, was rejected or retired, or still waits for the
 * review that its definition asks for. Throws `DEFINITION_NOT_FOUND` and `FIELD_INVALID`.
 */
export function checkPinnedVersion(definition: Definition, number: number): void {
	const called = callDefinition(definition);
	const found = definition.versions.find((version) => version.number === number);
	if (found === undefined) {
		const newest = definition.versions.length;
		throw new TriageError(
			'DEFINITION_NOT_FOUND',
			`There is no version ${number} of ${called}`,
			`Choose one from 1 to ${newest}`,
		);
	}
	const wasInForce = definition.activations.some(({ version }) => version === number);
	const isUsable =
		found.state === 'reviewed' || (found.state === 'draft' && (wasInForce || !definition.governance.review_required));
	if (isUsable) return;
	const why = { draft: 'was not reviewed yet', rejected: 'was rejected', retired: 'was retired', reviewed: '' };
	throw new TriageError(
		'FIELD_INVALID',
		`Version ${number} of ${called} ${why[found.state]}`,
		'Have it reviewed, choose another version, or take the one in force',
	);
}

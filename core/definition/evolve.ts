import type { RecordedEntry } from '../evidence';
import { emptyDefinition } from './decide';
import { readDefinitionTrail } from './trail';
import type { Definition, DefinitionVersion } from './types';

function save(state: Definition, { data, actor, at, case_seq }: RecordedEntry): Definition {
	const version: DefinitionVersion = {
		number: Number(data.version),
		digest: String(data.digest),
		author: actor,
		saved_at: at,
		state: 'draft',
		reviewer: null,
		reviewed_at: null,
		seq: case_seq,
	};
	return { ...state, versions: [...state.versions, version] };
}

function changeVersion(state: Definition, number: number, change: Partial<DefinitionVersion>): Definition {
	const versions = state.versions.map((version) => (version.number === number ? { ...version, ...change } : version));
	return { ...state, versions };
}

function activate(state: Definition, { data, at }: RecordedEntry): Definition {
	// The log's clock may be ahead of the one that the date was compared with.
	const wanted = String(data.effective_from ?? '');
	const effective_from = wanted > at ? wanted : at;
	const activation = { version: Number(data.version), effective_from, is_rollback: data.is_rollback === true };
	return { ...state, activations: [...state.activations, activation] };
}

/** What has not begun yet never does; what was in force until now stays in the list. Version 0 stands for all. */
function callOff({ activations }: Definition, version: number, at: string): Definition['activations'] {
	return activations.filter((one) => one.effective_from <= at || (version !== 0 && one.version !== version));
}

function review(state: Definition, { data, actor, at }: RecordedEntry): Definition {
	const version = Number(data.version);
	const said = { reviewer: actor, reviewed_at: at };
	if (data.decision === 'approved') return changeVersion(state, version, { ...said, state: 'reviewed' });
	const activations = callOff(state, version, at);
	return changeVersion({ ...state, activations }, version, { ...said, state: 'rejected' });
}

function retire(state: Definition, { data, at }: RecordedEntry): Definition {
	const version = Number(data.version);
	const activations = callOff(state, version, at);
	if (version > 0) return changeVersion({ ...state, activations }, version, { state: 'retired' });
	return { ...state, activations: [...activations, { version: null, effective_from: at, is_rollback: false }] };
}

/** The definition after one more entry of its trail. Folding it over the trail from null rebuilds the definition. */
export function evolveDefinition(before: Definition | null, entry: RecordedEntry): Definition {
	const state = before ?? emptyDefinition(readDefinitionTrail(entry.case_id), entry.at);
	const { data, at } = entry;
	const after = ((): Definition => {
		switch (entry.type) {
			case 'definition.saved':
				return save(state, entry);
			case 'definition.activated':
				return activate(state, entry);
			case 'definition.reviewed':
				return review(state, entry);
			case 'definition.retired':
				return retire(state, entry);
			case 'definition.governed': {
				const governance = {
					review_required: data.review_required === true,
					author_may_review: data.author_may_review === true,
				};
				return { ...state, governance };
			}
			default:
				return state;
		}
	})();
	return { ...after, updated_at: at };
}

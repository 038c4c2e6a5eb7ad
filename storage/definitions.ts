import type { Definition, DefinitionRefusal, DefinitionVersion } from '../core';

export type DefinitionResult =
	| {
			outcome: 'accepted';
			definition: Definition;
			/** The version it was about; null for the definition as a whole. */
			version: number | null;
			/** The command made the definition. */
			is_new: boolean;
	  }
	/** It was so already, and nothing was written. There is no definition where its governance is the default one. */
	| { outcome: 'unchanged'; definition: Definition | null; version: number | null; is_new: false }
	| { outcome: 'refused'; definition: Definition | null; refusal: DefinitionRefusal };

export interface DefinitionSelection {
	/** This version; the one in force without it. */
	version?: number;
	/** The version in force at this instant, ISO 8601 in UTC with milliseconds; now without it. */
	at?: string;
}

export interface FoundDefinition {
	definition: Definition;
	version: DefinitionVersion;
	/** As it was saved, without what was erased. */
	body: unknown;
}

export interface DefinitionFilter {
	/** Part of the name, in upper or lower case. */
	search?: string;
	/** Only those of which a version is in force at this instant. */
	in_force_at?: string;
	/** At most this many; all without it. */
	limit?: number;
}

/** A version as people read it. */
export interface ListedVersion extends DefinitionVersion {
	/** When it was or will be in force; `until` is null where nothing ends it yet. */
	in_force: Array<{ from: string; until: string | null }>;
	/** Why it was saved, in the words of whoever did it; absent once it was erased. */
	reason?: string;
}

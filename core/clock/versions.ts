import { refuseField } from '../findings';
import { millisOf, type CalendarOrVersions, type CalendarVersion } from '../time';
import { assertPolicy, policyInvalid } from './policyFindings';
import type { ClockPolicy, ClockPolicyVersion, PolicyOrVersions } from './types';

/** Versions of a policy, in order. */
export class Policies {
	private readonly versions: Array<{ from: number; policy: ClockPolicy }>;

	/** Throws `CLOCK_POLICY_INVALID`. */
	constructor(policy: PolicyOrVersions) {
		const versions = Array.isArray(policy) ? (policy as readonly ClockPolicyVersion[]) : null;
		this.versions = versions?.map(readVersion) ?? [{ from: -Infinity, policy: policy as ClockPolicy }];
		for (const { policy: each } of this.versions) assertPolicy(each);
		const isOrdered = this.versions.every(({ from }, index) => index === 0 || from > this.versions[index - 1]!.from);
		if (this.versions.length > 0 && isOrdered) return;
		const message = isOrdered ? 'It has no versions' : "'effective_from' of its versions does not rise";
		const fix = 'Hand over the versions in the order in which they came into force';
		throw policyInvalid(this.versions[0]?.policy, [{ pointer: '', message, fix }]);
	}

	get id(): string {
		return this.versions[0]!.policy.id;
	}

	/** The version in force at an instant; the first one also before it came into force. */
	inForceAt(at: number): ClockPolicy {
		return (this.versions.findLast(({ from }) => from <= at) ?? this.versions[0]!).policy;
	}

	withVersion(version: number): ClockPolicy {
		const found = this.versions.find(({ policy }) => policy.version === version);
		if (found !== undefined) return found.policy;
		const known = this.versions.map(({ policy }) => policy.version).join(', ');
		const message = `Version ${version} of clock policy '${this.id}' is not there; there are ${known}`;
		throw refuseField('policy_version', message, 'Hand over all versions of the policy');
	}
}

function readVersion(version: ClockPolicyVersion | null, index: number): { from: number; policy: ClockPolicy } {
	const from = millisOf(version?.effective_from, `policy[${index}].effective_from`);
	return { from, policy: version!.policy };
}

/** The calendar as if a version of it had been in force from the beginning; later versions follow it. */
export function calendarFrom(calendar: CalendarOrVersions, version: number): CalendarOrVersions {
	const versions = Array.isArray(calendar) ? (calendar as readonly CalendarVersion[]) : [];
	const index = versions.findIndex((each) => each.version === version);
	if (index >= 0) return versions.slice(index);
	const message = `Version ${version} of the calendar is not there`;
	throw refuseField('calendar_version', message, 'Hand over all versions of the calendar');
}

const otherRoles = ['Support-Lead', 'Triage'] as const;

/** The backup of a role that gets exceptions about the pack itself: Support-Lead, or Triage where that is the role. */
export const standInFor = (role: string): string => otherRoles.find((other) => other !== role)!;

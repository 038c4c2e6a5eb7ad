/**
 * The rules of support triage without n8n: pure, synchronous functions that any script can use. Instants are ISO 8601
 * texts in UTC; JSON keys are snake_case.
 */
export * from './capture';
export * from './case';
export * from './catalog';
export * from './checklist';
export * from './clock';
export * from './definition';
export * from './errors';
export * from './escalation';
export * from './evidence';
export * from './exception';
export type { Finding } from './findings';
export * from './gate';
export * from './ownership';
export * from './retry';
export * from './role';
export * from './routing';
export * from './time';
export * from './timer';
export * from './trigger';
export * from './version';
export * from './vocabulary';

export { roleFormat } from './format';
export { readRoleBody } from './readRole';
export { isRoleEmpty, isUnstaffed } from './staffing';
export { roleRecord, unstaffedChoices, type UnstaffedChoice } from './roleRecord';
export type { RoleBody, RoleMember } from './types';

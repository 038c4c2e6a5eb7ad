export { roleFormat } from './format';
export { readRoleBody } from './readRole';
export { isRoleEmpty } from './staffing';
export { isUnstaffed, roleRecord, unstaffedChoices, type UnstaffedChoice } from './roleRecord';
export type { RoleBody, RoleMember } from './types';

export { roleFormat } from './format';
export { readRoleBody } from './readRole';
export { isRoleEmpty } from './staffing';
export type { RoleBody, RoleMember } from './types';

export { roleFormat } from './format';
export { readRoleBody } from './readRole';
export type { RoleBody, RoleMember } from './types';

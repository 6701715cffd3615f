/** What staff may be allowed to do; services ask for one of these. */
export const PERMISSIONS = {
  'requests.handle': { label: 'Start, work on and answer requests' },
  'plans.approve': { label: 'Approve what is erased or changed in Shopify' },
  'settings.change': { label: 'Change settings and roles' },
} as const satisfies Record<string, { label: string }>;
export type Permission = keyof typeof PERMISSIONS;

/** Who may do what. Shopify's account owner begins as owner, everybody else as handler. */
export const ROLES = {
  owner: { label: 'Owner', may: ['requests.handle', 'plans.approve', 'settings.change'] },
  handler: { label: 'Handler', may: ['requests.handle', 'plans.approve'] },
} as const satisfies Record<string, { label: string; may: readonly Permission[] }>;
export type Role = keyof typeof ROLES;

export const roleOf = (staff: { role: string | null; accountOwner: boolean }): Role =>
  staff.role !== null && Object.hasOwn(ROLES, staff.role)
    ? (staff.role as Role)
    : staff.accountOwner
      ? 'owner'
      : 'handler';

export const may = (role: Role, permission: Permission): boolean =>
  (ROLES[role].may as readonly Permission[]).includes(permission);

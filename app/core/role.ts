/** What staff may be allowed to do; services ask for one of these. */
export const PERMISSIONS = {
  'requests.handle': { label: 'Start, work on and answer requests' },
  'plans.approve': { label: 'Approve what is erased or changed in Shopify' },
  'activity.export': { label: 'Export the activity' },
  'retained.open': { label: 'Open invoice data that is kept by law' },
  'settings.change': { label: 'Change settings and roles' },
} as const satisfies Record<string, { label: string }>;
export type Permission = keyof typeof PERMISSIONS;

/** Who may do what. Shopify's account owner begins as owner, everybody else as handler. All may look at everything. */
export const ROLES = {
  owner: {
    label: 'Owner',
    what: 'Everything, settings and roles among it',
    may: ['requests.handle', 'plans.approve', 'activity.export', 'retained.open', 'settings.change'],
  },
  handler: {
    label: 'Handler',
    what: 'Handles requests and approves plans',
    may: ['requests.handle', 'plans.approve', 'activity.export'],
  },
  viewer: {
    label: 'Viewer',
    what: 'Looks at everything and exports the activity, changes nothing: for auditors',
    may: ['activity.export'],
  },
} as const satisfies Record<string, { label: string; what: string; may: readonly Permission[] }>;
export type Role = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as [Role, ...Role[]];

export const roleOf = (staff: { role: string | null; accountOwner: boolean }): Role =>
  staff.role !== null && Object.hasOwn(ROLES, staff.role)
    ? (staff.role as Role)
    : staff.accountOwner
      ? 'owner'
      : 'handler';

export const may = (role: Role, permission: Permission): boolean =>
  (ROLES[role].may as readonly Permission[]).includes(permission);

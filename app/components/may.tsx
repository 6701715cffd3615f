import { createContext, type PropsWithChildren, useContext } from 'react';
import { may, type Permission, type Role } from '../core/role.ts';
import { type Saying, say } from '../core/saying.ts';

const Context = createContext<Role>('owner');

/** @param role of whoever looks at the page */
export function RoleProvider({ role, children }: PropsWithChildren<{ role: Role }>) {
  return <Context.Provider value={role}>{children}</Context.Provider>;
}

/** Why an act stands there and is not offered. */
export const NOT_YOURS: Saying = say(
  'Your role is to look. Owners and handlers of Privacy Desk in this shop act on requests.',
);

/** Whether the reader's role includes an act: what it does not include is not offered. The services ask again. */
export function useMay(permission: Permission): boolean {
  return may(useContext(Context), permission);
}

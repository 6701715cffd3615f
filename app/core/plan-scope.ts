import type { PlanBody } from './plan.ts';

/** Access without which an operation of a plan cannot be carried out, by how its name begins. */
const NEEDED: readonly [begins: string, scope: string][] = [
  ['customer.data-sale', 'write_privacy_settings'],
  ['customer.', 'write_customers'],
  ['order.', 'write_orders'],
  ['draft-order.', 'write_draft_orders'],
  ['redact', 'write_customer_data_erasure'],
];

const neededBy = (operation: string): string | undefined =>
  NEEDED.find(([begins]) => operation.startsWith(begins))?.[1];

/** What the app has to be allowed before this plan can be carried out in full. */
export function missingScopes(
  { writes, operations }: Pick<PlanBody, 'writes' | 'operations'>,
  granted: readonly string[],
): string[] {
  const needed = [...writes, ...operations].flatMap(({ operation }) => neededBy(operation) ?? []);
  return [...new Set(needed)].filter((scope) => !granted.includes(scope)).sort();
}

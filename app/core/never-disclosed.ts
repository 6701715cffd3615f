/**
 * What a business must not disclose to a Californian consumer, though it must say that it holds it
 * (11 CCR 7024(d)): a thief who passes the check would gain most by these.
 */
export const NEVER_DISCLOSED = {
  'government-id': { label: 'a government identification number' },
  'financial-account': { label: 'a financial account number' },
  'health-insurance': { label: 'a health insurance or medical identification number' },
  password: { label: 'an account password' },
  'security-question': { label: 'a security question or its answer' },
  biometric: { label: 'unique biometric data' },
} as const satisfies Record<string, { label: string }>;
export type NeverDisclosed = keyof typeof NEVER_DISCLOSED;

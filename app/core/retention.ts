import type { LegalGround } from './legal-ground.ts';
import type { PlanBody } from './plan.ts';

export interface Retention {
  ground: LegalGround;
  /** Day, `YYYY-MM-DD`: kept through it, destroyed after it. */
  until: string;
}

const INVOICE_GROUND: LegalGround = 'invoice-retention';

/** How long a plan has invoice data kept: as long as the last of what it keeps for that ground; null where it keeps none. */
export function retentionOf({ decisions }: Pick<PlanBody, 'decisions'>): Retention | null {
  const days = decisions.flatMap(({ action, ground, until }) =>
    action === 'keep' && ground === INVOICE_GROUND && until !== null ? [until.slice(0, 10)] : [],
  );
  const until = days.sort().at(-1);
  return until === undefined ? null : { ground: INVOICE_GROUND, until };
}

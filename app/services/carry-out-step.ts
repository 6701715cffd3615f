import { Failure, traceOf } from '../core/failure.ts';
import type { Deps } from './deps.ts';
import { erasePerson } from './erase-person.ts';
import { eraseShop } from './erase-shop.ts';
import { haltStep } from './halt-step.ts';
import { probePerson } from './probe-person.ts';
import { proposeRestriction } from './propose-restriction.ts';
import { redactCustomer } from './redact-customer.ts';
import { retainInvoices } from './retain-invoices.ts';
import { runStep } from './run-step.ts';
import { findStep, type StepInput } from './step-reading.ts';
import { liftSuppression, suppress } from './suppress.ts';

type CarryOutDeps = Pick<
  Deps,
  | 'unit'
  | 'vault'
  | 'now'
  | 'random'
  | 'log'
  | 'stores'
  | 'tryLane'
  | 'erasures'
  | 'personFields'
  | 'hasAccess'
>;

/** What a step does, by its operation. */
const OPERATIONS: Record<string, (deps: CarryOutDeps, input: StepInput) => Promise<void>> = {
  gather: runStep,
  write: runStep,
  'propose-erasure': runStep,
  erase: erasePerson,
  'erase-shop': eraseShop,
  redact: redactCustomer,
  retain: retainInvoices,
  probe: probePerson,
  'propose-restriction': proposeRestriction,
  suppress,
  'lift-suppression': liftSuppression,
};

/**
 * Carries a step out, or one slice of it. A step that is no more, because it was gathered again or its shop was
 * erased, is nothing to do.
 * @throws when not even that something stands in its way could be stored
 */
export async function carryOutStep(deps: CarryOutDeps, input: StepInput): Promise<void> {
  const step = await findStep(deps, input);
  if (!step) return;
  try {
    const operation = OPERATIONS[step.operation];
    if (!operation)
      throw new Failure('unknown-operation', 'This version of Privacy Desk cannot do this step.');
    await operation(deps, input);
  } catch (error) {
    const trace = error instanceof Failure ? { code: error.code } : traceOf(error);
    deps.log.warn({ shop: input.shopId, step: input.id, ...trace }, 'step halted');
    await haltStep(deps, input, error);
  }
}

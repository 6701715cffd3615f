import { Failure } from '../core/failure.ts';
import type { Deps } from './deps.ts';
import { type ErasePersonDeps, erasePerson } from './erase-person.ts';
import { type EraseShopDeps, eraseShop } from './erase-shop.ts';
import { runStep } from './run-step.ts';

type CarryOutDeps = Parameters<typeof runStep>[0] & ErasePersonDeps & EraseShopDeps;
interface StepInput {
  shopId: string;
  id: string;
}

/** What a step does, by its operation. */
const OPERATIONS: Record<string, (deps: CarryOutDeps, input: StepInput) => Promise<void>> = {
  gather: runStep,
  erase: erasePerson,
  'erase-shop': eraseShop,
};

/**
 * Runs one slice of a step, whatever it does. A step that is no more, because it was gathered again or its shop was
 * erased, is nothing to do.
 * @throws Failure with `retry` when the same slice should be tried again later
 */
export async function carryOutStep(deps: Pick<Deps, keyof CarryOutDeps>, input: StepInput): Promise<void> {
  const { shopId, id } = input;
  const step = await deps.unit(shopId, ({ read }) =>
    read.step.findUnique({ where: { shopId_id: { shopId, id } } }),
  );
  if (!step) return;
  const operation = OPERATIONS[step.operation];
  if (!operation) throw new Failure('unknown-operation', `no step does "${step.operation}" any more`);
  await operation(deps, input);
}

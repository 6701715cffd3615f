import type { Unit } from '../adapters/db/unit.ts';
import type { Deps } from './deps.ts';
import { endRequestIfDone } from './end-request.ts';
import { forgetSubject } from './forget-subject.ts';

/** Called by whatever ends a step of an erasure: with the last one the request is closed, and who it was about goes. */
export async function endErasureIfDone(
  deps: Pick<Deps, 'unit' | 'now' | 'erasures'>,
  unit: Unit,
  requestId: string,
): Promise<void> {
  if (await endRequestIfDone(deps, unit, requestId)) await forgetSubject(deps, unit, requestId);
}

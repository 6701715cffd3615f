import { gunzipSync, gzipSync } from 'node:zlib';
import type { Unit } from '../adapters/db/unit.ts';
import { joinSurvey, type Survey } from '../core/erasure-survey.ts';
import type { DataKey } from '../core/keys.ts';
import type { Deps } from './deps.ts';
import { requireRequestKey } from './require-key.ts';

/** Under this name the pages of a survey lie among a request's chunks; no store calls a collection so. */
export const SURVEY = 'survey';

const placeOf = (stepId: string, sequence: number) => ({
  ...{ table: 'chunk', column: 'body', row: `${stepId}|${SURVEY}|${sequence}` },
});

/** The row of one page, compressed and sealed. */
export function sealSurvey(
  { vault }: Pick<Deps, 'vault'>,
  step: { shopId: string; id: string; requestId: string },
  key: DataKey,
  sequence: number,
  { customer, orders, writes, gaps }: Survey,
) {
  const { shopId, id: stepId, requestId } = step;
  const page: Survey = { customer, orders, writes, gaps };
  return {
    ...{ shopId, stepId, requestId, collection: SURVEY, sequence, keyId: key.id },
    records: orders.length,
    body: vault.seal(key, placeOf(stepId, sequence), gzipSync(JSON.stringify(page))),
  };
}

/** What was surveyed for a request; null where nothing was. @throws Failure `key-gone` */
export async function readSurvey(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  requestId: string,
): Promise<Survey | null> {
  const where = { shopId: unit.shopId, requestId, collection: SURVEY };
  const chunks = await unit.read.chunk.findMany({ where, orderBy: { sequence: 'asc' } });
  if (chunks.length === 0) return null;
  const key = await requireRequestKey(deps, unit, 'dossier', requestId);
  const pages = chunks.map(({ stepId, sequence, body }) => {
    const text = gunzipSync(deps.vault.open(key, placeOf(stepId, sequence), body)).toString('utf8');
    return JSON.parse(text) as Survey;
  });
  return joinSurvey(pages);
}

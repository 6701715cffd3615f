import type { Unit } from '../adapters/db/unit.ts';
import type { Actor } from '../core/audit.ts';
import { COMMENT_REMOVABLE_MS } from '../core/comment.ts';
import { Failure } from '../core/failure.ts';
import { newId } from '../core/id.ts';
import type { Deps } from './deps.ts';
import { requireRequestKey } from './require-key.ts';
import { requireMay } from './require-may.ts';

type By = { shopId: string; actor: Actor & { kind: 'staff' } };

export const commentPlace = (id: string) => ({ table: 'comment', column: 'sealed', row: id });
/** Destroyed, or locked as evidence: what was said of somebody who was erased is for a proof only. */
const isShut = (error: unknown): boolean =>
  error instanceof Failure && ['key-gone', 'key-locked'].includes(error.code);

/** Keeps what a member of staff says about a request, for their colleagues. */
export async function addComment(
  deps: Pick<Deps, 'unit' | 'vault' | 'now' | 'random'>,
  input: By & { requestId: string; text: string },
): Promise<{ outcome: 'added' | 'not-there' | 'shut' }> {
  const { shopId, requestId, text, actor } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    if ((await unit.read.request.count({ where: { shopId, id: requestId } })) === 0)
      return { outcome: 'not-there' };
    const key = await requireRequestKey(deps, unit, 'case', requestId).catch((error) => {
      if (isShut(error)) return null;
      throw error;
    });
    if (key === null) return { outcome: 'shut' };
    const id = newId(deps.now().getTime(), deps.random);
    const sealed = deps.vault.seal(key, commentPlace(id), Buffer.from(text));
    const event = { type: 'comment.added', actor, requestId, data: { comment: id } } as const;
    await unit.write(event, (rows) =>
      rows.comment.create({
        data: { shopId, id, requestId, keyId: key.id, sealed, createdBy: actor.id, createdAt: deps.now() },
      }),
    );
    return { outcome: 'added' };
  });
}

/** Takes back one's own comment, within minutes; the log keeps that there was one. */
export async function removeComment(
  deps: Pick<Deps, 'unit' | 'now'>,
  input: By & { commentId: string },
): Promise<{ outcome: 'removed' | 'not-there' | 'too-late' }> {
  const { shopId, actor, commentId: id } = input;
  return deps.unit(shopId, async (unit) => {
    await requireMay(unit, actor, 'requests.handle');
    const row = await unit.read.comment.findFirst({ where: { shopId, id, createdBy: actor.id } });
    if (!row) return { outcome: 'not-there' };
    if (deps.now().getTime() - row.createdAt.getTime() > COMMENT_REMOVABLE_MS) return { outcome: 'too-late' };
    const { requestId } = row;
    const event = { type: 'comment.removed', actor, requestId, data: { comment: id } } as const;
    await unit.write(event, (rows) => rows.comment.deleteMany({ where: { shopId, id } }));
    return { outcome: 'removed' };
  });
}

/** A comment as its readers see it. */
export interface CommentLine {
  id: string;
  text: string;
  createdBy: string;
  createdAt: string;
}

/** The comments on a request, newest first; none where what they are sealed under is shut. */
export async function readComments(
  deps: Pick<Deps, 'vault'>,
  unit: Unit,
  requestId: string,
): Promise<{ comments: CommentLine[]; shut: boolean }> {
  const { shopId } = unit;
  const rows = await unit.read.comment.findMany({
    where: { shopId, requestId },
    orderBy: { createdAt: 'desc' },
    take: 200,
  });
  try {
    const key = await requireRequestKey(deps, unit, 'case', requestId);
    const comments = rows.map(({ id, sealed, createdBy, createdAt }) => ({
      id,
      text: deps.vault.open(key, commentPlace(id), sealed).toString('utf8'),
      createdBy,
      createdAt: createdAt.toISOString(),
    }));
    return { comments, shut: false };
  } catch (error) {
    if (isShut(error)) return { comments: [], shut: true };
    throw error;
  }
}

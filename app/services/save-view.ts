import type { Actor } from '../core/audit.ts';
import { newId } from '../core/id.ts';
import { type InboxQuery, writeQuery } from '../core/inbox.ts';
import type { Deps } from './deps.ts';

type Own = { shopId: string; actor: Actor & { kind: 'staff' } };
type ViewOutcome =
  | { outcome: 'saved'; viewId: string }
  | { outcome: 'name-taken' | 'too-many' | 'not-there' };

/** More tabs than these help nobody. */
const MOST_VIEWS = 30;

/** Keeps a member of staff's own way to look at the inbox, new or in place of one of theirs. */
export async function saveView(
  deps: Pick<Deps, 'unit' | 'now' | 'random'>,
  input: Own & { viewId: string | null; name: string; query: InboxQuery | null },
): Promise<ViewOutcome> {
  const { shopId, actor, viewId, name } = input;
  const staffId = actor.id;
  return deps.unit(shopId, async (unit) => {
    await unit.lockShop();
    const own = await unit.read.savedView.findMany({ where: { shopId, staffId } });
    if (own.some((view) => view.id !== viewId && view.name === name)) return { outcome: 'name-taken' };
    const query = input.query === null ? null : writeQuery(input.query);
    if (viewId !== null) {
      if (!own.some(({ id }) => id === viewId)) return { outcome: 'not-there' };
      await unit.progress.savedView.update({
        where: { shopId_id: { shopId, id: viewId } },
        data: { name, ...(query !== null && { query }) },
      });
      return { outcome: 'saved', viewId };
    }
    if (own.length >= MOST_VIEWS) return { outcome: 'too-many' };
    const id = newId(deps.now().getTime(), deps.random);
    await unit.progress.savedView.create({
      data: { shopId, id, staffId, name, query: query ?? '', createdAt: deps.now() },
    });
    return { outcome: 'saved', viewId: id };
  });
}

/** Forgets one of a member of staff's own views; the requests in it stay what they are. */
export async function deleteView(
  deps: Pick<Deps, 'unit'>,
  { shopId, actor, viewId: id }: Own & { viewId: string },
): Promise<{ outcome: 'deleted' }> {
  return deps.unit(shopId, async (unit) => {
    await unit.progress.savedView.deleteMany({ where: { shopId, id, staffId: actor.id } });
    return { outcome: 'deleted' };
  });
}

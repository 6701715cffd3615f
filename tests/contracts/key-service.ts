import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { KeyService } from '#app/core/keys.ts';

/** What every KeyService promises. @param open makes another process's view of the same keys */
export function keyServiceContract(name: string, create: () => Promise<{ open: () => KeyService }>): void {
  describe(name, () => {
    const key = randomBytes(32);
    let open: () => KeyService;
    let keys: KeyService;
    beforeEach(async () => {
      ({ open } = await create());
      keys = open();
    });

    test('unwraps what it wrapped, in another process too', async () => {
      const wrapped = await keys.wrap('shop-a', key, 'context');
      expect(wrapped.wrapped.includes(key)).toBe(false);
      expect((await open().unwrap('shop-a', wrapped, 'context')).equals(key)).toBe(true);
    });

    test('unwraps nothing for another shop or in another context', async () => {
      const wrapped = await keys.wrap('shop-a', key, 'context');
      await keys.wrap('shop-b', key, 'context');
      await expect(keys.unwrap('shop-b', wrapped, 'context')).rejects.toMatchObject({ code: 'unreadable' });
      await expect(keys.unwrap('shop-a', wrapped, 'other')).rejects.toMatchObject({ code: 'unreadable' });
    });

    test('two processes that meet a new shop at once wrap under the same epoch key', async () => {
      const other = open();
      const both = await Promise.all([keys.wrap('shop-a', key, 'c'), other.wrap('shop-a', key, 'c')]);
      for (const each of both) expect((await open().unwrap('shop-a', each, 'c')).equals(key)).toBe(true);
    });

    test('after a rotation the former epoch still opens, until it is destroyed; survivors live on', async () => {
      const before = await keys.wrap('shop-a', key, 'c');
      const epoch = await keys.rotate('shop-a');
      expect(epoch).toBe(before.epoch + 1);
      const after = await keys.wrap('shop-a', await keys.unwrap('shop-a', before, 'c'), 'c');
      expect(after.epoch).toBe(epoch);
      await keys.destroy('shop-a', before.epoch);
      await expect(open().unwrap('shop-a', before, 'c')).rejects.toMatchObject({ code: 'key-gone' });
      expect((await open().unwrap('shop-a', after, 'c')).equals(key)).toBe(true);
    });

    test('many keys wrapped at once each open in their own context only', async () => {
      const contexts = Array.from({ length: 50 }, (_, at) => `key ${at}`);
      const wrapped = await Promise.all(contexts.map((each) => keys.wrap('shop-a', key, each)));
      const opened = wrapped.map((each, at) => open().unwrap('shop-a', each, contexts[at] ?? ''));
      for (const each of await Promise.all(opened)) expect(each.equals(key)).toBe(true);
      const [first] = wrapped;
      if (first)
        await expect(keys.unwrap('shop-a', first, 'key 1')).rejects.toMatchObject({ code: 'unreadable' });
    });

    test('who asks after a change sees it, whoever asked just before', async () => {
      const wrapped = await keys.wrap('shop-a', key, 'c');
      const earlier = keys.wrap('shop-a', key, 'c');
      const epoch = await keys.rotate('shop-a');
      const [, later] = await Promise.all([earlier, keys.wrap('shop-a', key, 'c')]);
      expect(later.epoch).toBe(epoch);
      const before = keys.unwrap('shop-a', wrapped, 'c').catch(() => null);
      await keys.destroy('shop-a', wrapped.epoch);
      await expect(keys.unwrap('shop-a', wrapped, 'c')).rejects.toMatchObject({ code: 'key-gone' });
      await before;
    });

    test('tells which epochs still open, oldest first', async () => {
      expect(await keys.epochs('shop-a')).toEqual([]);
      await keys.wrap('shop-a', key, 'c');
      for (const epoch of [2, 3]) expect(await keys.rotate('shop-a')).toBe(epoch);
      await keys.destroy('shop-a', 2);
      expect(await open().epochs('shop-a')).toEqual([1, 3]);
      expect(await keys.epochs('shop-b')).toEqual([]);
    });

    test('survivors lie beside their epoch, are replaced, and go with it', async () => {
      await keys.wrap('shop-a', key, 'c');
      expect(await keys.survivors('shop-a')).toBeNull();
      for (const content of ['first', 'second']) {
        await keys.keepSurvivors('shop-a', 1, Buffer.from(content));
        expect((await open().survivors('shop-a'))?.toString()).toBe(content);
      }
      const epoch = await keys.rotate('shop-a');
      expect((await open().survivors('shop-a'))?.toString()).toBe('second');
      await keys.keepSurvivors('shop-a', epoch, Buffer.from('third'));
      await keys.destroy('shop-a', 1);
      expect((await open().survivors('shop-a'))?.toString()).toBe('third');
      await keys.destroyAll('shop-a');
      expect(await open().survivors('shop-a')).toBeNull();
    });

    test('destroying a shop’s keys leaves nothing to unwrap with, and touches no other shop', async () => {
      const gone = await keys.wrap('shop-a', key, 'c');
      const kept = await keys.wrap('shop-b', key, 'c');
      await keys.destroyAll('shop-a');
      await expect(open().unwrap('shop-a', gone, 'c')).rejects.toMatchObject({ code: 'key-gone' });
      expect((await open().unwrap('shop-b', kept, 'c')).equals(key)).toBe(true);
      await keys.destroyAll('shop-a');
    });
  });
}

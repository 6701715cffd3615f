import { expect, test } from 'vitest';
import { Clock } from './clock.ts';
import { Schedule } from './schedule.ts';

const DAY_MS = 86_400_000;

test('what the clock is moved past happens at once, the earliest first, each once', async () => {
  const clock = new Clock();
  const schedule = new Schedule(clock);
  const now = clock.now();
  const happened: string[] = [];
  for (const [name, days] of [
    ['third', 300],
    ['first', 1],
    ['second', 40],
    ['never', 400],
  ] as const)
    schedule.at(now + days * DAY_MS, () => void happened.push(name));
  clock.advance(39 * DAY_MS);
  expect(happened).toEqual(['first']);
  clock.advance(300 * DAY_MS);
  expect(happened).toEqual(['first', 'second', 'third']);
  await schedule.close();
  clock.advance(300 * DAY_MS);
  expect(happened).toHaveLength(3);
});

test('what is due happens without moving the clock', async () => {
  const clock = new Clock();
  const schedule = new Schedule(clock);
  const { promise, resolve } = Promise.withResolvers<string>();
  schedule.at(clock.now() + 100 * DAY_MS, () => resolve('too early'));
  schedule.at(clock.now() + 1, () => resolve('due'));
  expect(await promise).toBe('due');
  await schedule.close();
});

test('a cancelled task does not happen, also when another one cancels it in the same moment', () => {
  const clock = new Clock();
  const schedule = new Schedule(clock);
  const happened: string[] = [];
  const later = schedule.at(clock.now() + 2 * DAY_MS, () => void happened.push('later'));
  schedule.at(clock.now() + DAY_MS, () => later.cancel());
  clock.advance(3 * DAY_MS);
  expect(happened).toEqual([]);
});

test('settled waits for what is under way and for what follows from it', async () => {
  const clock = new Clock();
  const schedule = new Schedule(clock);
  const { promise, resolve } = Promise.withResolvers<void>();
  let followed = false;
  schedule.at(clock.now(), async () => {
    await promise;
    schedule.at(clock.now(), () => {
      followed = true;
    });
  });
  const settled = schedule.settled();
  resolve();
  await settled;
  expect(followed).toBe(true);
});

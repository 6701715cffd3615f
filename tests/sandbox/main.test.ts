import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { freePort, type RunningProcess, startProcess } from '#sandbox/processes.ts';

const MAIN = resolve(import.meta.dirname, '../../sandbox/main.ts');

interface Started {
  running: RunningProcess;
  lines: string[];
  url: string;
}

async function start(port: number, ...args: string[]): Promise<Started> {
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  const running = await startProcess({
    command: process.execPath,
    args: [MAIN, '--port', String(port), '--customers', '25', '--orders', '10', ...args],
    env: { SANDBOX_PORT: undefined, PORT: undefined },
    onLine(line) {
      lines.push(line);
      if (line.includes('build/server/index.js')) ready.resolve();
    },
  });
  await Promise.race([ready.promise, running.exited]);
  return { running, lines, url: /http:\S+/.exec(lines[0] ?? '')?.[0] ?? '' };
}

test('runs by itself, takes the next port when one is taken, and ends in good order when asked', async () => {
  const port = await freePort();
  const first = await start(port);
  const second = await start(port);
  expect(first.url).toBe(`http://localhost:${port}`);
  expect(second.url).not.toBe(first.url);
  for (const { url, lines } of [first, second]) {
    const links = lines.flatMap((line) => line.match(/http:\/\/localhost\S+/g) ?? []);
    const pages = links.map((link) => link.replace(/,$/, ''));
    expect(pages.length).toBeGreaterThanOrEqual(4);
    const statuses = await Promise.all(pages.map(async (link) => (await fetch(link)).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect((await fetch(`${url}/_control/state`, { method: 'POST' })).status).toBe(200);
  }
  expect(await first.running.stop()).toEqual({ code: 143, signal: null });
  await expect(fetch(first.url)).rejects.toThrow();
  await second.running.stop();
});

test('a size that is no number is refused with the option that is wrong', async () => {
  const { running, lines } = await start(await freePort(), '--orders', 'many');
  expect((await running.exited).code).toBe(1);
  expect(lines.join('\n')).toContain('--orders is many: give a whole number.');
});

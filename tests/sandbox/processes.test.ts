import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, startProcess, untilAnswers } from '#sandbox/processes.ts';

/** A program in this project's own language, which says "ready" once it listens to signals. */
const program = (source: string, onLine?: (line: string) => void) =>
  startProcess({ command: process.execPath, args: ['--input-type=module-typescript', '-e', source], onLine });

async function untilReady(source: string) {
  const ready = Promise.withResolvers<void>();
  const started = await program(source, (line) => line === 'ready' && ready.resolve());
  await ready.promise;
  return started;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

test('a taken port is passed over for the next free one', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const taken = portOf(server);
  expect(await freePort(taken)).toBeGreaterThan(taken);
  server.close();
});

test('a program ends in good order when asked, and its exit code is known', async () => {
  const asked = await untilReady(
    `process.on('SIGTERM', () => process.exit(7)); setInterval(() => 0, 1e6); console.log('ready')`,
  );
  expect(await asked.stop()).toEqual({ code: 7, signal: null });
});

test('a program that does not end when asked is killed', async () => {
  const deaf = await untilReady(
    `process.on('SIGTERM', () => 0); setInterval(() => 0, 1e6); console.log('ready')`,
  );
  expect(await deaf.stop(50)).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a program that was started by another ends with it, also by kill -9', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connects = `require('node:net').connect(${portOf(server)}, '127.0.0.1')`;
  const starter = await program(
    `import { startProcess } from '#sandbox/processes.ts';
     await startProcess({ command: process.execPath, args: ['-e', ${JSON.stringify(connects)}] });
     setInterval(() => 0, 1e6);`,
  );
  const [connection] = (await once(server, 'connection')) as [Socket];
  connection.on('error', () => undefined).resume();
  const gone = once(connection, 'close');
  await starter.kill();
  await gone;
  server.close();
});

test('waiting for a server that has ended fails at once with what it said', async () => {
  const broken = await program(`console.log('the port is taken'); process.exit(3)`);
  await expect(untilAnswers('http://127.0.0.1:9/', broken)).rejects.toThrow(/"code":3.*\nthe port is taken/);
});

test('one Ctrl-C that arrives twice stops once and in good order', async () => {
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  const stopping = Promise.withResolvers<void>();
  const demo = await program(
    `import { stopOnSignal } from '#sandbox/processes.ts';
     const goOn = Promise.withResolvers();
     process.on('SIGUSR2', goOn.resolve);
     stopOnSignal(async () => { console.log('stopping'); await goOn.promise; console.log('stopped'); });
     setInterval(() => 0, 1e6);
     console.log('ready');`,
    (line) => {
      lines.push(line);
      if (line === 'ready') ready.resolve();
      if (line === 'stopping') stopping.resolve();
    },
  );
  await ready.promise;
  process.kill(demo.pid, 'SIGINT');
  await stopping.promise;
  process.kill(demo.pid, 'SIGINT');
  process.kill(demo.pid, 'SIGUSR2');
  expect(await demo.exited).toEqual({ code: 130, signal: null });
  expect(lines).toEqual(['ready', 'stopping', 'stopped']);
});

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { urlOf, withClient } from '#sandbox/database.ts';
import { type RunningProcess, startProcess, untilAnswers } from '#sandbox/processes.ts';
import { carryOut, contextFiles, type Machine, readStages } from './dockerfile.ts';

const root = resolve(import.meta.dirname, '../..');
const stages = readStages(readFileSync(join(root, 'Dockerfile'), 'utf8'));
const context = contextFiles(root, readFileSync(join(root, '.dockerignore'), 'utf8'));
const image = stages.at(-1) ?? [];
const textOf = (name: string) => image.find((instruction) => instruction.name === name)?.text ?? '';
const database = `privacy_desk_deploy_${randomBytes(4).toString('hex')}`;

/** `npm test` tells its children where this repository is; npm would install there. */
const NOT_OURS = /^(npm_(?!config_registry|config_cache)|NODE_OPTIONS|VITEST|INIT_CWD)/;
const forgotten = Object.keys(process.env).filter((name) => NOT_OURS.test(name));

let machine: Machine;
let server: RunningProcess;
let port = 0;

beforeAll(async () => {
  if (!existsSync(join(root, 'build/server/index.js'))) throw new Error('Run `npm run build` first.');
  const { serverUrl, appUrl } = inject('template');
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${database}`));
  const folder = await mkdtemp(join(tmpdir(), 'privacy-desk-image-'));
  const env = {
    ...Object.fromEntries(forgotten.map((name) => [name, undefined])),
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    npm_config_prefer_offline: 'true',
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: urlOf(appUrl, database),
    DATABASE_OWNER_URL: urlOf(serverUrl, database),
    SHOPIFY_API_KEY: 'key',
    SHOPIFY_API_SECRET: 'secret',
    SHOPIFY_APP_URL: 'https://privacy-desk.example',
    SCOPES: 'read_customers',
    MASTER_KEY: randomBytes(32).toString('base64'),
  };
  machine = {
    ...{ root, folder, context, env, workdir: '/' },
    run(command) {
      execFileSync('sh', ['-c', command], { cwd: folder, env: { ...process.env, ...env }, stdio: 'pipe' });
    },
  };
  carryOut(image, machine);
}, 300_000);

afterAll(async () => {
  await server?.kill();
  await rm(machine.folder, { recursive: true, force: true });
  await withClient(inject('template').serverUrl, (client) =>
    client.query(`DROP DATABASE ${database} WITH (FORCE)`),
  );
});

test('the Dockerfile stays under 20 lines and runs as an ordinary user', () => {
  expect(readFileSync(join(root, 'Dockerfile'), 'utf8').trimEnd().split('\n').length).toBeLessThan(20);
  expect(textOf('USER')).toBe('node');
  expect(stages[0]?.filter(({ name }) => name === 'RUN').map(({ text }) => text)).toEqual([
    'npm ci',
    'npm run build',
  ]);
});

test('the image holds the packages of production and nothing of tests or the sandbox', () => {
  const installed = readdirSync(join(machine.folder, 'node_modules'));
  expect(installed).toContain('pg');
  expect(installed).not.toContain('vitest');
  expect(readdirSync(machine.folder).sort()).toEqual(
    ['.npmrc', 'build', 'keys', 'node_modules', 'package-lock.json', 'package.json', 'prisma'].sort(),
  );
});

test('the command of the image migrates an empty database, starts, and is healthy and ready', async () => {
  const [command = '', ...args] = JSON.parse(textOf('CMD')) as string[];
  const listening = Promise.withResolvers<number>();
  server = await startProcess({
    ...{ command, args, cwd: machine.folder, env: machine.env },
    onLine(line) {
      const [, found] = /"port":(\d+)/.exec(line) ?? [];
      if (found) listening.resolve(Number(found));
    },
  });
  const exited = server.exited.then(() => Promise.reject(new Error(`It ended:\n${server.tail()}`)));
  port = await Promise.race([listening.promise, exited]);
  await untilAnswers(`http://127.0.0.1:${port}/healthz`, server);
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
});

test("the image's health check passes while the app is up", () => {
  const [command = '', ...args] = JSON.parse(textOf('HEALTHCHECK').replace(/^CMD /, '')) as string[];
  const env = { ...process.env, ...machine.env, PORT: String(port) };
  expect(() => execFileSync(command, args, { cwd: machine.folder, env })).not.toThrow();
});

test('SIGTERM ends the app in good order with exit code 0', async () => {
  expect(await server.stop()).toEqual({ code: 0, signal: null });
});

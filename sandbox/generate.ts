/**
 * Generates the Prisma client and the typed GraphQL documents, when what they are made of has changed since
 * the last time (`--force`: always).
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
const stamp = resolve(root, 'node_modules/.cache/privacy-desk/generated');

const SOURCES = [
  'package-lock.json',
  'prisma.config.ts',
  'prisma/schema.prisma',
  'codegen.ts',
  'sandbox/schema/*.graphql',
  'app/adapters/stores/shopify/**/*.graphql',
];
const RESULTS = ['app/adapters/db/generated/client.ts', 'app/adapters/stores/shopify/generated/documents.ts'];

const GENERATORS = [
  {
    program: 'node_modules/prisma/build/index.js',
    args: ['generate'],
    // Prisma looks for an engine that `generate` never runs and would download it; any file will do.
    env: {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  },
  {
    program: 'node_modules/@graphql-codegen/cli/esm/bin.js',
    args: ['--config', 'codegen.ts'],
    env: {},
  },
];

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root })).sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(resolve(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

const hash = hashOfSources();
const current =
  existsSync(stamp) &&
  readFileSync(stamp, 'utf8') === hash &&
  RESULTS.every((file) => existsSync(resolve(root, file)));

if (!current || process.argv.includes('--force')) {
  for (const { program, args, env } of GENERATORS) {
    await run(process.execPath, [resolve(root, program), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
    });
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

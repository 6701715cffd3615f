import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const LOCK = {
  packages: {
    '': { name: 'clone' },
    'node_modules/one': { version: '1.0.0', integrity: 'sha512-one' },
    'node_modules/for-another-system': { version: '1.0.0', integrity: 'sha512-two', optional: true },
  },
};
/** What npm writes down of an install on this system. */
const RECORD = { packages: { 'node_modules/one': LOCK.packages['node_modules/one'] } };

let clone: string;

const write = (path: string, content: unknown) =>
  writeFile(join(clone, path), typeof content === 'string' ? content : JSON.stringify(content));

/** A clone with a script to run, and an npm that says what it was asked and leaves its record. */
beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'a clone '));
  await mkdir(join(clone, 'sandbox'));
  await cp(join(import.meta.dirname, '../../sandbox/bootstrap.mjs'), join(clone, 'sandbox/bootstrap.mjs'));
  await write('package.json', { type: 'module' });
  await write('package-lock.json', LOCK);
  await write('sandbox/generate.ts', 'export {}');
  await write('script.ts', 'console.log(JSON.stringify(process.argv.slice(2))); process.exit(5);');
  await write(
    'npm-cli.js',
    `import { mkdirSync, writeFileSync } from 'node:fs';
     console.log('npm', ...process.argv.slice(2));
     mkdirSync('node_modules', { recursive: true });
     writeFileSync('node_modules/.package-lock.json', ${JSON.stringify(JSON.stringify(RECORD))});`,
  );
});

afterEach(() => rm(clone, { recursive: true, force: true }));

function bootstrap(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, npm_execpath: join(clone, 'npm-cli.js') };
    const command = [join(clone, 'sandbox/bootstrap.mjs'), ...args];
    execFile(process.execPath, command, { env }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

test('a bare clone is installed by npm ci, and the script gets its arguments and gives its exit code', async () => {
  const { code, stdout } = await bootstrap('script.ts', 'a b', '--exit');
  expect(stdout).toContain('npm ci --include=dev');
  expect(stdout).toContain('["a b","--exit"]');
  expect(code).toBe(5);
});

test('nothing is installed twice', async () => {
  await bootstrap('script.ts');
  const { stdout } = await bootstrap('script.ts');
  expect(stdout).toBe('[]\n');
});

test('packages that were installed for another lock file are installed anew', async () => {
  await bootstrap('script.ts');
  const lock = await readFile(join(clone, 'package-lock.json'), 'utf8');
  await write('package-lock.json', lock.replace('sha512-one', 'sha512-other'));
  const { stdout } = await bootstrap('script.ts');
  expect(stdout).toContain('npm ci');
});

test('a failed install says what it needs and does not run the script', async () => {
  await write('npm-cli.js', 'process.exit(1)');
  const { code, stdout, stderr } = await bootstrap('script.ts');
  expect(code).toBe(1);
  expect(stderr).toContain('It needs a package registry');
  expect(stdout).not.toContain('[]');
});

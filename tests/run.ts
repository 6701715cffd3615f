/**
 * `npm test`: lint, types, build and every test. `--quick` (`npm run validate`): lint, types and unit tests.
 * Other arguments go to vitest, which then runs alone: `npm test -- tests/db`.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type RunningProcess, startProcess, stopOnSignal } from '#sandbox/processes.ts';
import { findBrowser } from '#tests/support/browser.ts';

const root = resolve(import.meta.dirname, '..');
const cache = resolve(root, 'node_modules/.cache/privacy-desk');
const report = resolve(cache, 'vitest.json');

const CHECKS = {
  lint: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
  types: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'],
  build: ['node_modules/@remix-run/dev/dist/cli.js', 'vite:build', '--logLevel', 'warn'],
} as const;
type Check = keyof typeof CHECKS;

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Temporary files of the run lie here, and go with it, however it ends. PostgreSQL's user may enter. */
const scratch = mkdtempSync(join(tmpdir(), 'privacy-desk-run-'));
chmodSync(scratch, 0o755);
process.on('exit', () => {
  // A server that is still shutting down adds and removes files, at which one pass would give up.
  for (let pass = 0; pass < 20 && existsSync(scratch); pass += 1) {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
});

const running = new Set<RunningProcess>();
const seconds = (startedAt: number) => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;

/** Runs a program under this Node until it ends. */
async function run(args: readonly string[], onLine: (line: string) => void): Promise<number> {
  const child = await startProcess({
    command: process.execPath,
    args: [...args],
    cwd: root,
    env: { TMPDIR: scratch, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) },
    stopSignal: 'SIGINT',
    onLine,
  });
  running.add(child);
  const { code } = await child.exited;
  running.delete(child);
  return code ?? 1;
}

/** What a check says is only of interest when it fails. */
async function check(name: Check): Promise<boolean> {
  const startedAt = Date.now();
  const lines: string[] = [];
  const passed = (await run(CHECKS[name], (line) => lines.push(line))) === 0;
  if (!passed) console.log(lines.join('\n'));
  console.log(`${passed ? '✓' : '✗'} ${name} (${seconds(startedAt)})`);
  return passed;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** A file that failed before its first test counts as one failure, and so does a run that broke off. */
function tallyOf(exitCode: number): Tally {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const result: VitestReport = JSON.parse(readFileSync(report, 'utf8'));
  const brokenFiles = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = result.numFailedTests + brokenFiles.length;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

async function sayBrowser(): Promise<void> {
  const browser = await findBrowser().catch((error: Error) => error);
  if (browser instanceof Error) console.log(`✗ browser: ${browser.message}`);
  else console.log(`✓ browser: ${browser.executablePath} (${browser.source})`);
}

async function runVitest(args: readonly string[]): Promise<Tally> {
  rmSync(report, { force: true });
  mkdirSync(cache, { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const command = ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args];
  return tallyOf(await run(command, (line) => console.log(line)));
}

async function runAll(checks: Check[], vitestArgs: readonly string[]): Promise<Tally> {
  const outcomes = await Promise.all(checks.map(check));
  if (checks.includes('build')) await sayBrowser();
  const tally = await runVitest(vitestArgs);
  return {
    passed: tally.passed + outcomes.filter((passed) => passed).length,
    failed: tally.failed + outcomes.filter((passed) => !passed).length,
    skipped: tally.skipped,
  };
}

stopOnSignal(async () => {
  await Promise.all([...running].map((child) => child.stop()));
});
const startedAt = Date.now();
const args = process.argv.slice(2);
const quick = args[0] === '--quick';
const checks: Check[] = quick ? ['lint', 'types'] : args.length > 0 ? [] : ['lint', 'types', 'build'];
const { passed, failed, skipped } = await runAll(
  checks,
  quick ? ['--project', 'unit', ...args.slice(1)] : args,
);
console.log(`\nAll in ${seconds(startedAt)}.`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);

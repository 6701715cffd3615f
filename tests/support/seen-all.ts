/**
 * The global set-up of the browser tests: once all of them have run, everything wanted must have been seen. Stands
 * first among them, so that its end, at which it may fail, is the last.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { unseen } from './seen.ts';

/** A run of some files or some tests need not see everything. */
async function isWhole(project: TestProject): Promise<boolean> {
  const { vitest } = project;
  const run = vitest.state.getTestModules().filter((module) => module.project === project);
  const { testFiles } = await project.globTestFiles();
  return run.length === testFiles.length && !vitest.getGlobalTestNamePattern();
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'privacy-desk-seen-'));
  const file = join(folder, 'sights');
  await writeFile(file, '');
  project.provide('sights', file);

  return async () => {
    const sights = unseen(await readFile(file, 'utf8'));
    await rm(folder, { recursive: true });
    if (!(await isWhole(project))) return;
    const missing = [...sights].filter(([, screens]) => screens.length > 0);
    const lines = missing.map(([sight, screens]) => `  ${sight} (${screens.join(', ')})`);
    console.log(`\nPages and states looked at: ${sights.size - missing.length} of ${sights.size}`);
    if (missing.length > 0)
      throw new Error(`No browser test has looked at these (tests/support/seen.ts):\n${lines.join('\n')}`);
  };
}

/**
 * `npm run test:outside`: opens archives with programs that we did not write. As root on Debian it installs those that
 * are missing; elsewhere it says which they are, and goes on with what there is.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { findTool, TOOLS, type ToolName } from '#tests/archive/outside/tools.ts';

const ROOT = resolve(import.meta.dirname, '..');
const NAMES = Object.keys(TOOLS) as ToolName[];

const isThere = async (name: ToolName) => (await findTool(name)) !== null;
async function missingTools(): Promise<ToolName[]> {
  const found = await Promise.all(NAMES.map(isThere));
  return NAMES.filter((_, at) => !found[at]);
}

function run(command: string, args: string[], env: Record<string, string> = {}): number {
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return status ?? 1;
}

/** LibreOffice is 300 MB: the first time takes a minute or two. */
function install(tools: ToolName[]): void {
  const packages = tools.map((name) => TOOLS[name].debian);
  console.log(`Installing ${packages.join(', ')} ...`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['-qq', 'update'], quiet);
  run('apt-get', ['-qq', 'install', '--yes', '--no-install-recommends', ...packages], quiet);
}

const canInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
const wanted = await missingTools();
if (wanted.length > 0 && canInstall) install(wanted);
const missing = wanted.length > 0 ? await missingTools() : [];
for (const name of missing)
  console.log(`✗ ${name} is missing: install it (on Debian the package ${TOOLS[name].debian}).`);
process.exit(
  run(process.execPath, ['tests/run.ts', 'tests/archive/outside-tools.test.ts'], {
    // With all tools at hand, one that does not answer is a failure and no reason to skip.
    ...(missing.length === 0 && { OUTSIDE_TOOLS: 'required' }),
  }),
);

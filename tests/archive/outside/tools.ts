import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const start = promisify(execFile);

interface Tool {
  /** Names under which it may be here. Debian's Python packages are of its own Python, which need not be the first. */
  commands: readonly string[];
  /** Arguments with which it does nothing, and succeeds. */
  probe: readonly string[];
  /** Debian's package. */
  debian: string;
}

/** Programs of others that open our archives. */
export const TOOLS = {
  python: { commands: ['python3', '/usr/bin/python3'], probe: ['-c', 'import zipfile'], debian: 'python3' },
  'python3-jsonschema': {
    commands: ['python3', '/usr/bin/python3'],
    probe: ['-c', 'from jsonschema import Draft202012Validator'],
    debian: 'python3-jsonschema',
  },
  'python3-vobject': {
    commands: ['python3', '/usr/bin/python3'],
    probe: ['-c', 'import vobject'],
    debian: 'python3-vobject',
  },
  sha256sum: { commands: ['sha256sum'], probe: ['--version'], debian: 'coreutils' },
  unzip: { commands: ['unzip'], probe: ['-v'], debian: 'unzip' },
  '7zz': { commands: ['7zz'], probe: ['i'], debian: '7zip' },
  csvclean: { commands: ['csvclean'], probe: ['--version'], debian: 'csvkit' },
  LibreOffice: { commands: ['soffice'], probe: ['--version'], debian: 'libreoffice-calc-nogui' },
} as const satisfies Record<string, Tool>;
export type ToolName = keyof typeof TOOLS;

/** Runs a program; its error, if it ends in one, has what it printed. */
export const run = (command: string, args: readonly string[], cwd?: string) =>
  start(command, args, { cwd, maxBuffer: 64 << 20, env: { ...process.env, PYTHONIOENCODING: 'utf-8' } });

/** The command that is this tool on this machine; null if it has none. */
export async function findTool(name: ToolName): Promise<string | null> {
  const { commands, probe } = TOOLS[name];
  for (const command of commands) {
    const works = await run(command, probe).then(
      () => true,
      () => false,
    );
    if (works) return command;
  }
  return null;
}

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, matchesGlob, relative, resolve } from 'node:path';

export interface Instruction {
  name: string;
  /** As written after the name; for CMD and HEALTHCHECK CMD still JSON. */
  text: string;
}

/** The stages of a Dockerfile in which every instruction stands on one line. */
export function readStages(dockerfile: string): Instruction[][] {
  const stages: Instruction[][] = [];
  for (const line of dockerfile.split('\n')) {
    const [, name, text] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (name === undefined || text === undefined) continue;
    if (name === 'FROM') stages.push([]);
    stages.at(-1)?.push({ name, text });
  }
  return stages;
}

/** What `docker build` sends: the files that git knows, less those that .dockerignore names. */
export function contextFiles(root: string, dockerignore: string): string[] {
  const git = ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const known = execFileSync('git', git, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  const ignored = dockerignore.split('\n').filter(Boolean);
  const matches = (file: string) =>
    ignored.some((pattern) => matchesGlob(file, pattern) || matchesGlob(file, `${pattern}/**`));
  return known.filter((file) => !matches(file) && existsSync(join(root, file)));
}

export interface Machine {
  /** The repository: the build context, and where the build stage's output lies. */
  root: string;
  /** Stands for the image's file system below WORKDIR. */
  folder: string;
  context: string[];
  workdir: string;
  /** Beside this process's own. */
  env: Record<string, string | undefined>;
  run(command: string): void;
}

function copy(machine: Machine, text: string): void {
  const words = text.split(' ').filter((word) => !word.startsWith('--'));
  const target = words.pop() ?? '.';
  const fromBuild = text.startsWith('--from=build ');
  for (const word of words) {
    const source = fromBuild ? relative(machine.workdir, word) : word;
    const into = target.endsWith('/') ? join(target, source) : target;
    const files = machine.context.filter((file) => file === source || file.startsWith(`${source}/`));
    if (!fromBuild && files.length === 0) throw new Error(`COPY ${source}: the context has no such file.`);
    for (const file of fromBuild ? [source] : files) {
      const destination = resolve(machine.folder, into, relative(source, file));
      mkdirSync(dirname(destination), { recursive: true });
      cpSync(join(machine.root, file), destination, { recursive: true });
    }
  }
}

/** What each instruction does to a machine without Docker. USER, VOLUME and EXPOSE ask for a real image. */
const EFFECTS: Record<string, (machine: Machine, text: string) => void> = {
  WORKDIR: (machine, text) => {
    machine.workdir = text;
  },
  ENV: (machine, text) => {
    for (const pair of text.split(' ')) {
      const [name = '', value = ''] = pair.split('=');
      machine.env[name] = value;
    }
  },
  RUN: (machine, text) => machine.run(text),
  COPY: copy,
};

export function carryOut(stage: Instruction[], machine: Machine): void {
  for (const { name, text } of stage) EFFECTS[name]?.(machine, text);
}

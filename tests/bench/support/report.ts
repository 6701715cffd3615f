import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { ROOT } from './servers.ts';

const PAGE = resolve(ROOT, 'docs/benchmarks.md');

/** The machine that a run's numbers are of. */
export const machineFacts = (): string =>
  `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ` +
  `${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}`;

export const tableOf = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Numbers as people read them: no more digits than mean something. */
export const figure = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });

/** Puts a bench's section into docs/benchmarks.md, in place of what it said before. */
export async function writeSection(bench: string, text: string): Promise<void> {
  const begin = `<!-- bench:${bench} -->`;
  const end = `<!-- /bench:${bench} -->`;
  const page = await readFile(PAGE, 'utf8');
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/benchmarks.md has no place for ${bench}: add the lines ${begin} and ${end}.`);
  await writeFile(PAGE, `${before}${begin}\n${text}\n${end}${after}`);
}

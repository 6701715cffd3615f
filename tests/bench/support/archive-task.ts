/**
 * One task of the archive bench in a process of its own, so that its memory is its own: renders an archive from
 * sealed chunks, writes its files down, or zips such files. Prints one line of JSON that says how it went.
 */
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ArchiveFile } from '#app/adapters/archive/file.ts';
import { archiveFiles, renderArchive } from '#app/adapters/archive/render.ts';
import { zip } from '#app/adapters/archive/zip.ts';
import { openArchive } from '#app/services/open-archive.ts';
import { openApp, storeDossier } from './dossier-app.ts';

export type ArchiveTask =
  | { task: 'store'; bytes: number }
  | { task: 'render'; shopId: string; requestId: string; password?: string }
  | { task: 'files'; shopId: string; requestId: string; folder: string }
  | { task: 'zip'; folder: string };

export interface TaskOutcome {
  seconds: number;
  /** Of the archive. */
  bytes: number;
  /** The most resident memory that the process had. */
  peakMb: number;
}

/** The kernel's own account of the most that was resident. */
function peakMb(): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

async function measure(archive: ReadableStream<Uint8Array>, startedAt: number): Promise<TaskOutcome> {
  let bytes = 0;
  for await (const chunk of archive) bytes += chunk.length;
  return { seconds: (performance.now() - startedAt) / 1000, bytes, peakMb: peakMb() };
}

async function* filesIn(folder: string): AsyncGenerator<ArchiveFile> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    yield { path: relative(folder, path), content: createReadStream(path) };
  }
}

const task: ArchiveTask = JSON.parse(process.argv[2] ?? '{}');
async function run(): Promise<object> {
  if (task.task === 'zip')
    return measure(zip(filesIn(task.folder), { modifiedAt: new Date(0) }), performance.now());
  const app = openApp();
  if (task.task === 'store') {
    await app.queue.start();
    return storeDossier(app, task.bytes);
  }
  const startedAt = performance.now();
  const dossier = await openArchive(app.deps, task);
  if (task.task === 'render') return measure(renderArchive(dossier, { password: task.password }), startedAt);
  for await (const { path, content } of archiveFiles(dossier)) {
    const file = join(task.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(content, createWriteStream(file));
  }
  return {};
}

console.log(JSON.stringify(await run()));
process.exit(0);

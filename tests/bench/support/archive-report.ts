import type { TaskOutcome } from './archive-task.ts';
import { figure, machineFacts, tableOf } from './report.ts';

/** One size: what was rendered, and the plain ZIP of the same files. */
export interface ArchiveRun {
  records: number;
  /** Of the records as JSON Lines. */
  bytes: number;
  rendered: TaskOutcome;
  plain: TaskOutcome;
}

/** Most that rendering 1 GB may take beyond what 10 MB take. */
const MOST_GROWTH_MB = 64;

const verdict = (met: boolean): string => (met ? '**met**' : '**not met**');
const megabytes = (bytes: number): number => bytes / 1_000_000;
const speed = ({ bytes, rendered }: ArchiveRun): number => megabytes(bytes) / rendered.seconds;
const plainSpeed = ({ bytes, plain }: ArchiveRun): number => megabytes(bytes) / plain.seconds;

/** The bench's section of docs/benchmarks.md. */
export function describe(
  runs: ArchiveRun[],
  { postgres, options }: { postgres: string; options: string[] },
): string {
  const rows = runs.map((run) => [
    `${figure(megabytes(run.bytes))} MB`,
    run.records.toLocaleString('en-US'),
    `${figure(megabytes(run.rendered.bytes))} MB`,
    figure(run.rendered.seconds),
    figure(speed(run)),
    figure(plainSpeed(run)),
    figure(speed(run) / plainSpeed(run)),
    figure(run.rendered.peakMb),
  ]);
  const head = [
    ...['records, plain', 'number', 'archive', 'rendered in s', 'MB/s', 'plain ZIP MB/s', 'ratio', 'peak MB'],
  ];
  const [first, last] = [runs[0], runs.at(-1)];
  const growth = (last?.rendered.peakMb ?? 0) - (first?.rendered.peakMb ?? 0);
  return `${new Date().toISOString().slice(0, 10)}, ${machineFacts()}, PostgreSQL ${postgres} on the same machine.
Each rendering in a fresh process with the options of \`npm start\` (\`${options.join(' ')}\`): sealed chunks are read,
opened and parsed twice, and the archive is streamed away. MB/s are of the records as JSON Lines. The plain ZIP has the
very same files, from disk, by the same library with the same settings. Peak is the kernel's \`VmHWM\`.

${tableOf(head, rows)}

- ${figure(megabytes(last?.bytes ?? 0))} MB of records take ${figure(growth)} MB more resident memory than ${figure(megabytes(first?.bytes ?? 0))} MB (goal: at most ${MOST_GROWTH_MB} MB): ${verdict(growth <= MOST_GROWTH_MB)}`;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { type Duplex, Readable } from 'node:stream';

/** How many of the last lines of output an error shows. */
const TAIL_LINES = 20;
const STOP_WITHIN_MS = 30_000;
const ONE_KEYSTROKE_MS = 1_000;
/** What a shell reports of a program that these signals ended: 128 and the signal's number. */
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/**
 * Runs a command under its own process id and sends it the signal `$1` when whoever started it is gone,
 * also by `kill -9`: then the pipe on descriptor 3 ends without the line that says "I have exited".
 */
const GUARD = 'signal=$1; shift; (read -r _ || kill -s "$signal" $$) <&3 >/dev/null 2>&1 & exec "$@" 3<&-';

export interface ProcessOptions {
  command: string;
  args?: string[];
  /** Beside this process's own environment; undefined takes a variable away. */
  env?: Record<string, string | undefined>;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** What asks the program to end in good order; SIGTERM unless said. */
  stopSignal?: 'SIGTERM' | 'SIGINT';
  /** Every line that the program writes, from both streams. */
  onLine?: (line: string) => void;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface RunningProcess {
  pid: number;
  exited: Promise<Exit>;
  /** The last lines of its output, for errors. */
  tail(): string;
  /** Asks it to end, insists with SIGKILL after `withinMs` (30 s), and waits until it is gone. */
  stop(withinMs?: number): Promise<Exit>;
  /** `kill -9`, then waits until it is gone. */
  kill(): Promise<Exit>;
}

/** Resolves to false when `promise` has not settled after `ms`. */
export async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Both streams line by line: the last ones are kept for errors, all are told to `onLine`. */
function followLines(child: ChildProcess, onLine: (line: string) => void): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!(stream instanceof Readable)) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > TAIL_LINES) lines.shift();
      onLine(line);
    });
  }
  return lines;
}

/**
 * Starts a program that ends with this process, however this process ends. It has its own session, so that
 * Ctrl-C reaches only us and the order of stopping is ours.
 *
 * @throws when the command does not exist or may not be run
 */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { command, args = [], stopSignal = 'SIGTERM', onLine = () => undefined, env, ...rest } = options;
  const child = spawn('/bin/sh', ['-c', GUARD, 'sh', stopSignal.slice(3), command, ...args], {
    ...rest,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const guard = child.stdio[3] as Duplex;
  guard.on('error', () => undefined); // the guard has gone with the program
  const lines = followLines(child, onLine);
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('exit', () => guard.end('exited\n'));
  });
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} did not start.`);

  const kill = () => {
    child.kill('SIGKILL');
    return exited;
  };
  return {
    pid,
    exited,
    tail: () => lines.join('\n'),
    kill,
    async stop(withinMs = STOP_WITHIN_MS) {
      child.kill(stopSignal);
      return (await settlesWithin(exited, withinMs)) ? exited : kill();
    },
  };
}

/** Whether nothing listens at this port of this machine, in IPv4 and, where there is one, IPv6. */
async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer();
    const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      server.once('error', resolve).listen({ port, host, exclusive: true }, () => resolve(null));
    });
    if (!error) await new Promise((resolve) => server.close(resolve));
    else if (error.code === 'EADDRINUSE' || error.code === 'EACCES') return false;
  }
  return true;
}

/**
 * Systems give outgoing connections their ports from 32768 (Linux) or 49152 on: one from below stays free for its
 * server, also while that is restarted.
 */
const CHOSEN_PORTS = { from: 15_000, to: 32_000 };

/** `preferred`, or the next free port after it; without a preference any free port. */
export async function freePort(preferred = 0): Promise<number> {
  const first = preferred > 0 ? preferred : randomInt(CHOSEN_PORTS.from, CHOSEN_PORTS.to);
  for (let port = first; port < first + 100; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new Error(`Ports ${first} to ${first + 99} are all taken. Free one, or choose another.`);
}

/**
 * Waits until a server answers `url` with a status below 400.
 *
 * @throws when the process behind it has exited, or `withinMs` (60 s) is over; with the end of its output
 */
export async function untilAnswers(url: string, server: RunningProcess, withinMs = 60_000): Promise<void> {
  const endAt = Date.now() + withinMs;
  let exit: Exit | null = null;
  void server.exited.then((value) => {
    exit = value;
  });
  while (Date.now() < endAt) {
    if (exit) throw new Error(`The server behind ${url} ended: ${JSON.stringify(exit)}\n${server.tail()}`);
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    await answer?.body?.cancel();
    if (answer && answer.status < 400) return;
    await settlesWithin(server.exited, 100);
  }
  throw new Error(`${url} did not answer within ${withinMs / 1000} s.\n${server.tail()}`);
}

/**
 * Runs `stop` once when this process is asked to end (Ctrl-C, SIGTERM, a closed terminal) and then exits.
 * A second Ctrl-C ends at once; the programs started here end with us.
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  let askedAt = 0;
  const end = async (code: number) => {
    // One Ctrl-C arrives up to three times: from the terminal, from npm, from the bootstrap.
    if (askedAt > 0 && Date.now() - askedAt > ONE_KEYSTROKE_MS) process.exit(code);
    if (askedAt > 0) return;
    askedAt = Date.now();
    await stop().catch((error) => {
      console.error(error);
      process.exit(1);
    });
    process.exit(code);
  };
  for (const [signal, code] of Object.entries(EXIT_CODES)) process.on(signal, () => void end(code));
}

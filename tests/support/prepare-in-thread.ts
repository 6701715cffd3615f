import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Database } from '#sandbox/database.ts';
import type { DatabaseOptions } from '#sandbox/prepare-database.ts';

/** Makes a migrated database in a thread of its own; why, says the thread. */
export async function prepareInThread(workerData: DatabaseOptions): Promise<Database> {
  const script = new URL('./template-thread.ts', import.meta.url);
  const [database] = await once(new Worker(script, { workerData }), 'message');
  return database;
}

/**
 * Migrates the template in a thread of its own: the migration engine leaves a timer of ten seconds behind,
 * which would keep a finished test run waiting.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { prepareDatabase } from '#sandbox/prepare-database.ts';

parentPort?.postMessage(await prepareDatabase(workerData));
process.exit();

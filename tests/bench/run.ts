/** `npm run bench -- <name> [argument...]` runs tests/bench/<name>.ts. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const THIS = 'run';
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .filter((name) => name !== THIS);

const [name, ...args] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.error(`Usage: npm run bench -- <name>. There is: ${names.join(', ')}.`);
  process.exit(1);
}
const script = join(import.meta.dirname, `${name}.ts`);
process.argv = [process.execPath, script, ...args];
await import(script);

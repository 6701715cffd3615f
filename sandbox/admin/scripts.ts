/** The browser's scripts: TypeScript modules made into one plain script each, when first asked for. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ENTRIES = { 'app-bridge': 'bridge/main.ts', shell: 'shell/main.ts' } as const;
export type ScriptName = keyof typeof ENTRIES;

const made = new Map<ScriptName, Promise<string>>();

export function script(name: ScriptName): Promise<string> {
  const before = made.get(name);
  if (before) return before;
  const now = bundle(fileURLToPath(new URL(`./browser/${ENTRIES[name]}`, import.meta.url)));
  made.set(name, now);
  return now;
}

async function bundle(input: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      rollupOptions: { input, output: { format: 'iife' } },
    },
  });
  const [chunk] = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
  if (chunk?.type !== 'chunk') throw new Error(`${input} did not become a script.`);
  return chunk.code;
}

/** The app's theme app extensions, as `shopify app deploy` would take them from the project. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';
import { z } from 'zod';

const FOLDER = fileURLToPath(new URL('../extensions/', import.meta.url));

const file = z.object({ name: z.string(), handle: z.string(), type: z.literal('theme'), uid: z.uuid() });
const schema = z.object({ name: z.string(), target: z.enum(['section', 'head', 'body']) });
const names = z.object({ name: z.string() }).loose();

export interface ThemeBlock {
  /** The file's name without its ending. */
  handle: string;
  name: string;
  target: 'section' | 'head' | 'body';
}
export interface ThemeExtension {
  handle: string;
  folder: string;
  blocks: ThemeBlock[];
}

function readBlock(folder: string, path: string): ThemeBlock {
  const liquid = readFileSync(join(folder, 'blocks', path), 'utf8');
  const [, json = ''] = /{% schema %}(.*){% endschema %}/s.exec(liquid) ?? [];
  const { target } = schema.parse(JSON.parse(json));
  const { name } = names.parse(
    JSON.parse(readFileSync(join(folder, 'locales/en.default.schema.json'), 'utf8')),
  );
  return { handle: basename(path, '.liquid'), name, target };
}

/** @throws Error where an extension is not what Shopify would deploy */
export function readThemeExtensions(root = FOLDER): ThemeExtension[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => {
      const folder = join(root, entry.name);
      const { handle } = file.parse(parse(readFileSync(join(folder, 'shopify.extension.toml'), 'utf8')));
      const blocks = readdirSync(join(folder, 'blocks')).map((path) => readBlock(folder, path));
      return { handle, folder, blocks };
    });
}

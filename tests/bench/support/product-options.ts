import { readFileSync } from 'node:fs';

/** Node's options of the product as it is started in production: `npm start`. */
export function productOptions(): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

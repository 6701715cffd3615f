/** A browser test that fails tells what stood on the screen: most of its failures are a wait for something else. */
import type { Page } from 'playwright-core';
import { afterEach } from 'vitest';

const MOST = 3_000;
const pages = new Set<Page>();

/** Its text is told when a test fails while it is open. */
export function watchScreen(page: Page): void {
  pages.add(page);
  page.on('close', () => pages.delete(page));
}

/** What the page and the app in it say, and what is typed into fields; never waits for long. */
async function textOf(page: Page): Promise<string> {
  const texts = page.frames().map((frame) =>
    frame
      .evaluate(() => {
        const fields = [...document.querySelectorAll<HTMLInputElement>('input:not([type=hidden]), textarea')];
        return [document.body.innerText, ...fields.map(({ name, value }) => `${name}=${value}`)].join('\n');
      })
      .catch(String),
  );
  const given = new Promise<string[]>((resolve) => setTimeout(resolve, 5_000, ['The page does not answer.']));
  return (await Promise.race([Promise.all(texts), given])).join('\n---\n').slice(0, MOST);
}

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const page of pages)
    process.stderr.write(`\nOn the screen at “${task.name}”:\n${await textOf(page)}\n`);
});

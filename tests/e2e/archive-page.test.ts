import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dossier } from '#app/core/dossier.ts';
import { textOf } from '#tests/archive/read-archive.ts';
import { collectionOf, dossierOf, sampleDossier } from '#tests/archive/sample.ts';
import { wholeDossier } from '#tests/archive/whole.ts';
import { launchBrowser, newProfile } from '#tests/support/browser.ts';

const HOSTILE = `</style><script>document.title='ran'</script><img src=https://evil.example/x onerror="document.title='ran'">`;

const DOSSIERS: Record<string, Dossier> = {
  'a history': sampleDossier(8),
  'everything that a page can say': wholeDossier(),
  'what was provided': { ...wholeDossier(), content: 'portability' },
  'nothing held': dossierOf([collectionOf('orders', [])]),
  'hostile texts': dossierOf([
    collectionOf('things', [{ [HOSTILE]: HOSTILE, long: 'x'.repeat(4_000) }], {
      title: HOSTILE,
      what: HOSTILE,
    }),
  ]),
};

let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'archive-page-'));
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(Object.keys(DOSSIERS))('The page of an archive with %s', (name) => {
  async function open(
    width: number,
    colorScheme: 'light' | 'dark',
  ): Promise<{ page: Page; asked: string[] }> {
    const path = join(folder, 'index.html');
    await writeFile(path, await textOf(DOSSIERS[name] ?? dossierOf([]), 'index.html'));
    const profile = await newProfile(browser, { viewport: { width, height: 800 }, colorScheme });
    const page = await profile.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(path).href);
    return { page, asked };
  }

  test.each(['light', 'dark'] as const)('is accessible to everyone in %s colours', async (colours) => {
    const { page } = await open(1_280, colours);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([]);
    await page.context().close();
  });

  test('fits a telephone of 360 pixels, asks for nothing and runs nothing', async () => {
    const { page, asked } = await open(360, 'light');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(asked).toHaveLength(1);
    expect(await page.title()).toMatch(/^(Your data at|The data you gave to) Linden & Söhne$/);
    await page.context().close();
  });
});

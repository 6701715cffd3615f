import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { themeCheckRun } from '@shopify/theme-check-node';
import { HtmlValidate } from 'html-validate';
import { expect, test } from 'vitest';
import { readThemeExtensions } from '#sandbox/theme-extensions.ts';
import { LOCALES, renderBlock, textsOf } from './support/theme-block.ts';

const [extension] = readThemeExtensions();
if (!extension) throw new Error('there is no theme app extension');

/** What Shopify's own theme check finds wrong; it needs no network, though it looks for one. */
async function offensesIn(folder: string): Promise<string[]> {
  const { offenses } = await themeCheckRun(folder, undefined, () => undefined);
  return offenses.map(({ check, message }) => `${check}: ${message}`);
}

test('theme check finds nothing wrong with the extension, and would', async () => {
  expect(await offensesIn(extension.folder)).toEqual([]);
  const spoilt = mkdtempSync(join(tmpdir(), 'privacy-desk-theme-'));
  try {
    cpSync(extension.folder, spoilt, { recursive: true });
    const block = join(spoilt, 'blocks/privacy-requests.liquid');
    writeFileSync(
      block,
      readFileSync(block, 'utf8').replace('privacy_requests.intro', 'privacy_requests.none'),
    );
    expect((await offensesIn(spoilt)).join()).toContain('TranslationKeyExists');
  } finally {
    rmSync(spoilt, { recursive: true });
  }
});

test('the manifest names the block that the app looks for', () => {
  expect(extension.handle).toBe('privacy-requests');
  expect(extension.blocks).toEqual([
    { handle: 'privacy-requests', name: 'Privacy requests', target: 'section' },
  ]);
});

test.each(LOCALES)('in %s the block is valid HTML with the same parts as in English', async (locale) => {
  const placeholders = (texts: Record<string, string>) =>
    Object.entries(texts).map(([key, text]) => [key, text.match(/{{ \w+ }}/g) ?? []]);
  expect(placeholders(textsOf(locale))).toEqual(placeholders(textsOf('en')));
  const html = await renderBlock({ locale, shop: { name: 'Demo Store', email: 'hello@demo.example' } });
  const report = await new HtmlValidate({ extends: ['html-validate:recommended'] }).validateString(html);
  expect(report.results.flatMap(({ messages }) => messages.map(({ message }) => message))).toEqual([]);
  expect(html.match(/href="mailto:hello@demo\.example\?subject=/g)).toHaveLength(4);
});

test('what a merchant or a shop’s name writes into the block stays text', async () => {
  const html = await renderBlock({
    locale: 'en',
    shop: { name: '<script>alert(1)</script>', email: 'hello@demo.example' },
    settings: { heading: '<img src=x onerror=alert(1)>', contact: 'a"onmouseover="x@demo.example' },
  });
  expect(html).not.toContain('<script');
  expect(html).not.toContain('<img');
  expect(html).not.toContain('"onmouseover="');
});

import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AdminWithApp, startAdmin } from '#tests/support/admin.ts';
import { launchBrowser, newProfile } from '#tests/support/browser.ts';
import { ReactDocument } from '#tests/support/react-app.tsx';

const CLIENT = fileURLToPath(new URL('../support/react-app.client.tsx', import.meta.url));

async function bundleClient(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    mode: 'development',
    esbuild: { jsx: 'automatic' },
    define: { 'process.env.NODE_ENV': '"development"' },
    build: { write: false, minify: false, rollupOptions: { input: CLIENT, output: { format: 'iife' } } },
  });
  const [chunk] = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
  return chunk?.type === 'chunk' ? chunk.code : '';
}

let admin: AdminWithApp;
let browser: Browser;

async function openReact() {
  const page = await (await newProfile(browser)).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${admin.sandbox.url}${admin.base}/react`);
  return { page, frame: page.frameLocator('#app-frame'), complaints };
}

beforeAll(async () => {
  admin = await startAdmin();
  const { url, world } = admin.sandbox;
  const document = { bridge: `${url}/app-bridge.js`, apiKey: world.app.apiKey };
  const body = `<!doctype html>${renderToString(createElement(ReactDocument, document))}`;
  admin.app.files.set('/react', { type: 'text/html; charset=utf-8', body });
  admin.app.files.set('/react.js', { type: 'text/javascript', body: await bundleClient() });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await admin[Symbol.asyncDispose]();
});

test('Shopify’s React components work on the stand-in, and hydration finds nothing changed', async () => {
  const { page, frame, complaints } = await openReact();
  await page.getByRole('heading', { name: 'Counted 0' }).waitFor();
  await page.getByRole('link', { name: 'Rules' }).waitFor();
  await page.getByRole('button', { name: 'Count', exact: true }).click();
  await page.getByRole('heading', { name: 'Counted 1' }).waitFor();
  await frame.getByRole('button', { name: 'Say' }).click();
  await page.getByRole('status').getByText('Counted 1').waitFor();
  expect(complaints).toEqual([]);
});

test('what React draws into a modal lives, and closing it by hand is told to React', async () => {
  const { frame, complaints } = await openReact();
  await frame.getByRole('button', { name: 'Open modal' }).click();
  await frame.getByRole('dialog', { name: 'A modal' }).waitFor();
  await frame.getByRole('button', { name: 'Count inside' }).click();
  await frame.getByText('Inside the modal: 1').waitFor();
  await frame.getByRole('button', { name: 'Close' }).click();
  await frame.getByText('Modal is closed').waitFor();
  await frame.getByRole('button', { name: 'Open modal' }).click();
  await frame.getByRole('button', { name: 'Done' }).last().click();
  await frame.getByText('Modal is closed').waitFor();
  expect(complaints).toEqual([]);
});

test('the save bar follows React’s state in both directions', async () => {
  const { page, frame, complaints } = await openReact();
  await frame.getByRole('button', { name: 'Change' }).click();
  await frame.getByText('page is dirty').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await frame.getByText('page is clean').waitFor();
  await page.getByRole('region', { name: 'Unsaved changes' }).waitFor({ state: 'hidden' });
  expect(complaints).toEqual([]);
});

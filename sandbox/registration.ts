/** The app as the partner dashboard knows it: read from the project's own shopify.app.toml. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';
import { z } from 'zod';
import type { AppRegistration, Subscription } from './world.ts';

const file = z.object({
  client_id: z.string().regex(/^[0-9a-f]{32}$/),
  access_scopes: z.object({ scopes: z.string(), optional_scopes: z.array(z.string()).default([]) }),
  webhooks: z.object({
    subscriptions: z.array(
      z.object({
        uri: z.string(),
        topics: z.array(z.string()).default([]),
        compliance_topics: z.array(z.string()).default([]),
      }),
    ),
  }),
  app_proxy: z.object({ url: z.url(), subpath: z.string(), prefix: z.string() }),
});

const DEFAULT_FILE = new URL('../shopify.app.toml', import.meta.url);

/**
 * @param url where the app is reached, without a trailing slash: takes the place of the file's addresses
 * @throws Error that says what the file lacks
 */
export function readRegistration(options: { url: string; secret: string; file?: URL }): AppRegistration {
  const { file: from = DEFAULT_FILE } = options;
  const read = file.safeParse(parse(readFileSync(from, 'utf8')));
  if (!read.success)
    throw new Error(`${fileURLToPath(from)} is not complete:\n${z.prettifyError(read.error)}`);
  const toml = read.data;
  const { scopes, optional_scopes: optionalScopes } = toml.access_scopes;
  const subscriptions: Subscription[] = toml.webhooks.subscriptions.flatMap(
    ({ uri, topics, compliance_topics }) =>
      [...compliance_topics, ...topics].map((topic) => ({ topic, uri })),
  );
  const { url, subpath, prefix } = toml.app_proxy;
  return {
    apiKey: toml.client_id,
    secret: options.secret,
    url: options.url,
    scopes: scopes.split(',').map((scope) => scope.trim()),
    optionalScopes,
    subscriptions,
    proxy: { url: options.url + new URL(url).pathname, subpath, prefix },
  };
}

import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BlockStack, Page } from '@shopify/polaris';
import { z } from 'zod';
import { AccessCard } from '../components/access-card.tsx';
import { pageTitle } from '../components/page-title.ts';
import { type SaveOutcome, SettingForm } from '../components/setting-form.tsx';
import { isSettingName, ROLE_FIELD, settingsView } from '../components/setting-view.ts';
import { useLiveData, WAITING_MS } from '../components/use-live-data.ts';
import { useT } from '../components/words.tsx';
import { ROLE_NAMES } from '../core/role.ts';
import { say } from '../core/saying.ts';
import { composition } from '../deps.server.ts';
import { answering } from '../failure.server.ts';
import { readForm } from '../form.server.ts';
import { answerLanguage } from '../language.server.ts';
import { readSettingsPage } from '../services/read-settings-page.ts';
import { saveSettings } from '../services/save-settings.ts';
import { completeShop, requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Settings');

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, shopDomain, actor } = await requireStaff(request);
  await completeShop({ shopId, shopDomain });
  const page = await readSettingsPage(composition().deps, { shopId, reader: actor.id });
  return settingsView(page, await answerLanguage(request));
}

const settings = z.partialRecord(z.string().refine(isSettingName), z.string().max(500));
const roles = z.record(z.string().regex(/^\d{1,20}$/), z.enum(ROLE_NAMES));

/** Fields whose names begin so are roles; the others settings. */
function readFields(sent: Record<string, FormDataEntryValue>) {
  const [role = [], setting = []] = [true, false].map((isRole) =>
    Object.entries(sent).filter(([name]) => name.startsWith(ROLE_FIELD) === isRole),
  );
  const byId = role.map(([name, value]) => [name.slice(ROLE_FIELD.length), value]);
  return z
    .object({ settings, roles })
    .safeParse({ settings: Object.fromEntries(setting), roles: Object.fromEntries(byId) });
}

const REFUSALS = {
  'last-owner': say('Make somebody else an owner first: a shop always keeps one.'),
  'not-there': say('This person is no longer known here. Reload the page.'),
} as const;

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const sent = readFields(await readForm(request));
  if (!sent.success)
    return data({ saved: false, problems: {} } satisfies SaveOutcome as SaveOutcome, { status: 400 });
  const { problems, refused } = await answering(
    saveSettings(composition().deps, { shopId, actor, ...sent.data }),
  );
  const ofRoles = Object.entries(refused).map(([id, code]) => [`${ROLE_FIELD}${id}`, REFUSALS[code]]);
  const all: Record<string, string> = { ...problems, ...Object.fromEntries(ofRoles) };
  const saved = Object.keys(all).length === 0;
  return data({ saved, problems: all } as SaveOutcome, { status: saved ? 200 : 422 });
}

export default function Settings() {
  const t = useT();
  const view = useLoaderData<typeof loader>();
  useLiveData(WAITING_MS);
  return (
    <Page title={t('Settings')}>
      <BlockStack gap="400">
        <SettingForm view={view} />
        <AccessCard granted={view.granted} />
      </BlockStack>
    </Page>
  );
}

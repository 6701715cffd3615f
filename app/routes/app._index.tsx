import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BlockStack, Box, Card, InlineGrid, Page } from '@shopify/polaris';
import { AlarmBanner } from '../components/alarm-banner.tsx';
import { HomeChart } from '../components/home-chart.tsx';
import { HomeNews } from '../components/home-news.tsx';
import { HomePile } from '../components/home-pile.tsx';
import { HomeSetup } from '../components/home-setup.tsx';
import { homeView } from '../components/home-view.ts';
import { useMay } from '../components/may.tsx';
import { NoRequests } from '../components/no-requests.tsx';
import { pageTitle } from '../components/page-title.ts';
import { useLiveData, WAITING_MS } from '../components/use-live-data.ts';
import { useT } from '../components/words.tsx';
import { say } from '../core/saying.ts';
import { composition } from '../deps.server.ts';
import { answering } from '../failure.server.ts';
import { readForm } from '../form.server.ts';
import { changeSettings } from '../services/change-settings.ts';
import { readHome } from '../services/read-home.ts';
import { completeShop, requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches);

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, shopDomain, actor } = await requireStaff(request);
  await completeShop({ shopId, shopDomain });
  return homeView(await readHome(composition().deps, { shopId, reader: actor }));
}

export async function action({ request }: ActionFunctionArgs) {
  const { shopId, actor } = await requireStaff(request);
  const { intent } = await readForm(request);
  if (intent !== 'hide-setup') return data({ outcome: 'unusable' }, { status: 400 });
  const hiding = changeSettings(composition().deps, { shopId, actor, sent: { setupList: 'hidden' } });
  return data({ outcome: (await answering(hiding)).outcome });
}

export default function Home() {
  const { any, alarms, piles, flow, onTime, onTimeText, since, news, setup } = useLoaderData<typeof loader>();
  useLiveData(WAITING_MS);
  const t = useT();
  const mayHandle = useMay('requests.handle');
  return (
    <Page
      title={t('Home')}
      fullWidth
      primaryAction={mayHandle ? { content: t('Start a request'), url: '/app/customers' } : undefined}
    >
      <Box paddingBlockEnd="400">
        <BlockStack gap="400">
          <AlarmBanner alarms={alarms} />
          {any ? (
            <>
              <InlineGrid columns={{ xs: 1, sm: 2, lg: 4 }} gap="400" alignItems="start">
                {piles.map((pile) => (
                  <HomePile key={pile.name} pile={pile} />
                ))}
              </InlineGrid>
              <HomeNews since={since} news={news} />
              <InlineGrid columns={{ xs: 1, md: 2 }} gap="400" alignItems="start">
                <HomeChart
                  title={say('Received and answered')}
                  text={say('Requests, by week from its Monday')}
                  chart={flow}
                />
                <HomeChart
                  title={say('Answered on time')}
                  text={onTimeText ?? say('Nothing was answered in these weeks.')}
                  chart={onTime}
                />
              </InlineGrid>
            </>
          ) : (
            <Card padding="0">
              <NoRequests />
            </Card>
          )}
          <HomeSetup setup={setup} />
        </BlockStack>
      </Box>
    </Page>
  );
}

import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Box, Card, InlineStack, Link, Page, Text } from '@shopify/polaris';
import { z } from 'zod';
import { ActivityFilters } from '../components/activity-filters.tsx';
import { Alarms } from '../components/alarms.tsx';
import { ExportAction } from '../components/export-action.tsx';
import { FactTable } from '../components/fact-table.tsx';
import { pageTitle } from '../components/page-title.ts';
import { actorText } from '../components/timeline.tsx';
import { useT } from '../components/words.tsx';
import { readActivityFilter, writeActivityFilter } from '../core/activity.ts';
import { eventText } from '../core/audit-text.ts';
import { momentText } from '../core/date-text.ts';
import { deliveryProblemText } from '../core/delivery-problem.ts';
import { topicName } from '../core/topic.ts';
import { composition } from '../deps.server.ts';
import { listAlarms } from '../services/list-alarms.ts';
import { listActivity } from '../services/read-activity.ts';
import { requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Activity');

const place = z.object({ before: z.uuid().nullable().catch(null), after: z.uuid().nullable().catch(null) });

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, actor: reader } = await requireStaff(request);
  const { deps } = composition();
  const { searchParams } = new URL(request.url);
  const at = place.parse({ before: searchParams.get('before'), after: searchParams.get('after') });
  const filter = readActivityFilter(searchParams);
  const [page, { alarms, count }] = await Promise.all([
    listActivity(deps, { shopId, filter, ...at }),
    listAlarms(deps, shopId),
  ]);
  const { previous, next, timeZone, staff, titles } = page;
  const events = page.events.map(({ id, type, at, entry, requestNumber }) => {
    const { label, detail, actor } = eventText(type, entry, staff, titles);
    const who = actorText(actor, reader, staff);
    return { id, label, detail, who, at: momentText(at, timeZone), requestNumber };
  });
  const alarmLines = alarms.map(({ id, topic, receivedAt, problem }) => ({
    id,
    topic: topicName(topic) || '–',
    received: momentText(receivedAt, timeZone),
    problem: deliveryProblemText(problem),
  }));
  const query = writeActivityFilter(filter);
  return { events, previous, next, alarms: alarmLines, count, filter, query, staff };
}

export default function Activity() {
  const t = useT();
  const { events, previous, next, alarms, count, filter, query, staff } = useLoaderData<typeof loader>();
  const navigation = useNavigation();
  return (
    <Page title={t('Activity')} subtitle={t('Everything that was done, by whom and when')} fullWidth>
      <BlockStack gap="400">
        <Alarms alarms={alarms} count={count} />
        <ActivityFilters key={query} filter={filter} staff={staff} />
        <ExportAction query={query} />
        <Card padding="0">
          {events.length === 0 ? (
            <NothingFound />
          ) : (
            <FactTable
              name={{ singular: t('event'), plural: t('events') }}
              rows={events}
              keyOf={({ id }) => id}
              loading={navigation.location?.pathname === '/app/activity'}
              paging={{ path: query === '' ? '/app/activity' : `/app/activity?${query}`, previous, next }}
              entry={(row) => <Entry {...row} />}
              columns={[
                { title: t('When'), cell: ({ at }) => t(at) },
                { title: t('What'), cell: ({ label }) => t(label) },
                { title: t('Details'), cell: ({ detail }) => t(detail) || '–' },
                { title: t('Who'), cell: ({ who }) => t(who) },
                { title: t('Request'), cell: (row) => <RequestLink {...row} /> },
              ]}
            />
          )}
        </Card>
      </BlockStack>
    </Page>
  );
}

/** A filter that leaves nothing. */
const NothingFound = () => {
  const t = useT();
  return (
    <Box padding="800">
      <Text as="p" alignment="center" tone="subdued">
        {t('Nothing in the log matches. Widen the filters to see more.')}
      </Text>
    </Box>
  );
};

type Row = ReturnType<typeof useLoaderData<typeof loader>>['events'][number];

/** An event in the phone's list. */
function Entry({ at, label, detail, who, requestNumber }: Row) {
  const t = useT();
  return (
    <BlockStack gap="050">
      <InlineStack align="space-between" gap="200" wrap={false}>
        <Text as="span" fontWeight="medium">
          {t(label)}
        </Text>
        {requestNumber !== null && <RequestLink requestNumber={requestNumber} />}
      </InlineStack>
      {detail !== '' && (
        <Text as="span" breakWord>
          {t(detail)}
        </Text>
      )}
      <Text as="span" tone="subdued" variant="bodySm">
        {t('{who}, {at}', { who, at })}
      </Text>
    </BlockStack>
  );
}

function RequestLink({ requestNumber }: { requestNumber: number | null }) {
  if (requestNumber === null) return '–';
  return <Link url={`/app/requests/${requestNumber}`}>#{requestNumber}</Link>;
}

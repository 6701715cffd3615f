import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Card, InlineStack, Link, Page, Text } from '@shopify/polaris';
import { z } from 'zod';
import { Alarms } from '../components/alarms.tsx';
import { ExportAction } from '../components/export-action.tsx';
import { FactTable } from '../components/fact-table.tsx';
import { actorText } from '../components/timeline.tsx';
import { eventText } from '../core/audit-text.ts';
import { momentText } from '../core/date-text.ts';
import { deliveryProblemText } from '../core/delivery-problem.ts';
import { topicName } from '../core/topic.ts';
import { composition } from '../deps.server.ts';
import { listAlarms } from '../services/list-alarms.ts';
import { listActivity } from '../services/read-activity.ts';
import { requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction = () => [{ title: 'Activity · Privacy Desk' }];

const place = z.object({ before: z.uuid().nullable().catch(null), after: z.uuid().nullable().catch(null) });

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId, actor: reader } = await requireStaff(request);
  const { deps } = composition();
  const { searchParams } = new URL(request.url);
  const at = place.parse({ before: searchParams.get('before'), after: searchParams.get('after') });
  const [page, { alarms, count }] = await Promise.all([
    listActivity(deps, { shopId, ...at }),
    listAlarms(deps, shopId),
  ]);
  const { previous, next, timeZone, staff } = page;
  const events = page.events.map(({ id, type, at, entry, requestNumber }) => {
    const { label, detail, actor } = eventText(type, entry, staff);
    const who = actorText(actor, reader, staff);
    return { id, label, detail, who, at: momentText(at, timeZone), requestNumber };
  });
  const alarmLines = alarms.map(({ id, topic, receivedAt, problem }) => ({
    id,
    topic: topicName(topic) || '–',
    received: momentText(receivedAt, timeZone),
    problem: deliveryProblemText(problem),
  }));
  return { events, previous, next, alarms: alarmLines, count };
}

export default function Activity() {
  const { events, previous, next, alarms, count } = useLoaderData<typeof loader>();
  const navigation = useNavigation();
  return (
    <Page title="Activity" subtitle="Everything that was done, by whom and when" fullWidth>
      <BlockStack gap="400">
        <Alarms alarms={alarms} count={count} />
        <ExportAction />
        <Card padding="0">
          <FactTable
            name={{ singular: 'event', plural: 'events' }}
            rows={events}
            keyOf={({ id }) => id}
            loading={navigation.location?.pathname === '/app/activity'}
            paging={{ path: '/app/activity', previous, next }}
            entry={Entry}
            columns={[
              { title: 'When', cell: ({ at }) => at },
              { title: 'What', cell: ({ label }) => label },
              { title: 'Details', cell: ({ detail }) => detail || '–' },
              { title: 'Who', cell: ({ who }) => who },
              { title: 'Request', cell: RequestLink },
            ]}
          />
        </Card>
      </BlockStack>
    </Page>
  );
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>['events'][number];

/** An event in the phone's list. */
function Entry({ at, label, detail, who, requestNumber }: Row) {
  return (
    <BlockStack gap="050">
      <InlineStack align="space-between" gap="200" wrap={false}>
        <Text as="span" fontWeight="medium">
          {label}
        </Text>
        {requestNumber !== null && <RequestLink requestNumber={requestNumber} />}
      </InlineStack>
      {detail !== '' && (
        <Text as="span" breakWord>
          {detail}
        </Text>
      )}
      <Text as="span" tone="subdued" variant="bodySm">
        {who}, {at}
      </Text>
    </BlockStack>
  );
}

function RequestLink({ requestNumber }: { requestNumber: number | null }) {
  if (requestNumber === null) return '–';
  return <Link url={`/app/requests/${requestNumber}`}>#{requestNumber}</Link>;
}

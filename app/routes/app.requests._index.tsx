import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useNavigation } from '@remix-run/react';
import { BlockStack, Card, InlineStack, Link, Page, Text } from '@shopify/polaris';
import { z } from 'zod';
import { AlarmBanner } from '../components/alarm-banner.tsx';
import { FactTable } from '../components/fact-table.tsx';
import { NoRequests } from '../components/no-requests.tsx';
import { DueBadge, StateBadges } from '../components/request-badges.tsx';
import { kindLabel, personText, sourceLabel } from '../components/request-words.ts';
import { RUNNING_MS, useLiveData, WAITING_MS } from '../components/use-live-data.ts';
import { dueText, momentText } from '../core/date-text.ts';
import { composition } from '../deps.server.ts';
import { listRequests } from '../services/read-requests.ts';
import { requireStaff } from '../shopify.server.ts';

export const meta: MetaFunction = () => [{ title: 'Requests · Privacy Desk' }];

const place = z.object({
  before: z.string().max(20).nullable().catch(null),
  after: z.string().max(20).nullable().catch(null),
});

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireStaff(request);
  const { searchParams } = new URL(request.url);
  const { before, after } = place.parse({
    before: searchParams.get('before'),
    after: searchParams.get('after'),
  });
  const { lines, previous, next, alarms, timeZone, today } = await listRequests(composition().deps, {
    shopId,
    before,
    after,
  });
  const rows = lines.map(({ subject, receivedAt, due, ...line }) => ({
    ...line,
    person: personText(line.kind, subject),
    received: momentText(receivedAt, timeZone),
    due: line.state === 'closed' ? null : dueText(due, today),
  }));
  return { rows, previous, next, alarms };
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>['rows'][number];

const NumberLink = ({ number }: Row) => (
  <Link url={`/app/requests/${number}`} dataPrimaryLink monochrome removeUnderline>
    <Text as="span" variant="bodyMd" fontWeight="semibold">
      #{number}
    </Text>
  </Link>
);

const Entry = (row: Row) => (
  <BlockStack gap="150">
    <InlineStack align="space-between" gap="200">
      <NumberLink {...row} />
      <Text as="span" tone="subdued" variant="bodySm">
        {kindLabel(row.kind)}
      </Text>
    </InlineStack>
    <Text as="span" breakWord>
      {row.person}
    </Text>
    <Text as="span" tone="subdued" variant="bodySm">
      {sourceLabel(row.source)}, {row.received}
    </Text>
    <InlineStack gap="100">
      <StateBadges state={row.state} blocked={row.blocked} />
      {row.due && <DueBadge due={row.due} />}
    </InlineStack>
  </BlockStack>
);

export default function Requests() {
  const { rows, previous, next, alarms } = useLoaderData<typeof loader>();
  const navigation = useNavigation();
  useLiveData(rows.some(({ state, blocked }) => state === 'gathering' && !blocked) ? RUNNING_MS : WAITING_MS);
  return (
    <Page title="Requests" fullWidth primaryAction={{ content: 'Start a request', url: '/app/customers' }}>
      <BlockStack gap="400">
        <AlarmBanner alarms={alarms} />
        <Card padding="0">
          {rows.length === 0 ? (
            <NoRequests />
          ) : (
            <FactTable
              name={{ singular: 'request', plural: 'requests' }}
              rows={rows}
              keyOf={({ id }) => id}
              entry={Entry}
              loading={navigation.location?.pathname === '/app/requests'}
              paging={{ path: '/app/requests', previous, next }}
              columns={[
                { title: 'Request', cell: NumberLink },
                { title: 'Person', cell: ({ person }) => person },
                { title: 'Kind', cell: ({ kind }) => kindLabel(kind) },
                { title: 'Source', cell: ({ source }) => sourceLabel(source) },
                { title: 'State', cell: StateBadges },
                { title: 'Received', cell: ({ received }) => received },
                { title: 'Due', cell: ({ due }) => due && <DueBadge due={due} /> },
              ]}
            />
          )}
        </Card>
      </BlockStack>
    </Page>
  );
}

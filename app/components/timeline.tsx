import { BlockStack, Card, Text } from '@shopify/polaris';
import type { Actor } from '../core/audit.ts';

/** An event as the pages show it. */
export interface EventLine {
  id: string;
  label: string;
  detail: string;
  who: string;
  at: string;
}

/**
 * Who did it, to the member of staff who reads.
 * @param names of the shop's staff; one who is not in it is told by Shopify's number
 */
export function actorText(
  actor: Actor,
  reader: { id: string },
  names: Readonly<Record<string, string>> = {},
): string {
  if (actor.kind === 'platform') return 'Shopify';
  if (actor.kind === 'system') return 'Privacy Desk';
  return actor.id === reader.id ? 'You' : (names[actor.id] ?? `Staff member ${actor.id}`);
}

/** What happened to a request, newest first. */
export function Timeline({ events }: { events: EventLine[] }) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingSm">
          Timeline
        </Text>
        <ol style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 'var(--p-space-300)' }}>
          {events.map(({ id, label, detail, who, at }) => (
            <li key={id}>
              <Text as="p" fontWeight="medium">
                {label}
              </Text>
              {detail !== '' && (
                <Text as="p" breakWord>
                  {detail}
                </Text>
              )}
              <Text as="p" tone="subdued" variant="bodySm">
                {who}, {at}
              </Text>
            </li>
          ))}
        </ol>
      </BlockStack>
    </Card>
  );
}

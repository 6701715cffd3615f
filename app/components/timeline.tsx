import { BlockStack, Box, Card, Text } from '@shopify/polaris';
import type { Actor } from '../core/audit.ts';
import { type Saying, say } from '../core/saying.ts';
import { CommentForm, CommentRemoval } from './comment-form.tsx';
import { useT } from './words.tsx';

/** An event as the pages show it. */
export interface EventLine {
  id: string;
  label: Saying;
  detail: Saying;
  who: Saying;
  at: Saying;
  /** What a member of staff said, in place of what happened. */
  comment?: { text: string; removable: boolean };
}

/**
 * Who did it, to the member of staff who reads.
 * @param names of the shop's staff; one who is not in it is told by Shopify's number
 */
export function actorText(
  actor: Actor,
  reader: { id: string },
  names: Readonly<Record<string, string>> = {},
): Saying {
  if (actor.kind === 'platform') return 'Shopify';
  if (actor.kind === 'system') return 'Privacy Desk';
  if (actor.kind === 'person') return say('The person');
  return actor.id === reader.id
    ? say('You')
    : (names[actor.id] ?? say('Staff member {id}', { id: actor.id }));
}

/** What a colleague said, set apart from what happened. */
function Said({ id, comment }: { id: string; comment: NonNullable<EventLine['comment']> }) {
  return (
    <Box background="bg-surface-secondary" padding="200" borderRadius="200">
      <div style={{ whiteSpace: 'pre-wrap' }}>
        <Text as="p" breakWord>
          {comment.text}
        </Text>
      </div>
      {comment.removable && <CommentRemoval commentId={id} />}
    </Box>
  );
}

function What({ id, label, detail, comment }: EventLine) {
  const t = useT();
  if (comment) return <Said id={id} comment={comment} />;
  return (
    <>
      <Text as="p" fontWeight="medium">
        {t(label)}
      </Text>
      {detail !== '' && (
        <Text as="p" breakWord>
          {t(detail)}
        </Text>
      )}
    </>
  );
}

/**
 * What happened to a request and what was said about it, newest first.
 * @param props.shut the person was erased: what was said is for a proof only
 */
export function Timeline(props: { requestId: string; events: EventLine[]; shut: boolean }) {
  const t = useT();
  const { requestId, events, shut } = props;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingSm">
          {t('Timeline')}
        </Text>
        {shut ? (
          <Text as="p" tone="subdued">
            {t('The person was erased. What was said about them is shut, and nothing can be added.')}
          </Text>
        ) : (
          <CommentForm requestId={requestId} />
        )}
        <ol style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 'var(--p-space-300)' }}>
          {events.map((event) => (
            <li key={event.id}>
              <What {...event} />
              <Text as="p" tone="subdued" variant="bodySm">
                {t('{who}, {at}', { who: event.who, at: event.at })}
              </Text>
            </li>
          ))}
        </ol>
      </BlockStack>
    </Card>
  );
}

import { useFetcher } from '@remix-run/react';
import { BlockStack, InlineStack, Text, TextField } from '@shopify/polaris';
import { useEffect, useState } from 'react';
import { MOST_COMMENT } from '../core/comment.ts';
import { say } from '../core/saying.ts';
import { useMay } from './may.tsx';
import { SaveGuard } from './save-guard.tsx';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

const REFUSED: Record<string, string> = {
  shut: say('The person was erased, and what was said about them is shut. The comment was not kept.'),
  unusable: say('The comment was not kept. Write something, up to 2,000 characters.'),
};

/** Says something to the colleagues who look at this request. */
export function CommentForm({ requestId }: { requestId: string }) {
  const t = useT();
  const fetcher = useFetcher<{ outcome: string }>();
  const [text, setText] = useState('');
  const { state, data } = fetcher;
  useEffect(() => {
    if (data?.outcome === 'added') setText('');
  }, [data]);
  const isTyped = text.trim() !== '';
  const add = () => fetcher.submit({ intent: 'comment', requestId, text }, { method: 'post' });
  if (!useMay('requests.handle')) return null;
  return (
    <fetcher.Form method="post">
      <SaveGuard
        id="comment"
        isTyped={isTyped && state === 'idle'}
        onSave={add}
        onDiscard={() => setText('')}
      />
      <input type="hidden" name="intent" value="comment" />
      <input type="hidden" name="requestId" value={requestId} />
      <BlockStack gap="200">
        <TextField
          label={t('Comment for your colleagues')}
          name="text"
          value={text}
          onChange={setText}
          multiline={2}
          maxLength={MOST_COMMENT}
          maxHeight="12rem"
          autoComplete="off"
          error={t(REFUSED[data?.outcome ?? ''] ?? '')}
        />
        <InlineStack>
          <SubmitButton loading={state !== 'idle'} disabled={!isTyped}>
            {t('Add comment')}
          </SubmitButton>
        </InlineStack>
      </BlockStack>
    </fetcher.Form>
  );
}

const NOT_REMOVED: Record<string, string> = {
  'too-late': say('It is too late: colleagues may have acted on it.'),
};

/** Takes back one's own comment. */
export function CommentRemoval({ commentId }: { commentId: string }) {
  const t = useT();
  const fetcher = useFetcher<{ outcome: string }>();
  const problem = NOT_REMOVED[fetcher.data?.outcome ?? ''];
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="remove-comment" />
      <input type="hidden" name="commentId" value={commentId} />
      <SubmitButton variant="plain" tone="critical" loading={fetcher.state !== 'idle'}>
        {t('Remove this comment')}
      </SubmitButton>
      {problem && (
        <Text as="p" tone="critical" variant="bodySm">
          {t(problem)}
        </Text>
      )}
    </fetcher.Form>
  );
}

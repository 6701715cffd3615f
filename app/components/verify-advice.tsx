import { InlineStack, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import { say } from '../core/saying.ts';
import { STAFF_CHECKS, type StaffCheck } from '../core/verification.ts';
import { CloseUnreleasedAction, ConfirmedMove } from './confirm-move.tsx';
import type { RequestView } from './request-view.ts';
import { useT } from './words.tsx';

const CHECKS = Object.entries(STAFF_CHECKS).map(([value, { label }]) => ({ value, label }));

/** For who was recognised in another way than by the mailed link; how goes on record. */
function VerifyAction({ requestId }: { requestId: string }) {
  const t = useT();
  const [check, setCheck] = useState<StaffCheck>('known-contact');
  return (
    <ConfirmedMove
      label={t('Mark as verified')}
      title={t('Do you know who asks?')}
      confirm={t('Mark as verified')}
      fields={{ intent: 'verify', requestId, check }}
    >
      <Text as="p">
        {t(
          'The request then begins, and its answer may hold everything about the person. That it was you who vouched, and how you know, goes on record. Ask for no copy of an identity card: it is hardly ever proportionate.',
        )}
      </Text>
      <Select
        label={t('How you know')}
        options={CHECKS.map(({ value, label }) => ({ value, label: t(label) }))}
        value={check}
        onChange={(chosen) => setCheck(chosen as StaffCheck)}
      />
    </ConfirmedMove>
  );
}

/** Somebody has typed an address into the storefront's form; whose it is, the mailed link will tell. */
export function verifyAdvice({ id, kind, clocks }: RequestView) {
  return {
    tone: 'info',
    title: 'Waiting for the person to confirm that the request is theirs',
    text: say(
      'A link was mailed to them; when they press its button, the request begins by itself. Until then nothing is done, and the date of {day} stands. If nobody confirms within 30 days, it is closed.',
      { day: clocks.law.due.on },
    ),
    action: (
      <InlineStack gap="300" blockAlign="start">
        <VerifyAction requestId={id} />
        <CloseUnreleasedAction requestId={id} kind={kind} />
      </InlineStack>
    ),
  } as const;
}

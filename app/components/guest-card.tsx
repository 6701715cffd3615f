import { BlockStack, Card, Text, TextField } from '@shopify/polaris';
import { type FormEvent, useState } from 'react';
import type { Candidate } from './confirm-start.tsx';
import { SubmitButton } from './submit-button.tsx';
import { useT } from './words.tsx';

/** Starts a request for somebody of whom only the e-mail address is known. */
export function GuestCard(props: {
  formId: string;
  error: string | null;
  busy: boolean;
  onChoose: (candidate: Candidate) => void;
}) {
  const t = useT();
  const { formId, error, busy, onChoose } = props;
  const [email, setEmail] = useState('');
  // Another address is another form, so that a correction never ends at the first person's request.
  const [edits, setEdits] = useState(0);
  const change = (value: string) => {
    setEmail(value);
    setEdits((count) => count + 1);
  };
  const choose = (event: FormEvent) => {
    event.preventDefault();
    const fields = { intent: 'start-guest', formId: `${formId}-guest-${edits}`, email };
    onChoose({ who: email.trim(), openRequests: [], fields });
  };
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('No customer record? Start by e-mail')}
        </Text>
        <form onSubmit={choose}>
          <TextField
            label={t('E-mail address')}
            type="email"
            name="email"
            value={email}
            onChange={change}
            autoComplete="off"
            maxLength={320}
            requiredIndicator
            error={error === null ? undefined : t(error)}
            helpText={t('Guests who ordered without an account are found by the address they ordered with.')}
            connectedRight={
              <SubmitButton size="large" loading={busy} disabled={email.trim() === ''}>
                {t('Start request')}
              </SubmitButton>
            }
          />
        </form>
      </BlockStack>
    </Card>
  );
}

import { useFetcher } from '@remix-run/react';
import { Modal, TitleBar } from '@shopify/app-bridge-react';
import { BlockStack, Box, Button, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import { CLOSING_REASONS, type ClosingReason } from '../core/release.ts';
import type { Permission } from '../core/role.ts';
import { useMay } from './may.tsx';
import { MOVES } from './move-action.tsx';
import { useT } from './words.tsx';

/** A button that asks once more before the page's action carries the move out. */
export function ConfirmedMove(props: {
  label: string;
  title: string;
  confirm: string;
  fields: Record<string, string>;
  critical?: boolean;
  /** Who may not do it is not offered it. */
  needs?: Permission;
  /** What it is about, for who does not see where the button stands. */
  about?: string;
  children: React.ReactNode;
}) {
  const t = useT();
  const {
    label,
    title,
    confirm,
    fields,
    critical = false,
    about,
    needs = 'requests.handle',
    children,
  } = props;
  const mayDo = useMay(needs);
  const fetcher = useFetcher();
  const [open, setOpen] = useState(false);
  const cancel = () => setOpen(false);
  const run = () => {
    fetcher.submit(fields, { method: 'post' });
    setOpen(false);
  };
  if (!mayDo) return null;
  return (
    <>
      <Button
        tone={critical ? 'critical' : undefined}
        accessibilityLabel={
          about === undefined ? undefined : t('{label}: {about}', { label: t(label), about: t(about) })
        }
        loading={fetcher.state !== 'idle'}
        onClick={() => setOpen(true)}
      >
        {t(label)}
      </Button>
      <Modal open={open} onHide={cancel} variant="small">
        <Box padding="400">
          <BlockStack gap="300">{children}</BlockStack>
        </Box>
        <TitleBar title={t(title)}>
          <button type="button" variant="primary" tone={critical ? 'critical' : undefined} onClick={run}>
            {t(confirm)}
          </button>
          <button type="button" onClick={cancel}>
            {t('Cancel')}
          </button>
        </TitleBar>
      </Modal>
    </>
  );
}

/** Takes a release back; what is out already cannot be called back, and that is said first. */
export function WithdrawAction({ requestId, downloaded }: { requestId: string; downloaded: boolean }) {
  const t = useT();
  return (
    <ConfirmedMove
      label={t('Withdraw release')}
      title={t('Withdraw the release?')}
      confirm={t('Withdraw')}
      critical
      fields={{ intent: 'withdraw', requestId }}
    >
      {downloaded && (
        <Text as="p" fontWeight="semibold">
          {t(
            'The archive has been downloaded already. Withdrawing does not call that file back: if the person has it, tell them that a corrected answer follows.',
          )}
        </Text>
      )}
      <Text as="p">
        {t(
          'No link opens the archive any more, and the request goes back to review. What was gathered stays.',
        )}
      </Text>
    </ConfirmedMove>
  );
}

/** Marks an answer as given that nobody has downloaded: there are ways in which that is right, and it is asked once. */
export function CloseUnseenAction({ requestId }: { requestId: string }) {
  const t = useT();
  return (
    <ConfirmedMove
      label={MOVES.close.label}
      title={t('Nobody has downloaded the archive yet')}
      confirm={MOVES.close.label}
      fields={{ intent: 'close', requestId }}
    >
      <Text as="p">
        {t(
          'Privacy Desk sends nothing to the person: somebody has to download the archive and pass it on. Mark the request as answered only if the person has the answer in another way.',
        )}
      </Text>
    </ConfirmedMove>
  );
}

/** Those that fit a kind of request. */
const reasonsFor = (kind: string) =>
  Object.entries(CLOSING_REASONS)
    .filter(([, row]) => !('kind' in row) || row.kind === kind)
    .map(([value, { label }]) => ({ value, label }));

const UNRELEASED = {
  label: 'Close without release',
  title: 'Close without release?',
  text: 'The law’s clock stops here, and no archive is made. The reason goes on record; you can open the request again.',
};
/** Of a request that is carried out by a plan. */
const UNPLANNED = {
  label: 'Close without changes',
  title: 'Close without changes?',
  text: 'The law’s clock stops here, and nothing that is only planned is changed. The reason goes on record. What was carried out before stays as it is.',
};

const UNERASED = {
  label: 'Close without erasing',
  title: 'Close without erasing?',
  text: 'The law’s clock stops here, and nothing that is only planned is erased. The reason goes on record. Where you refuse, tell the person why, and that they may complain to a supervisory authority or go to court (GDPR Art. 12(4)).',
};

/** Ends a request that is not answered with an archive of ours, or not by a plan. */
export function CloseUnreleasedAction({ requestId, kind }: { requestId: string; kind: string }) {
  const t = useT();
  const words = kind === 'access' ? UNRELEASED : kind === 'erasure' ? UNERASED : UNPLANNED;
  const [reason, setReason] = useState<ClosingReason>('answered-otherwise');
  return (
    <ConfirmedMove
      label={words.label}
      title={words.title}
      confirm={t('Close request')}
      fields={{ intent: 'close', requestId, reason }}
    >
      <Text as="p">{t(words.text)}</Text>
      <Select
        label={t('Reason')}
        options={reasonsFor(kind).map(({ value, label }) => ({ value, label: t(label) }))}
        value={reason}
        onChange={(chosen) => setReason(chosen as ClosingReason)}
      />
    </ConfirmedMove>
  );
}

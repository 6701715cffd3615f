import { Banner, type BannerProps, BlockStack, Button, InlineStack } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { storeName } from '../core/audit-text.ts';
import { rowText, type Saying, say, sentences } from '../core/saying.ts';
import { carryOutAdvice } from './carry-out-advice.tsx';
import { CloseUnreleasedAction, CloseUnseenAction, WithdrawAction } from './confirm-move.tsx';
import { DownloadAction } from './download-action.tsx';
import { erasureAdvice } from './erasure-advice.tsx';
import { NOT_YOURS, useMay } from './may.tsx';
import { MoveAction } from './move-action.tsx';
import { planAdvice } from './plan-advice.tsx';
import { rectifyAdvice } from './rectify-advice.tsx';
import type { RequestView } from './request-view.ts';
import { restrictionAdvice } from './restriction-advice.tsx';
import { Reason, RetryAction } from './retry-action.tsx';
import { verifyAdvice } from './verify-advice.tsx';
import { useT } from './words.tsx';

/** What the merchant should do now, and the means to do it. */
interface Advice {
  tone: BannerProps['tone'];
  title: Saying;
  text: Saying;
  action?: ReactNode;
}

const INCOMPLETE =
  'Some parts could not be read; below stands which, and how to mend that. Then gather again, before you release.';

function ReviewLink({ number }: { number: number }) {
  const t = useT();
  return (
    <Button variant="primary" url={`/app/requests/${number}/review`}>
      {t('Review the data')}
    </Button>
  );
}

/** The release stands in a card of its own, further down. */
function ReleaseLink() {
  const t = useT();
  if (!useMay('requests.handle')) return null;
  return (
    <Button variant="primary" url="#release">
      {t('Go to the release')}
    </Button>
  );
}

function blockedAdvice({ blocked }: RequestView): Advice {
  const stores = rowText([...new Set(blocked.map(({ store }) => storeName(store)))]);
  return {
    tone: 'critical',
    title: say('Gathering from {stores} has stopped and waits for you', { stores }),
    text: 'What was gathered so far is safe. Mend the cause, then try again: the work goes on from where it stopped.',
    action: blocked.map(({ id, reason }) => (
      <BlockStack gap="200" key={id}>
        <Reason text={reason} />
        <RetryAction stepId={id} />
      </BlockStack>
    )),
  };
}

/** Data to look through, or the certainty that there is none; the release stands in its own card below. */
function readyAdvice(request: RequestView): Advice {
  const { id, kind, number, records, gaps, clocks } = request;
  const by = clocks.law.due.on;
  const action = (
    <InlineStack gap="300" blockAlign="start">
      {records > 0 && <ReviewLink number={number} />}
      {records === 0 && gaps.length === 0 && <ReleaseLink />}
      {gaps.length > 0 && <MoveAction requestId={id} move="gather-again" />}
      <CloseUnreleasedAction requestId={id} kind={kind} />
    </InlineStack>
  );
  if (records > 0)
    return {
      tone: gaps.length > 0 ? 'warning' : 'info',
      title:
        gaps.length > 0
          ? 'Everything is gathered that could be read: see what is missing, then review the data'
          : 'Everything is gathered: review the data, then release the answer',
      text: sentences(
        say('The person should have it by {day}. Leave out what is about somebody else.', { day: by }),
        gaps.length > 0 ? INCOMPLETE : '',
      ),
      action,
    };
  if (gaps.length > 0)
    return {
      tone: 'warning',
      title: 'Nothing was found about this person, but parts could not be read',
      text: say(
        'Look at what is missing below. Mend what can be mended and gather again; where a record is gone from Shopify, there is nothing left to mend. Answer the person by {day}.',
        { day: by },
      ),
      action,
    };
  return {
    tone: 'success',
    title: 'Nothing is held about this person',
    text: say(
      'Shopify has no customer record and no order under the details of this request; Privacy Desk has only the record of the request itself. That is an answer too: tell the person by {day}. Release it, and the archive says so in words that you can send along.',
      { day: by },
    ),
    action,
  };
}

function releasingAdvice({ id, release }: RequestView): Advice {
  const size = release?.size ?? '';
  return {
    tone: 'info',
    title: 'The archive is being made',
    text: say('There is nothing for you to do now; you can leave this page. {size} written so far.', {
      size,
    }),
    action: (
      <InlineStack>
        <WithdrawAction requestId={id} downloaded={false} />
      </InlineStack>
    ),
  };
}

function releasedAdvice({ id, clocks, release }: RequestView): Advice {
  const stands = release?.state === 'released' && !release.outdated && release.problem === null;
  const downloaded = (release?.timesDownloaded ?? 0) > 0;
  return {
    tone: stands ? 'success' : 'warning',
    title: stands
      ? 'The answer is released: download it and send it to the person'
      : 'The released archive cannot be given out any more',
    text: stands
      ? say(
          'They should have it by {day}. Send it in a way that only they can open, then mark the request as answered.',
          { day: clocks.law.due.on },
        )
      : 'Below stands why. Withdraw the release, review the data, and release it again; or mark the request as answered if the person has the archive.',
    action: (
      <InlineStack gap="300" blockAlign="start">
        {stands && <DownloadAction requestId={id} />}
        {downloaded ? <MoveAction requestId={id} move="close" /> : <CloseUnseenAction requestId={id} />}
        <WithdrawAction requestId={id} downloaded={downloaded} />
      </InlineStack>
    ),
  };
}

function closedAdvice({ id, release }: RequestView): Advice {
  return {
    tone: 'info',
    title: 'This request is answered and closed',
    text: 'There is nothing more to do. If the answer did not reach the person, open the request again: its dates stand as before.',
    action: (
      <InlineStack gap="300" blockAlign="start">
        <MoveAction requestId={id} move="reopen" />
        {release?.state === 'released' && !release.outdated && <DownloadAction requestId={id} again />}
      </InlineStack>
    ),
  };
}

const gatheringAdvice = ({ steps }: RequestView): Advice => ({
  tone: 'info',
  title: steps.some(({ state }) => state === 'postponed')
    ? 'Gathering waits for something to pass, and goes on by itself'
    : 'The data is being gathered',
  text: 'There is nothing for you to do now. This page shows by itself how far it is; you can leave it, too.',
});

/** By state; every other one is still being gathered. */
const ADVICE: Record<string, (request: RequestView) => Advice> = {
  ready: readyAdvice,
  releasing: releasingAdvice,
  released: releasedAdvice,
};

/** Kinds with an own way to a plan, and from it; null where the plan itself says what comes next. */
const OF_KIND: Record<string, (request: RequestView) => Advice | null> = {
  rectification: rectifyAdvice,
  restriction: restrictionAdvice,
  objection: restrictionAdvice,
  'opt-out': restrictionAdvice,
};

/** The shop's settings have somebody look at it before anything begins. */
function beginAdvice({ id, steps }: RequestView): Advice {
  return {
    tone: 'warning',
    title: 'This request waits for your approval to begin',
    text: sentences(
      steps.find(({ waitsForApproval }) => waitsForApproval)?.reason ?? '',
      'Its dates run all the same. Look whether it is as it should be, then let it begin.',
    ),
    action: (
      <InlineStack>
        <MoveAction requestId={id} move="begin" />
      </InlineStack>
    ),
  };
}

function adviceFor(request: RequestView): Advice {
  if (request.verification.awaited) return verifyAdvice(request);
  if (request.steps.some(({ waitsForApproval }) => waitsForApproval)) return beginAdvice(request);
  const { kind, state, blocked } = request;
  if (state === 'carrying-out') return carryOutAdvice(request);
  const planned = planAdvice(request);
  if (planned) return planned;
  const own = request.erased ? null : (OF_KIND[kind]?.(request) ?? null);
  if (own) return own;
  if (kind !== 'access' || request.erased) return erasureAdvice(request);
  if (state === 'closed') return closedAdvice(request);
  if (blocked.length > 0) return blockedAdvice(request);
  return (ADVICE[state] ?? gatheringAdvice)(request);
}

/** The one place that says what comes next. */
export function NextAction({ request }: { request: RequestView }) {
  const { tone, title, text, action } = adviceFor(request);
  const t = useT();
  const mayAct = useMay('requests.handle');
  return (
    <Banner tone={tone} title={t(title)}>
      <BlockStack gap="300">
        <p>{t(text)}</p>
        {action}
        {action !== undefined && !mayAct && <p>{t(NOT_YOURS)}</p>}
      </BlockStack>
    </Banner>
  );
}

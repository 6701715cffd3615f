import {
  Badge,
  type BadgeProps,
  Banner,
  BlockStack,
  Box,
  Card,
  InlineStack,
  List,
  Text,
} from '@shopify/polaris';
import type { ReactNode } from 'react';
import { isOptionalScope } from '../core/access-scope.ts';
import { AskAccess } from './ask-access.tsx';
import { FactTable } from './fact-table.tsx';
import { PlanMove } from './plan-actions.tsx';
import { PlanChanges } from './plan-changes.tsx';
import type { PlanView } from './plan-view.ts';
import { PlanWays } from './plan-ways.tsx';
import { useT } from './words.tsx';

type Line = PlanView['lines'][number];

const TONES: Record<Line['action'], BadgeProps['tone']> = {
  erase: 'critical',
  anonymise: 'warning',
  change: 'attention',
  keep: undefined,
};

/** Cells of an index table keep to one line unless told otherwise. */
const Wrapped = ({ children }: { children: ReactNode }) => (
  <div style={{ whiteSpace: 'normal', overflowWrap: 'anywhere', minWidth: '8rem' }}>{children}</div>
);

function What({ title, where, fields }: Line) {
  const t = useT();
  return (
    <Wrapped>
      <Text as="p" fontWeight="medium">
        {t(title)}
      </Text>
      <Text as="p" tone="subdued" variant="bodySm">
        {fields === '' ? where : t('{store}: {fields}', { store: where, fields })}
      </Text>
    </Wrapped>
  );
}

function Ground({ ground, article }: Line) {
  const t = useT();
  return (
    <Wrapped>
      {t(ground)}
      {article !== '' && (
        <Text as="p" tone="subdued" variant="bodySm">
          {t(article)}
        </Text>
      )}
    </Wrapped>
  );
}

function Action({ action, actionLabel }: Line) {
  const t = useT();
  return <Badge tone={TONES[action]}>{t(actionLabel)}</Badge>;
}

/** What the app still has to be allowed; better known before the approval than after it. */
function Missing({ plan }: { plan: PlanView }) {
  const t = useT();
  const { missing, state } = plan;
  if (missing.length === 0) return null;
  return (
    <Banner tone="warning" title={t('Some of this needs access that Privacy Desk does not have yet')}>
      <BlockStack gap="300">
        <p>
          {state === 'proposed'
            ? t(
                'You can approve the plan without it: these steps then stop and wait for the access, and everything else is done.',
              )
            : t('These steps stop and wait for the access; everything else is done.')}
        </p>
        {missing.map(({ scope, label }) => (
          <BlockStack gap="100" key={scope}>
            <Text as="p" fontWeight="medium">
              {t(label)}
            </Text>
            {isOptionalScope(scope) ? (
              <AskAccess scope={scope} />
            ) : (
              <p>{t('Install the app again to grant it.')}</p>
            )}
          </BlockStack>
        ))}
      </BlockStack>
    </Banner>
  );
}

/** What is not over can still be planned anew; what can be undone is undone first. */
const CAN_PROPOSE_AGAIN = ['proposed', 'begun'];

/** What is erased, changed and kept, on which ground and until when; and every single change. */
export function PlanCard({ plan, canReadAgain }: { plan: PlanView | null; canReadAgain: boolean }) {
  const t = useT();
  if (plan === null) return null;
  const { lines, operations, state, badge, approved } = plan;
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="400">
          <InlineStack align="space-between" gap="200" blockAlign="center">
            <Text as="h2" variant="headingSm">
              {t('The plan')}
            </Text>
            <Badge tone={state === 'proposed' ? 'attention' : undefined}>{t(badge)}</Badge>
          </InlineStack>
          {approved && (
            <Text as="p" tone="subdued">
              {approved.by === null
                ? t('Approved on {when}', { when: approved.at })
                : t('Approved by {name} on {when}', { name: approved.by, when: approved.at })}
            </Text>
          )}
          {plan.joined > 0 && (
            <Text as="p" tone="subdued">
              {t(
                '{count, plural, one {# record came later and joined: the plan’s rules cover it.} other {# records came later and joined: the plan’s rules cover them.}}',
                { count: plan.joined },
              )}
            </Text>
          )}
          <Missing plan={plan} />
          <PlanWays plan={plan} />
        </BlockStack>
      </Box>
      <FactTable
        name={{ singular: t('decision'), plural: t('decisions') }}
        rows={lines}
        keyOf={({ key }) => key}
        columns={[
          { title: t('What'), cell: (line) => <What {...line} /> },
          { title: t('Action'), cell: (line) => <Action {...line} /> },
          { title: t('Ground'), cell: (line) => <Ground {...line} /> },
          { title: t('Kept until'), cell: ({ until }) => <Wrapped>{t(until)}</Wrapped> },
          { title: t('Records'), cell: ({ records }) => t('{records, number}', { records }) },
        ]}
      />
      <Box padding="400">
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h3" variant="headingSm">
              {t('In this order')}
            </Text>
            <List type="number">
              {operations.map(({ key, title, when }) => (
                <List.Item key={key}>{t('{step}. {when}.', { step: title, when })}</List.Item>
              ))}
            </List>
          </BlockStack>
          <PlanChanges changes={plan.changes} />
          {canReadAgain && CAN_PROPOSE_AGAIN.includes(state) && (
            <PlanMove requestId={plan.requestId} move="propose-again" />
          )}
        </BlockStack>
      </Box>
    </Card>
  );
}

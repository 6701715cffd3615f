import { Badge, InlineStack } from '@shopify/polaris';
import { dayText } from '../core/date-text.ts';
import { restrictionLabel } from '../core/restriction.ts';
import { type Saying, say } from '../core/saying.ts';
import type { Suppressed } from '../services/find-suppressions.ts';
import { useT } from './words.tsx';

export const suppressedText = ({ reason, since }: Suppressed): Saying =>
  say('{reason} since {day}', { reason: say(restrictionLabel(reason)), day: dayText(since) });

/** That a person's data is used less, and since when. */
export function RestrictionBadges({ suppressed }: { suppressed: Suppressed[] }) {
  const t = useT();
  if (suppressed.length === 0) return null;
  return (
    <InlineStack gap="100">
      {suppressed.map((each) => (
        <Badge key={each.reason} tone="warning">
          {t(suppressedText(each))}
        </Badge>
      ))}
    </InlineStack>
  );
}

import { Badge, InlineStack } from '@shopify/polaris';
import { dayText } from '../core/date-text.ts';
import { restrictionLabel } from '../core/restriction.ts';
import type { Suppressed } from '../services/find-suppressions.ts';

export const suppressedText = ({ reason, since }: Suppressed): string =>
  `${restrictionLabel(reason)} since ${dayText(since)}`;

/** That a person's data is used less, and since when. */
export function RestrictionBadges({ suppressed }: { suppressed: Suppressed[] }) {
  if (suppressed.length === 0) return null;
  return (
    <InlineStack gap="100">
      {suppressed.map((each) => (
        <Badge key={each.reason} tone="warning">
          {suppressedText(each)}
        </Badge>
      ))}
    </InlineStack>
  );
}

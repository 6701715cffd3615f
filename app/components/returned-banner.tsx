import { Banner } from '@shopify/polaris';

/** That the person was erased before: staff decide what follows, nothing does by itself. */
export function ReturnedBanner({ returned }: { returned: { number: number; on: string } | null }) {
  if (returned === null) return null;
  return (
    <Banner tone="warning" title={`This person was erased on ${returned.on}, under #${returned.number}`}>
      <p>
        They are known again: they may have come back by themselves, or an import brought them back. Nothing
        is erased a second time by itself. If it was an import, stop it from bringing them back.
      </p>
    </Banner>
  );
}

import { Banner } from '@shopify/polaris';
import { useT } from './words.tsx';

/** That the person was erased before: staff decide what follows, nothing does by itself. */
export function ReturnedBanner({ returned }: { returned: { number: number; on: string } | null }) {
  const t = useT();
  if (returned === null) return null;
  return (
    <Banner
      tone="warning"
      title={t('This person was erased on {on}, under #{number}', {
        on: returned.on,
        number: String(returned.number),
      })}
    >
      <p>
        {t(
          'They are known again: they may have come back by themselves, or an import brought them back. Nothing is erased a second time by itself. If it was an import, stop it from bringing them back.',
        )}
      </p>
    </Banner>
  );
}

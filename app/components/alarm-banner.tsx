import { Banner } from '@shopify/polaris';
import { useT } from './words.tsx';

/** Deliveries that Shopify signed and that could not be used: nothing to be quiet about. */
export function AlarmBanner({ alarms }: { alarms: number }) {
  const t = useT();
  if (alarms === 0) return null;
  return (
    <Banner
      tone="critical"
      title={t(
        '{alarms, plural, one {# message from Shopify could not be used} other {# messages from Shopify could not be used}}',
        { alarms },
      )}
      action={{ content: t('See what arrived'), url: '/app/activity#alarms' }}
    >
      <p>
        {t(
          '{alarms, plural, one {Shopify signed it, but no request could be opened from it.} other {Shopify signed them, but no request could be opened from them.}} All other requests are safe and go on. If you know of a customer who asked for their data at that time, start the request yourself under Customers.',
          { alarms },
        )}
      </p>
    </Banner>
  );
}

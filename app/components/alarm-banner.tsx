import { Banner } from '@shopify/polaris';

/** Deliveries that Shopify signed and that could not be used: nothing to be quiet about. */
export function AlarmBanner({ alarms }: { alarms: number }) {
  if (alarms === 0) return null;
  const what = alarms === 1 ? '1 message from Shopify' : `${alarms} messages from Shopify`;
  return (
    <Banner
      tone="critical"
      title={`${what} could not be used`}
      action={{ content: 'See what arrived', url: '/app/activity#alarms' }}
    >
      <p>
        Shopify signed {alarms === 1 ? 'it' : 'them'}, but no request could be opened from{' '}
        {alarms === 1 ? 'it' : 'them'}. All other requests are safe and go on. If you know of a customer who
        asked for their data at that time, start the request yourself under Customers.
      </p>
    </Banner>
  );
}

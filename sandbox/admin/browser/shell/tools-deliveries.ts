/** What was sent to the app, and what it answered. */
import type { Delivery } from '#sandbox/webhooks/sender.ts';
import { element } from './dom.ts';
import type { Tool, Tools } from './tools.ts';

const SHOWN = 50;

const STATES: Record<Delivery['state'], string> = {
  held: 'held back',
  pending: 'under way',
  delivered: 'delivered',
  'given-up': 'given up',
};

const outcome = ({ attempts, state }: Delivery) =>
  `${attempts.map(({ status, error }) => status ?? error ?? '…').join(', ') || '…'} · ${STATES[state]}`;

export function createDeliveries({ control, settings }: Tools): Tool {
  const list = element('ol', { class: 'plain deliveries' });
  const none = element('p', { class: 'quiet' }, 'None yet.');
  return {
    title: 'Webhooks sent',
    body: [none, list],
    async refresh() {
      const own = (await control.deliveries()).filter(({ shop }) => shop === settings.shop).slice(0, SHOWN);
      none.hidden = own.length > 0;
      const items = own.map((delivery) =>
        element(
          'li',
          { class: delivery.state },
          element('strong', {}, delivery.topic),
          element('span', {}, outcome(delivery)),
          element(
            'time',
            { datetime: delivery.triggeredAt },
            delivery.triggeredAt.slice(5, 16).replace('T', ' '),
          ),
        ),
      );
      list.replaceChildren(...items);
    },
  };
}

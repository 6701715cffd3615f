/** Sends any webhook that the app has subscribed to, as Shopify would, or forged; and what came of it. */
import type { ControlClient } from '#sandbox/control-client.ts';
import { button, element, select } from './dom.ts';
import type { Tool, Tools } from './tools.ts';
import { personInput } from './tools-customer.ts';

/** How the webhook differs from an honest one. */
const BENDS = {
  honest: { label: 'As Shopify sends it', bend: {} },
  forged: { label: 'Forged: signed with another secret', bend: { secret: 'not the app’s secret' } },
  unsigned: { label: 'Without a signature', bend: { headers: { 'X-Shopify-Hmac-Sha256': null } } },
  twice: { label: 'Delivered twice', bend: { copies: 2 } },
  malformed: { label: 'Signed, but not JSON', bend: { body: 'not JSON' } },
} as const;
type BendName = keyof typeof BENDS;

const ABOUT_A_PERSON = /^customers\//;

export function createWebhooks({ settings, control, run }: Tools): Tool {
  const topic = select(
    'Topic',
    settings.topics.map((name) => [name, name]),
  );
  const person = personInput();
  const bends = Object.entries(BENDS).map(([name, { label }]): [string, string] => [name, label]);
  const manner = select('Manner', bends);
  const payload = element('textarea', { rows: '4', spellcheck: 'false' });
  const own = element(
    'details',
    {},
    element('summary', {}, 'Payload of your own'),
    element('label', { class: 'field' }, element('span', {}, 'JSON'), payload),
  );

  async function send(): Promise<void> {
    const written = payload.value.trim();
    await control.webhook({
      shop: settings.shop,
      topic: topic.field.value,
      person: person.field.value.trim(),
      bend: BENDS[manner.field.value as BendName].bend,
      ...(written ? { payload: JSON.parse(written) } : {}),
    });
  }

  const showPerson = () => {
    person.row.hidden = !ABOUT_A_PERSON.test(topic.field.value);
  };
  topic.field.addEventListener('change', showPerson);
  showPerson();
  return {
    title: 'Send a webhook',
    body: [
      topic.row,
      person.row,
      manner.row,
      own,
      button('Send', () => void run(send), { class: 'button primary' }),
    ],
  };
}

type Deliveries = Awaited<ReturnType<ControlClient['deliveries']>>;
type Delivery = Deliveries[number];

const SHOWN = 50;

const STATES: Record<Delivery['state'], string> = {
  held: 'held back',
  pending: 'under way',
  delivered: 'delivered',
  'given-up': 'given up',
};

const outcome = ({ attempts, state }: Delivery) =>
  `${attempts.map(({ status, error }) => status ?? error ?? '…').join(', ') || '…'} · ${STATES[state]}`;

/** What was sent to the app, and what it answered. */
export function createDeliveries({ control, settings: { shop }, run }: Tools): Tool {
  const list = element('ol', { class: 'plain deliveries' });
  const none = element('p', { class: 'quiet' }, 'None yet.');
  const order = element(
    'div',
    { class: 'row' },
    button('Hold back', () => void run(() => control.hold())),
    button('Release', () => void run(() => control.release())),
    button('Release newest first', () => void run(() => control.release({ order: 'reversed' }))),
  );
  let drawn = '';

  function draw(delivery: Delivery): HTMLElement {
    const { webhookId, topic, state, triggeredAt } = delivery;
    const again = button('Again', () => void run(() => control.repeat({ webhookId })), {
      class: 'button plain',
      'aria-label': `Deliver ${topic} again`,
    });
    const time = element('time', { datetime: triggeredAt }, triggeredAt.slice(5, 16).replace('T', ' '));
    const text = element(
      'div',
      {},
      element('strong', {}, topic),
      element('span', {}, outcome(delivery)),
      time,
    );
    return element('li', { class: state }, text, again);
  }

  return {
    title: 'Webhooks sent',
    body: [none, list, order],
    async refresh() {
      const deliveries = await control.deliveries({ shop, limit: SHOWN });
      const now = JSON.stringify(deliveries);
      none.hidden = deliveries.length > 0;
      // Drawn anew only when something changed: a focused button stays.
      if (now !== drawn) list.replaceChildren(...deliveries.map(draw));
      drawn = now;
    },
  };
}

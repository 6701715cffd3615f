/** Sends any webhook that the app has subscribed to, as Shopify would, or forged. */
import { button, element, input, select } from './dom.ts';
import type { Tool, Tools } from './tools.ts';

/** How the webhook differs from an honest one. */
const BENDS = {
  honest: { label: 'As Shopify sends it', bend: {} },
  forged: { label: 'Forged: signed with another secret', bend: { secret: 'not the app’s secret' } },
  unsigned: { label: 'Without a signature', bend: { headers: { 'X-Shopify-Hmac-Sha256': null } } },
  twice: { label: 'Delivered twice', bend: { copies: 2 } },
  malformed: { label: 'Signed, but not JSON', bend: { body: 'not JSON' } },
} as const;
type BendName = keyof typeof BENDS;

const ABOUT_A_PERSON = /^customers\/(data_request|redact)$/;

export function createWebhooks({ settings, control, run }: Tools): Tool {
  const topic = select(
    'Topic',
    settings.topics.map((name) => [name, name]),
  );
  const person = input('Customer: id or e-mail address', { list: 'people', autocomplete: 'off' });
  const known = element('datalist', { id: 'people' });
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
  void control.people().then(({ customers, guests }) => {
    const customer = customers.map(({ id, name, email }) =>
      element('option', { value: id.replace(/^.*\//, '') }, [name, email].filter(Boolean).join(', ')),
    );
    const guest = guests.map(({ name, email }) =>
      element('option', { value: email ?? '' }, `${name}, guest`),
    );
    known.replaceChildren(...customer, ...guest);
  });
  return {
    title: 'Send a webhook',
    body: [
      topic.row,
      person.row,
      known,
      manner.row,
      own,
      button('Send', () => void run(send), { class: 'button primary' }),
    ],
  };
}

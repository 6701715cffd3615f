/** What the merchant does on a customer's page of Shopify's admin. */
import { button, element, input } from './dom.ts';
import type { Tool, Tools } from './tools.ts';

const PEOPLE_ID = 'known-people';

/** A field for a customer or guest, with those suggested that the store is known for. */
export const personInput = () =>
  input('Customer: id or e-mail address', { list: PEOPLE_ID, autocomplete: 'off' });

export function createCustomer({ control, settings: { shop }, run }: Tools): Tool {
  const person = personInput();
  const known = element('datalist', { id: PEOPLE_ID });
  const said = element('p', { class: 'quiet', role: 'status' });
  const who = () => ({ shop, person: person.field.value.trim() });
  const erase = async () => {
    const { dueAt } = await control.erase(who());
    said.textContent = `Shopify will erase them on ${dueAt.slice(0, 10)}, unless it is cancelled.`;
  };
  const buttons = [
    button('Request data', () => void run(() => control['request-data'](who()))),
    button('Erase personal data', () => void run(erase)),
    button('Cancel erasure', () => void run(() => control['cancel-erasure'](who()))),
    button('Delete', () => void run(() => control['delete-customer'](who())), { class: 'button critical' }),
  ];
  void control.people().then(({ customers, guests }) => {
    const options = customers.map(({ id, name, email }) =>
      element('option', { value: id.replace(/^.*\//, '') }, [name, email].filter(Boolean).join(', ')),
    );
    const guest = guests.map(({ name, email }) =>
      element('option', { value: email ?? '' }, `${name}, guest`),
    );
    known.replaceChildren(...options, ...guest);
  });
  return {
    title: 'As the merchant, for a customer',
    body: [person.row, known, element('div', { class: 'row' }, ...buttons), said],
  };
}

/** How the shop's Admin API behaves, and what it lets the app see. */
import { type Fault, PROTECTED_FIELDS, type ProtectedField } from '#sandbox/world.ts';
import { button, element, input, select } from './dom.ts';
import type { Tool, Tools } from './tools.ts';

type FaultKind = Parameters<Tools['control']['faults']>[0]['faults'][number];

const status = (code: number, meaning: string): [string, FaultKind] => [
  `${code} ${meaning}`,
  { kind: 'status', status: code },
];
const FAULTS: Record<string, FaultKind> = Object.fromEntries([
  ['Throttled', { kind: 'throttled' }],
  ['429 with Retry-After 2 s', { kind: 'status', status: 429, retryAfter: '2.0' }],
  status(401, 'Token refused'),
  status(402, 'Shop frozen'),
  status(403, 'Forbidden'),
  status(423, 'Shop locked'),
  status(503, 'Unavailable'),
  ['Internal error', { kind: 'internal' }],
  ['Slow: 5 s', { kind: 'slow', delayMs: 5_000 }],
  ['Connection cut', { kind: 'cut' }],
  ['Place of the next page lost', { kind: 'cursor' }],
  ['Bulk operation fails', { kind: 'bulk' }],
  ['Down for an hour', { kind: 'status', status: 503, forMs: 3_600_000 }],
  ['Frozen until cleared', { kind: 'status', status: 402, times: null }],
]);

/** Calls without end come as null: JSON has no Infinity. */
const describe = ({ kind, status: code, coordinate, times }: Fault) =>
  `${[kind, code, coordinate].filter(Boolean).join(' ')}, ${
    Number.isFinite(times) ? `${times} more ${times === 1 ? 'call' : 'calls'}` : 'until it is over or cleared'
  }`;

export function createFaults({ control, settings: { shop }, run }: Tools): Tool {
  const kind = select(
    'Next calls meet',
    Object.keys(FAULTS).map((name) => [name, name]),
  );
  const times = input('How many calls', { type: 'number', min: '1', value: '3' });
  const active = element('p', { class: 'quiet', role: 'status' });
  let faults: Fault[] = [];
  const add = () => {
    const chosen = FAULTS[kind.field.value];
    const calls = Math.max(1, times.field.valueAsNumber || 1);
    const lasts = chosen && ('times' in chosen || 'forMs' in chosen);
    const added = chosen ? [lasts ? chosen : { ...chosen, times: calls }] : [];
    const standing = faults.map((fault) => ({ ...fault, times: fault.times ?? null }));
    return control.faults({ shop, faults: [...standing, ...added] });
  };
  const buttons = [
    button('Add', () => void run(add)),
    button('Clear', () => void run(() => control.faults({ shop, faults: [] }))),
  ];
  return {
    title: 'Faults of the Admin API',
    body: [kind.row, times.row, element('div', { class: 'row' }, ...buttons), active],
    refresh(_, state) {
      faults = state.faults;
      active.textContent = faults.length === 0 ? 'It works.' : faults.map(describe).join('; ');
    },
  };
}

export function createProtectedData({ control, settings: { shop }, run }: Tools): Tool {
  const box = (label: string) => {
    const made = input(label, { type: 'checkbox' });
    made.field.addEventListener('change', () => void run(send));
    return made;
  };
  const approved = box('Customers and orders at all');
  const fields = PROTECTED_FIELDS.map((name) => ({ name, ...box(`Their ${name}`) }));
  const send = () =>
    control['protected-data']({
      shop,
      approved: approved.field.checked,
      fields: fields.filter(({ field }) => field.checked).map(({ name }): ProtectedField => name),
    });
  return {
    title: 'Protected customer data approved',
    body: [approved.row, ...fields.map(({ row }) => row)],
    refresh(_, { protectedData }) {
      approved.field.checked = protectedData.approved;
      for (const { name, field } of fields) field.checked = protectedData.fields.includes(name);
    },
  };
}

/** What the merchant does in the theme editor. */
export function createTheme({ control, settings: { shop }, run }: Tools): Tool {
  const BLOCK = 'privacy-requests';
  const placed = input('The block “Privacy requests” is in it', { type: 'checkbox' });
  const send = () => control['theme-blocks']({ shop, blocks: placed.field.checked ? [BLOCK] : [] });
  placed.field.addEventListener('change', () => void run(send));
  return {
    title: 'Theme',
    body: [placed.row],
    refresh(_, { themeBlocks }) {
      placed.field.checked = themeBlocks.includes(BLOCK);
    },
  };
}

import type { CollectionDescription } from '../../../core/store.ts';

const SOURCE = 'Privacy Desk, the app in which this shop answers such requests';

/** What the app itself holds about a person. Copies gathered for former requests are counted, not repeated. */
export const OWN_COLLECTIONS = [
  {
    name: 'own-requests',
    title: 'Privacy requests to this shop',
    what: 'Requests about the person’s data that this shop received, with their dates and where they stand.',
    source: SOURCE,
    key: ['id'],
    origin: 'observed',
    procedural: true,
  },
  {
    name: 'own-answers',
    title: 'Answers to these requests',
    what: 'Archives that were made to answer these requests, and how often they were downloaded.',
    source: SOURCE,
    key: ['id'],
    refersTo: { requestId: 'own-requests' },
    origin: 'observed',
    procedural: true,
  },
  {
    name: 'own-log',
    title: 'Log of these requests',
    what: 'What was done for these requests and when, also each time that data gathered for them was looked at.',
    source: SOURCE,
    key: ['id'],
    refersTo: { requestId: 'own-requests' },
    origin: 'observed',
    procedural: true,
  },
] as const satisfies readonly CollectionDescription[];
export type OwnCollection = (typeof OWN_COLLECTIONS)[number]['name'];

import { hydrateRoot } from 'react-dom/client';
import { ReactDocument } from './react-app.tsx';

const head = document.head;
hydrateRoot(
  document,
  <ReactDocument
    bridge={head.querySelector('script')?.getAttribute('src') ?? ''}
    apiKey={head.querySelector('meta')?.content ?? ''}
  />,
);

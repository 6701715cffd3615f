/** A page made of Shopify's own React components for App Bridge. */
import { Modal, NavMenu, SaveBar, TitleBar, useAppBridge } from '@shopify/app-bridge-react';
import { useState } from 'react';

function ReactApp() {
  const shopify = useAppBridge();
  const [modal, setModal] = useState(false);
  const [dirty, setDirty] = useState(false);
  const [count, setCount] = useState(0);
  return (
    <main>
      <h1>React app</h1>
      <NavMenu>
        <a href="/react" rel="home">
          Home
        </a>
        <a href="/react/rules">Rules</a>
      </NavMenu>
      <TitleBar title={`Counted ${count}`}>
        <button type="button" variant="primary" onClick={() => setCount(count + 1)}>
          Count
        </button>
      </TitleBar>
      <button type="button" onClick={() => setModal(true)}>
        Open modal
      </button>
      <button type="button" onClick={() => setDirty(true)}>
        Change
      </button>
      <button type="button" onClick={() => shopify.toast.show(`Counted ${count}`)}>
        Say
      </button>
      <p>
        Modal is {modal ? 'open' : 'closed'}, page is {dirty ? 'dirty' : 'clean'}
      </p>
      <SaveBar open={dirty}>
        <button type="button" variant="primary" onClick={() => setDirty(false)} />
        <button type="button" onClick={() => setDirty(false)} />
      </SaveBar>
      <Modal open={modal} onHide={() => setModal(false)}>
        <p>Inside the modal: {count}</p>
        <button type="button" onClick={() => setCount(count + 1)}>
          Count inside
        </button>
        <TitleBar title="A modal">
          <button type="button" variant="primary" onClick={() => setModal(false)}>
            Done
          </button>
        </TitleBar>
      </Modal>
    </main>
  );
}

/** The whole document, rendered by the server and taken over by the browser as Remix does it. */
export function ReactDocument({ bridge, apiKey }: { bridge: string; apiKey: string }) {
  return (
    <html lang="en">
      <head>
        <title>React app</title>
        <meta name="shopify-api-key" content={apiKey} />
        <script src={bridge} />
      </head>
      <body>
        <ReactApp />
        <script src="/react.js" defer />
      </body>
    </html>
  );
}

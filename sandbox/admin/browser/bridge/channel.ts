/** The frame's end of the conversation with the admin shell. */
import {
  type CallName,
  type EventMessage,
  type EventName,
  type Events,
  type Input,
  isOurs,
  type Output,
  PROTOCOL,
  type ReplyMessage,
} from '../protocol.ts';

type Listeners = { [Name in EventName]?: (detail: Events[Name]) => void };

export interface Channel {
  call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>>;
  on<Name extends EventName>(name: Name, listener: (detail: Events[Name]) => void): void;
  /** Attaches to the window; again after document.open(), which drops every listener of the window. */
  listen(): void;
}

/** @param shell origin of the admin shell: nobody else is told anything or listened to */
export function createChannel(shell: string): Channel {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const listeners: Listeners = {};
  let lastId = 0;

  function settle({ reply, value, error }: ReplyMessage): void {
    const waiter = waiting.get(reply);
    waiting.delete(reply);
    if (error === undefined) waiter?.resolve(value);
    else waiter?.reject(new Error(error));
  }

  function tell<Name extends EventName>({ event, detail }: EventMessage<Name>): void {
    listeners[event]?.(detail);
  }

  return {
    call(name, input) {
      lastId += 1;
      const id = lastId;
      const answered = new Promise<never>((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      });
      // Outside the admin nobody is there to answer, and the page is on its way into it.
      if (window.top !== window)
        window.top?.postMessage({ protocol: PROTOCOL, call: name, id, input }, shell);
      return answered;
    },
    on(name, listener) {
      (listeners[name] as typeof listener | undefined) = listener;
    },
    listen() {
      window.addEventListener('message', ({ origin, data }) => {
        if (origin !== shell || !isOurs(data)) return;
        if ('reply' in data) settle(data as ReplyMessage);
        else if ('event' in data) tell(data as EventMessage);
      });
    },
  };
}

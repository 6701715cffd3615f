/** The shell's end of the conversation: answers the app's calls, from the app's origin only. */
import {
  type CallMessage,
  type CallName,
  type EventName,
  type Events,
  type Input,
  isOurs,
  type Output,
  PROTOCOL,
  type ReplyMessage,
} from '../protocol.ts';

/** Tells one window of the app of something the merchant did. */
export type Tell = <Name extends EventName>(event: Name, detail: Events[Name]) => void;

export type Answers = {
  [Name in CallName]: (input: Input<Name>, tell: Tell) => Output<Name> | Promise<Output<Name>>;
};

export function tellWindow(target: Window | null, appOrigin: string): Tell {
  return (event, detail) => target?.postMessage({ protocol: PROTOCOL, event, detail }, appOrigin);
}

export function answerCalls(appOrigin: string, answers: Answers): void {
  async function answer<Name extends CallName>({ call, id, input }: CallMessage<Name>, tell: Tell) {
    const reply: ReplyMessage = { protocol: PROTOCOL, reply: id };
    try {
      reply.value = await answers[call](input, tell);
    } catch (error) {
      reply.error = error instanceof Error ? error.message : String(error);
    }
    return reply;
  }

  window.addEventListener('message', async ({ origin, data, source }) => {
    if (origin !== appOrigin || !isOurs(data) || !('call' in data)) return;
    if (!source || !('closed' in source)) return;
    const caller = source;
    caller.postMessage(await answer(data as CallMessage, tellWindow(caller, appOrigin)), appOrigin);
  });
}

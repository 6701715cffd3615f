/** A mail server that delivers to nobody: what it is sent can be looked at. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface CaughtMail {
  id: number;
  receivedAt: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string | null;
}

export interface MailCatcher {
  /** smtp://127.0.0.1:… */
  url: string;
  /** The newest first. */
  mails(): CaughtMail[];
  close(): Promise<void>;
}

/** @param port any free one for 0 */
export async function catchMail(port = 0): Promise<MailCatcher> {
  const caught: CaughtMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, { envelope }, done) {
      simpleParser(stream).then(({ subject, text, html }) => {
        caught.unshift({
          id: caught.length + 1,
          receivedAt: new Date().toISOString(),
          from: envelope.mailFrom ? envelope.mailFrom.address : '',
          to: envelope.rcptTo.map(({ address }) => address),
          subject: subject ?? '',
          text: text ?? '',
          html: html || null,
        });
        done();
      }, done);
    },
  });
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  return {
    url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    mails: () => caught,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

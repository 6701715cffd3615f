/** A mail server that delivers to nobody: what it is sent can be looked at. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerEnvelope } from 'smtp-server';

/** Mails that are kept, the newest. */
const KEPT = 1_000;

export interface CaughtMail {
  id: number;
  /** ISO time of this machine. */
  receivedAt: string;
  /** Addresses of the envelope, which decide where a mail goes. */
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string | null;
  /** As written: `Reply-To`, `List-Unsubscribe`, `Message-ID` ... in lower case. */
  headers: Record<string, string>;
  attachments: { filename: string | null; contentType: string; bytes: number }[];
}

export interface MailCatcher {
  /** smtp://127.0.0.1:… */
  url: string;
  /** The newest first. */
  mails(): CaughtMail[];
  clear(): void;
  close(): Promise<void>;
}

function caughtMail(id: number, { mailFrom, rcptTo }: SMTPServerEnvelope, parsed: ParsedMail): CaughtMail {
  const line = ({ key, line: text }: { key: string; line: string }) => [
    key,
    text
      .slice(key.length + 1)
      .replace(/\r?\n\s+/g, ' ')
      .trim(),
  ];
  return {
    id,
    receivedAt: new Date().toISOString(),
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map(({ address }) => address),
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html || null,
    headers: Object.fromEntries(parsed.headerLines.map(line)),
    attachments: parsed.attachments.map(({ filename = null, contentType, size }) => ({
      filename,
      contentType,
      bytes: size,
    })),
  };
}

/** As a real server refuses a recipient whose domain does not exist; `.invalid` never does (RFC 2606). */
function checkRecipient(address: string): Error | null {
  if (!/[.@]invalid$/i.test(address)) return null;
  return Object.assign(new Error('5.1.2 The domain of the recipient does not exist'), { responseCode: 550 });
}

/** @param port any free one for 0 */
export async function catchMail(port = 0): Promise<MailCatcher> {
  const caught: CaughtMail[] = [];
  let received = 0;
  const server = new SMTPServer({
    authOptional: true,
    onAuth: ({ username }, _session, done) => done(null, { user: username }),
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) => done(checkRecipient(address)),
    onData(stream, { envelope }, done) {
      simpleParser(stream).then((parsed) => {
        received += 1;
        caught.unshift(caughtMail(received, envelope, parsed));
        caught.splice(KEPT);
        done();
      }, done);
    },
  });
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  const { port: heard } = listening.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${heard}`,
    mails: () => [...caught],
    clear: () => void caught.splice(0),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

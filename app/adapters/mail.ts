import nodemailer from 'nodemailer';
import { Failure } from '../core/failure.ts';

export interface OutgoingMail {
  to: string;
  subject: string;
  text: string;
  /** With its angle brackets; the same at every try, so that a mail server can tell a repetition. */
  messageId: string;
}

export interface Mailer {
  /** False where the host has set no mail server: nothing is sent. */
  configured: boolean;
  /** Of the sender; also the right side of every Message-ID. */
  domain: string;
  /** @throws Failure `mail-away` when trying again may help, `mail-refused` when the server takes this mail never */
  send(mail: OutgoingMail): Promise<void>;
}

/** A server that is silent for so long is taken for away. */
const SILENT_MS = 30_000;

/** RFC 5321: 5xx is for good, 4xx and everything that is no answer may pass. */
function failureOf(error: unknown): Failure {
  const { responseCode } = error as { responseCode?: number };
  if (responseCode !== undefined && responseCode >= 500)
    return new Failure('mail-refused', 'The mail server refuses this mail for good.', { cause: error });
  return new Failure('mail-away', 'The mail server could not be reached, or takes no mail at the moment.', {
    retry: true,
    cause: error,
  });
}

/** @param options.url `smtp://` (with STARTTLS where the server offers it) or `smtps://`; null = no mail is sent */
export function createMailer(options: { url: string | null; from: string }): Mailer {
  const { url, from } = options;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  if (url === null)
    return {
      ...{ configured: false, domain },
      async send() {
        throw new Failure('mail-not-set-up', 'No mail server is set (SMTP_URL).');
      },
    };
  const transport = nodemailer.createTransport({
    url,
    connectionTimeout: SILENT_MS,
    greetingTimeout: SILENT_MS,
    socketTimeout: SILENT_MS,
    // No field of a mail names a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    ...{ configured: true, domain },
    async send({ to, ...mail }) {
      await transport
        .sendMail({
          ...mail,
          from,
          to: { name: '', address: to },
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        .catch((error) => {
          throw failureOf(error);
        });
    },
  };
}

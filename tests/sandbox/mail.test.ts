import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { catchMail, type MailCatcher } from '#sandbox/mail.ts';

let catcher: MailCatcher;
beforeAll(async () => {
  catcher = await catchMail();
});
beforeEach(() => catcher.clear());
afterAll(() => catcher.close());

const letter = {
  from: 'Privacy Desk <desk@shop.example>',
  to: 'Zoë <zoe@mail.example>',
  subject: 'Ihre Daten – bereit',
  text: 'Guten Tag,\n\nIhre Daten liegen bereit.',
};

test('a mail is kept as it was sent, whatever its script', async () => {
  await createTransport(catcher.url).sendMail({
    ...letter,
    bcc: 'audit@shop.example',
    html: '<p>Ihre Daten</p>',
    headers: { 'X-Request': 'R-17' },
    attachments: [{ filename: 'export.zip', content: Buffer.alloc(100) }],
  });
  expect(catcher.mails()).toEqual([
    {
      id: expect.any(Number),
      receivedAt: expect.stringMatching(/^\d{4}-/),
      from: 'desk@shop.example',
      to: ['zoe@mail.example', 'audit@shop.example'],
      subject: letter.subject,
      text: expect.stringContaining('Ihre Daten liegen bereit.'),
      html: '<p>Ihre Daten</p>',
      headers: expect.objectContaining({ 'x-request': 'R-17', 'message-id': expect.any(String) }),
      attachments: [{ filename: 'export.zip', contentType: 'application/zip', bytes: 100 }],
    },
  ]);
});

test('the newest comes first, each under a number of its own', async () => {
  const transport = createTransport(catcher.url);
  for (const subject of ['first', 'second']) await transport.sendMail({ ...letter, subject });
  const mails = catcher.mails();
  expect(mails.map(({ subject }) => subject)).toEqual(['second', 'first']);
  expect(new Set(mails.map(({ id }) => id)).size).toBe(2);
});

test('any login is accepted', async () => {
  const url = new URL(catcher.url);
  Object.assign(url, { username: 'desk', password: 'secret' });
  await createTransport(url.href).sendMail(letter);
  expect(catcher.mails()).toHaveLength(1);
});

test('a recipient whose domain cannot exist is refused for good', async () => {
  const sending = createTransport(catcher.url).sendMail({ ...letter, to: 'nobody@mail.invalid' });
  await expect(sending).rejects.toMatchObject({ responseCode: 550 });
  expect(catcher.mails()).toEqual([]);
});

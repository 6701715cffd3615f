/** The timeline of a record: what happened, and what staff wrote beside it. */
import { dateTime, gid, type Scene } from '../scene.ts';
import type { NodeRecord } from '../store.ts';

export interface Happening {
  action: string;
  message: string;
  at: number;
}

/** @param number unique among the events of the shop */
export function basicEvent(
  number: number,
  { action, message, at }: Happening,
  subject: NodeRecord,
  subjectType: string,
): NodeRecord {
  return {
    __typename: 'BasicEvent',
    id: gid('BasicEvent', number),
    action,
    message,
    createdAt: dateTime(at),
    subjectId: subject.id,
    subjectType,
    subject: () => subject,
    appTitle: null,
    author: 'Shopify',
    attributeToApp: false,
    attributeToUser: false,
    criticalAlert: false,
    hasAdditionalContent: false,
    additionalData: null,
  };
}

export function commentEvent(
  scene: Scene,
  number: number,
  text: string,
  at: number,
  subject: NodeRecord,
): NodeRecord {
  return {
    __typename: 'CommentEvent',
    id: gid('CommentEvent', number),
    action: 'comment',
    message: `${scene.staff.name} commented`,
    rawMessage: text,
    createdAt: dateTime(at),
    author: scene.staff,
    subject: () => subject,
    appTitle: null,
    attributeToApp: false,
    attributeToUser: true,
    criticalAlert: false,
    canDelete: false,
    canEdit: false,
    edited: false,
    attachments: [
      {
        __typename: 'CommentEventAttachment',
        id: gid('CommentEventAttachment', number),
        name: 'letter.pdf',
        fileExtension: 'pdf',
        size: 48_213,
        url: `https://cdn.example/attachments/${number}/letter.pdf`,
      },
    ],
  };
}

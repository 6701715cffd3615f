/** Mutations of what belongs to a customer beside orders: gift cards and comments. */
import type { Value } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import type { Arguments } from '../connection.ts';
import { recordsIn } from '../record.ts';
import { findRecord, inputOf, payload, userError } from './payload.ts';

export function giftCardUpdate(call: Call, args: Arguments): Value {
  const card = findRecord(call, args.id, 'GiftCard');
  if (!card) return payload({ giftCard: null }, [userError(['id'], 'The gift card could not be found.')]);
  const { customerId, recipientAttributes, ...fields } = inputOf(args.input);
  if (customerId !== undefined) {
    const customer = customerId ? findRecord(call, customerId, 'Customer') : null;
    if (customerId && !customer) {
      return payload({ giftCard: null }, [
        userError(['input', 'customerId'], 'The customer could not be found.'),
      ]);
    }
    fields.customer = customer;
  }
  if (recipientAttributes) {
    const { id, ...given } = inputOf(recipientAttributes);
    const recipient = findRecord(call, id, 'Customer');
    if (!recipient) {
      const path = ['input', 'recipientAttributes', 'id'];
      return payload({ giftCard: null }, [userError(path, 'The recipient could not be found.')]);
    }
    const [current] = recordsIn(card, 'recipientAttributes');
    fields.recipientAttributes = { ...current, ...given, __typename: 'GiftCardRecipient', recipient };
  }
  return payload({ giftCard: call.shop.store.update(card.id, fields) });
}

export function commentDelete(call: Call, { id }: Arguments): Value {
  const comment = findRecord(call, id, 'Comment');
  if (!comment) {
    return payload({ deletedCommentId: null }, [userError(['id'], 'Comment does not exist', 'NOT_FOUND')]);
  }
  call.shop.store.remove(comment.id);
  return payload({ deletedCommentId: comment.id });
}

/** Gift cards: who bought one, who was meant to have it, and what was spent from it. */
import { DAY_MS, dateTime, gid, priced, type Scene } from '../scene.ts';
import type { NodeRecord, StoreRecord } from '../store.ts';

const FIRST_GIFT_CARD = 520_000_000_000;

function movements(scene: Scene, number: number, card: NodeRecord, at: number): NodeRecord[] {
  const { money } = priced(scene);
  const moved = (cents: number, days: number) => ({
    amount: money(cents),
    processedAt: dateTime(at + days * DAY_MS),
    note: null,
    giftCard: () => card,
  });
  return [
    {
      __typename: 'GiftCardCreditTransaction',
      id: gid('GiftCardCreditTransaction', number),
      ...moved(5000, 0),
    },
    {
      __typename: 'GiftCardDebitTransaction',
      id: gid('GiftCardDebitTransaction', number + 1),
      ...moved(-1500, 9),
    },
  ];
}

/** @param n counts the gift cards of the shop */
export function giftCard(
  scene: Scene,
  n: number,
  buyer: NodeRecord,
  recipient: NodeRecord | null,
): NodeRecord {
  const { money } = priced(scene);
  const number = FIRST_GIFT_CARD + n * 64;
  const at = scene.now - (30 + n) * DAY_MS;
  const lastCharacters = scene.draw(`gift card ${n}`, ({ string }) =>
    string.alphanumeric({ length: 4, casing: 'lower' }),
  );
  const recipientAttributes: StoreRecord | null = recipient && {
    __typename: 'GiftCardRecipient',
    recipient: () => recipient,
    preferredName: recipient.firstName,
    message: `Happy birthday from ${buyer.firstName}!`,
    sendNotificationAt: dateTime(at),
  };
  const card: NodeRecord = {
    __typename: 'GiftCard',
    id: gid('GiftCard', number),
    balance: money(3500),
    initialValue: money(5000),
    enabled: true,
    isRedeemable: true,
    crossCurrencyRedemptionStrategy: 'NONE',
    createdAt: dateTime(at),
    updatedAt: dateTime(at),
    expiresOn: dateTime(at + 1095 * DAY_MS).slice(0, 10),
    deactivatedAt: null,
    lastCharacters,
    maskedCode: `•••• •••• •••• ${lastCharacters}`,
    note: recipient ? 'Bought at the counter as a present' : null,
    customer: () => buyer,
    recipientAttributes,
  };
  card.transactions = movements(scene, number, card, at);
  return card;
}

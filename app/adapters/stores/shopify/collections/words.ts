/** Words that several collections share. */

export const CUSTOMER = 'Shopify, customer record';
export const ORDERS = 'Shopify, orders';

export const STAFF_AUTHOR = 'staff of the shop, or another person they write about';
export const RECIPIENT = 'whoever the parcel or gift was for';
export const PAYER = 'whoever paid, if that was somebody else';
export const WHOEVER_IS_MEANT = 'whoever the text is about';
export const ANOTHER_CUSTOMER = 'another customer';
export const THE_COMPANY = 'the company';
export const COMPANY_BOUGHT_FOR = 'the company that was bought for';
export const OTHERS_OF_COMPANY = 'other people of the company';
export const BUYER = 'whoever bought it';
export const CARD_RECIPIENT = 'whoever the gift card was for';
export const GIVER_AND_RECIPIENT = 'whoever gave it, and whom they gave it to';
export const WHOEVER_IS_NAMED = 'others whom the record names';
/** Of entries in a timeline. */
export const NAMED_ENTRY = { author: STAFF_AUTHOR, message: STAFF_AUTHOR, rawMessage: STAFF_AUTHOR } as const;

/** Numbers that an authority of the country wants with an order, such as a tax number. */
export const OFFICIAL_NUMBERS = { 'localizedFields.value': 'government-id' } as const;

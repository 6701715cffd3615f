/** The global `shopify`, as Shopify's types describe it. */
import type { ShopifyGlobal, Tools } from '../types.ts';
import type { Channel } from './channel.ts';
import { modalApi } from './modal.ts';
import { saveBarApi } from './save-bar.ts';
import { createToast } from './toast.ts';

/** What only Shopify's own devices and services offer says so when it is used, as App Bridge does. */
const onlyIn = (place: string, feature: string) => async (): Promise<never> => {
  throw new Error(`${feature} works only in ${place}.`);
};

const pos = (feature: string) => onlyIn('Shopify POS', `shopify.pos.${feature}`);
const POS: ShopifyGlobal['pos'] = {
  cart: {
    fetch: pos('cart.fetch'),
    subscribe: () => {
      throw new Error('shopify.pos.cart.subscribe works only in Shopify POS.');
    },
    setCustomer: pos('cart.setCustomer'),
    removeCustomer: pos('cart.removeCustomer'),
    addAddress: pos('cart.addAddress'),
    updateAddress: pos('cart.updateAddress'),
    applyCartDiscount: pos('cart.applyCartDiscount'),
    applyCartCodeDiscount: pos('cart.applyCartCodeDiscount'),
    removeCartDiscount: pos('cart.removeCartDiscount'),
    removeAllDiscounts: pos('cart.removeAllDiscounts'),
    addCartProperties: pos('cart.addCartProperties'),
    removeCartProperties: pos('cart.removeCartProperties'),
    addCustomSale: pos('cart.addCustomSale'),
    clear: pos('cart.clear'),
    addLineItem: pos('cart.addLineItem'),
    updateLineItem: pos('cart.updateLineItem'),
    removeLineItem: pos('cart.removeLineItem'),
    setLineItemDiscount: pos('cart.setLineItemDiscount'),
    removeLineItemDiscount: pos('cart.removeLineItemDiscount'),
    addLineItemProperties: pos('cart.addLineItemProperties'),
    removeLineItemProperties: pos('cart.removeLineItemProperties'),
  },
  close: pos('close'),
  device: pos('device'),
  location: pos('location'),
};

function createTools(): Tools {
  const handlers = new Map<string, unknown>();
  return {
    register(name, handler) {
      handlers.set(name, handler);
      return () => void handlers.delete(name);
    },
    unregister: (name) => void handlers.delete(name),
    clear: () => handlers.clear(),
  };
}

export function createShopify(
  channel: Channel,
  config: ShopifyGlobal['config'],
  webVitals: ShopifyGlobal['webVitals'],
): ShopifyGlobal {
  const inShopify = (feature: string) => onlyIn('Shopify itself, not in the sandbox', `shopify.${feature}`);
  return {
    config,
    origin: location.origin,
    ready: Promise.resolve(),
    environment: { embedded: window.top !== window, mobile: false, pos: false, intent: false },
    setSignals: () => undefined,
    idToken: () => channel.call('idToken', null),
    user: () => channel.call('user', null),
    loading: (on = true) => void channel.call('loading', on),
    toast: createToast(channel),
    modal: modalApi,
    saveBar: saveBarApi(channel),
    scopes: {
      query: () => channel.call('scopesQuery', null),
      request: (scopes) => channel.call('scopesRequest', scopes),
      revoke: async (scopes) => ({ detail: await channel.call('scopesRevoke', scopes) }),
    },
    webVitals,
    app: { extensions: () => channel.call('extensions', null) },
    tools: createTools(),
    support: { registerHandler: async () => undefined },
    reviews: {
      request: async () => ({
        success: false,
        code: 'merchant-ineligible',
        message: 'This is a sandbox store.',
      }),
    },
    shopifyQL: { available: async () => false },
    intents: {
      request: { value: null, subscribe: () => () => undefined },
      register: () => () => undefined,
      invoke: inShopify('intents.invoke'),
    },
    resourcePicker: inShopify('resourcePicker'),
    picker: inShopify('picker'),
    scanner: { capture: onlyIn('the Shopify mobile app', 'shopify.scanner') },
    pos: POS,
  };
}

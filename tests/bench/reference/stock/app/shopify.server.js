import '@shopify/shopify-app-remix/adapters/node';
import { AppDistribution, shopifyApp } from '@shopify/shopify-app-remix/server';
import { sessionStorage } from './session-storage.server.js';

export const { authenticate } = shopifyApp({
  apiKey: process.env.SHOPIFY_API_KEY,
  apiSecretKey: process.env.SHOPIFY_API_SECRET,
  scopes: process.env.SCOPES?.split(','),
  appUrl: process.env.SHOPIFY_APP_URL,
  apiVersion: '2026-10',
  authPathPrefix: '/auth',
  sessionStorage,
  distribution: AppDistribution.AppStore,
});

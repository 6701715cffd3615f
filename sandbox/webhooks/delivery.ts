/** What is known of a webhook that was sent: the log that the admin shell shows and tests read. */

/** How a delivery differs from what Shopify would send, for those who want to see it refused. */
export interface Bend {
  /** Signs with another secret. */
  secret?: string;
  /** Sent as they are; undefined leaves one out: { 'X-Shopify-Hmac-Sha256': undefined }. */
  headers?: Record<string, string | undefined>;
  /** Sent in place of the payload, and signed like it. */
  body?: string;
  /** Sent this many times at once under the same webhook id. */
  copies?: number;
  /** Sent this much later in the sandbox's time, so that others overtake it. */
  delayMs?: number;
}

export interface Attempt {
  /** ISO time of the sandbox. */
  at: string;
  /** HTTP status, or null when no answer came. */
  status: number | null;
  /** Why no answer came: ECONNREFUSED, UND_ERR_CONNECT_TIMEOUT, TimeoutError ... */
  error: string | null;
  tookMs: number;
}

export interface Delivery {
  /** The same in every retry. */
  webhookId: string;
  /** The same for every subscription that the same event reaches. */
  eventId: string;
  shop: string;
  topic: string;
  /** Where it is sent. */
  url: string;
  /** ISO time. */
  triggeredAt: string;
  state: 'held' | 'pending' | 'delivered' | 'given-up';
  attempts: Attempt[];
  /** In the sandbox's time, milliseconds since the epoch; null when no attempt is planned. */
  nextAttemptAt: number | null;
  /** Whether it differs from what Shopify would send. */
  bent: boolean;
}

export interface DeliveryWithBody extends Delivery {
  body: string;
}

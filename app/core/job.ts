/**
 * The background jobs: one row each. Data holds ids, never personal data; retries back off, and a worker
 * that dies is noticed by its missing heartbeat.
 */
export const JOBS = {
  /**
   * Carries out one slice of one step; re-enqueues itself until the step ends. What stands in its way is recorded
   * with the step, which waits by itself; a job is retried only when its worker died or could not record anything.
   */
  'run-step': { retryLimit: 1_000, retryDelaySeconds: 5, retryDelayMaxSeconds: 3600, expireInSeconds: 300 },
  /** Renders an archive once to pin its bytes; a gigabyte takes minutes. */
  'release-archive': {
    retryLimit: 5,
    retryDelaySeconds: 5,
    retryDelayMaxSeconds: 300,
    expireInSeconds: 3600,
  },
  /** A mail server that is away is tried for about two days. */
  'send-mail': { retryLimit: 60, retryDelaySeconds: 10, retryDelayMaxSeconds: 3600, expireInSeconds: 300 },
} as const satisfies Record<string, JobPolicy>;

export interface JobPolicy {
  retryLimit: number;
  retryDelaySeconds: number;
  retryDelayMaxSeconds: number;
  /** A slice is meant to take 30 seconds; past this it is taken for stuck and tried again. */
  expireInSeconds: number;
}

export type JobName = keyof typeof JOBS;
/** Each job has a queue per request kind, so that workers of one kind can be added or held back alone. */
export interface JobData {
  shopId: string;
  /** Id of what the job works on; for run-step the step, for release-archive the release, for send-mail the mail. */
  id: string;
}

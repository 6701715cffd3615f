import type { RequestView } from './request-view.ts';
import { progressText } from './steps.tsx';

const names = (steps: RequestView['steps']): string => steps.map(({ title }) => title).join('; ');

/** A plan that is being carried out: what is done, what waits for its day, and what waits for a person. */
export function carryOutAdvice({ steps, blocked, drift }: RequestView) {
  const progress = progressText(steps);
  if (drift !== null)
    return {
      tone: 'warning' as const,
      title: 'Something has changed since you approved the plan: decide what becomes of it',
      text: `Nothing was written over what had changed; everything else goes on. ${progress}. What is different stands below.`,
    };
  if (blocked.length > 0)
    return {
      tone: 'critical' as const,
      title: `${progress}: ${blocked.length === 1 ? 'one waits' : `${blocked.length} wait`} for you`,
      text: `What was done is safe, and the other steps go on by themselves. Below stands why, and what helps: try again, hand it over, or leave it out. It concerns: ${names(blocked)}.`,
    };
  const waiting = steps.filter(({ state }) => state === 'scheduled');
  const going = steps.filter(({ state }) => ['pending', 'running', 'postponed'].includes(state));
  if (going.length === 0 && waiting.length > 0)
    return {
      tone: 'info' as const,
      title: `${progress}: the rest waits for its day`,
      text: `There is nothing for you to do now; below stands what is done when. It concerns: ${names(waiting)}.`,
    };
  return {
    tone: 'info' as const,
    title: `The plan is being carried out: ${progress}`,
    text: 'There is nothing for you to do now. This page shows by itself how far it is; you can leave it, too.',
  };
}

import { Button, InlineStack } from '@shopify/polaris';
import { isUnanswered } from '../core/erasure.ts';
import { rowText, type Saying, say, sentences } from '../core/saying.ts';
import type { RequestView } from './request-view.ts';
import { progressText } from './steps.tsx';
import { useT } from './words.tsx';

const names = (steps: RequestView['steps']): Saying => rowText(steps.map(({ title }) => title));

/** The requests of the same person that are to be answered. */
function AnswerLinks({ related }: Pick<RequestView, 'related'>) {
  const t = useT();
  const open = related.shown.filter((one) => isUnanswered(one));
  return (
    <InlineStack gap="300">
      {open.map(({ number }) => (
        <Button key={number} variant="primary" url={`/app/requests/${number}`}>
          {t('Go to request #{number}', { number: String(number) })}
        </Button>
      ))}
    </InlineStack>
  );
}

/** A plan that is being carried out: what is done, what waits for its day, and what waits for a person. */
export function carryOutAdvice({ steps, blocked, drift, related }: RequestView) {
  const progress = progressText(steps);
  if (drift !== null)
    return {
      tone: 'warning' as const,
      title: 'Something has changed since you approved the plan: decide what becomes of it',
      text: say(
        'Nothing was written over what had changed; everything else goes on. {progress}. What is different stands below.',
        { progress },
      ),
    };
  if (blocked.length > 0)
    return {
      tone: 'critical' as const,
      title: say('{progress}: {count, plural, one {one waits for you} other {# wait for you}}', {
        progress,
        count: blocked.length,
      }),
      text: say(
        'What was done is safe, and the other steps go on by themselves. Below stands why, and what helps: try again, hand it over, or leave it out. It concerns: {steps}.',
        { steps: names(blocked) },
      ),
    };
  const answers = steps.filter(({ answersFirst }) => answersFirst);
  if (answers.length > 0)
    return {
      tone: 'warning' as const,
      title: say('{progress}: another request has to be answered first', { progress }),
      text: sentences(...new Set(answers.map(({ reason }) => reason ?? ''))),
      action: <AnswerLinks related={related} />,
    };
  const waiting = steps.filter(({ state }) => state === 'scheduled');
  const going = steps.filter(({ state }) => ['pending', 'running', 'postponed'].includes(state));
  if (going.length === 0 && waiting.length > 0)
    return {
      tone: 'info' as const,
      title: say('{progress}: the rest waits for its day', { progress }),
      text: say('There is nothing for you to do now; below stands what is done when. It concerns: {steps}.', {
        steps: names(waiting),
      }),
    };
  return {
    tone: 'info' as const,
    title: say('The plan is being carried out: {progress}', { progress }),
    text: 'There is nothing for you to do now. This page shows by itself how far it is; you can leave it, too.',
  };
}

import { say } from '../core/saying.ts';
import { ApproveAction, PlanMove } from './plan-actions.tsx';
import type { RequestView } from './request-view.ts';

/** What comes next with a plan that waits for its approval, or for its time. */
export function planAdvice({ id, plan, clocks }: RequestView) {
  if (plan?.state === 'proposed')
    return {
      tone: 'warning' as const,
      title: 'A plan waits for your approval',
      text: say(
        'Read below what is changed, what is kept, on which ground and until when. Nothing is changed before you approve. The person should have an answer by {day}.',
        { day: clocks.law.due.on },
      ),
      action: <ApproveAction plan={plan} />,
    };
  if (plan?.state !== 'approved') return null;
  return {
    tone: 'info' as const,
    title:
      plan.undo === null
        ? 'The plan is approved'
        : say('The plan is approved and begins on {until}', { until: plan.undo.until }),
    text:
      plan.undo === null
        ? 'It begins by itself.'
        : say(
            'Nothing is changed before; it then begins by itself. You can undo the approval until then: {left} left.',
            { left: plan.undo.left },
          ),
    action: <PlanMove requestId={id} move="undo-plan" />,
  };
}

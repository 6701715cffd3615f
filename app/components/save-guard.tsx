import { useBlocker, useNavigation } from '@remix-run/react';
import { SaveBar } from '@shopify/app-bridge-react';
import { useEffect } from 'react';

/** Asked before each way out of the page while something is typed; the way stays shut where staff prefer to stay. */
function useLeaveConfirmation(isTyped: boolean): void {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => isTyped && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    let isCurrent = true;
    const { proceed } = blocker;
    const ask = async () => {
      await window.shopify.saveBar.leaveConfirmation?.();
      if (isCurrent) proceed();
    };
    void ask();
    return () => {
      isCurrent = false;
    };
  }, [blocker]);
}

/**
 * Shopify's bar for what is typed and not saved. The bar itself holds back only the links of the admin: those within
 * the app are the router's, so both are guarded here. One at a time on a page.
 */
export function SaveGuard(props: {
  id: string;
  isTyped: boolean;
  isBusy?: boolean;
  /** Whether to throw it away is asked once more. */
  discardConfirmation?: boolean;
  onSave: () => void;
  onDiscard: () => void;
}) {
  const { id, isTyped, isBusy = false, discardConfirmation = false, onSave, onDiscard } = props;
  useLeaveConfirmation(isTyped);
  // A bar that still stood while the next page loads would hold that back.
  const isLeaving = useNavigation().state === 'loading';
  return (
    <SaveBar id={id} open={isTyped && !isLeaving} discardConfirmation={discardConfirmation}>
      <button type="button" variant="primary" onClick={onSave} loading={isBusy ? '' : undefined} />
      <button type="button" onClick={onDiscard} />
    </SaveBar>
  );
}

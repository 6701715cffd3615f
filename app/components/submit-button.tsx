import { Button, type ButtonProps } from '@shopify/polaris';
import { useSyncExternalStore } from 'react';
import type { Permission } from '../core/role.ts';
import { useMay } from './may.tsx';

interface SubmitButtonProps extends ButtonProps {
  /** Who may not do it is not offered it; null: anybody may, such as look for something. */
  needs?: Permission | null;
}

const never = () => () => undefined;

/**
 * A button that sends its form once the page is alive: before that the browser would send it by itself, without
 * the session, and leave the app.
 */
export function SubmitButton({ disabled, needs = 'requests.handle', ...props }: SubmitButtonProps) {
  const mayPress = useMay(needs ?? 'requests.handle');
  const isAlive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  if (needs !== null && !mayPress) return null;
  return <Button submit disabled={disabled || !isAlive} {...props} />;
}

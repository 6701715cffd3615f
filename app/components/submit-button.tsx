import { Button, type ButtonProps } from '@shopify/polaris';
import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

/**
 * A button that sends its form once the page is alive: before that the browser would send it by itself, without
 * the session, and leave the app.
 */
export function SubmitButton({ disabled, ...props }: ButtonProps) {
  const isAlive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return <Button submit disabled={disabled || !isAlive} {...props} />;
}

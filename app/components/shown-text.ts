import type { TextView } from '../core/record-view.ts';
import { useT } from './words.tsx';

/** Words of ours in the reader's language, anything else as it is. */
export function useShown(): (text: TextView) => string {
  const t = useT();
  return (text) => (typeof text === 'string' ? text : t(text.say));
}

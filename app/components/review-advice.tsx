import { Banner, type BannerProps } from '@shopify/polaris';
import type { Saying } from '../core/saying.ts';
import type { ReviewView } from './review-view.ts';
import { useT } from './words.tsx';

interface Advice {
  tone: BannerProps['tone'];
  title: Saying;
  text: Saying;
}

const GATHERING: Advice = {
  tone: 'info',
  title: 'The data is being gathered',
  text: 'What is there so far can be looked at. Come back when all is there: then you can leave things out.',
};
/** States in which there is nothing to decide. */
const FIXED: Record<string, Advice> = {
  received: GATHERING,
  gathering: GATHERING,
  releasing: {
    tone: 'info',
    title: 'The answer is being released',
    text: 'Nothing in it can change now. To change it, withdraw the release on the request’s page first.',
  },
  released: {
    tone: 'info',
    title: 'The answer is released',
    text: 'This is what it is made of, and nothing in it can change. To change it, withdraw the release on the request’s page first.',
  },
  closed: {
    tone: 'info',
    title: 'This request is answered and closed',
    text: 'This is what the answer is made of. To change it, open the request again and withdraw its release.',
  },
};

function adviceFor({ state, isNothingHeld, gaps }: ReviewView): Advice {
  const fixed = FIXED[state];
  if (fixed) return fixed;
  if (!isNothingHeld)
    return {
      tone: 'info',
      title: 'Look through what the person will get',
      text: 'Open each part. What is marked may be about somebody else, such as a gift recipient: leave out what is not this person’s to see. Then go on and release the answer.',
    };
  if (gaps.length > 0)
    return {
      tone: 'warning',
      title: 'Nothing was found about this person, but parts could not be read',
      text: 'Below stands what is missing and what helps. Gather again when that is mended; or release the answer as it is, and it names what is missing.',
    };
  return {
    tone: 'success',
    title: 'Nothing is held about this person',
    text: 'Every place was searched in full, and none holds anything under the details of this request. That is an answer too: release it, and the archive says so in plain words.',
  };
}

/** What this page is for, as the request stands. */
export function ReviewAdvice({ review }: { review: ReviewView }) {
  const t = useT();
  const { tone, title, text } = adviceFor(review);
  return (
    <Banner tone={tone} title={t(title)}>
      <p>{t(text)}</p>
    </Banner>
  );
}

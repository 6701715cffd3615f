import { type Saying, say } from './saying.ts';

/** Shorter ones fall to guessing: the format stretches a password by 1,000 rounds only. */
const FEWEST_CHARACTERS = 12;
/** "aaaaaaaaaaaa" is long and the first to be tried. */
const FEWEST_DIFFERENT = 5;
/** 7-Zip accepts no more. */
const MOST_CHARACTERS = 99;

/**
 * Why an archive cannot be locked with this password, in words for whoever chose it; null if it can. Other characters
 * than those of every keyboard are refused because programs disagree on how to encode them: an archive that its
 * owner cannot open is no answer.
 */
export function archivePasswordProblem(password: string): Saying | null {
  if (!/^[\x20-\x7E]*$/.test(password))
    return say(
      'Use only unaccented letters, digits, spaces and signs: some programs cannot open archives with others.',
    );
  if (password !== password.trim())
    return say('Leave out the space at the beginning or end: it gets lost in copying.');
  if (password.length < FEWEST_CHARACTERS)
    return say('Use at least {count} characters.', { count: FEWEST_CHARACTERS });
  if (new Set(password).size < FEWEST_DIFFERENT)
    return say('Use at least {count} different characters: the same few repeated are soon guessed.', {
      count: FEWEST_DIFFERENT,
    });
  return password.length > MOST_CHARACTERS
    ? say('Use at most {count} characters.', { count: MOST_CHARACTERS })
    : null;
}

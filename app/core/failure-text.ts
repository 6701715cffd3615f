/** Words of failures from rooms that themselves speak to no one. */

export const DATABASE_FULL =
  'The disk of the app’s database is full. What is stored is safe, and the work goes on by itself once whoever runs the app has made room.';
export const DATABASE_AWAY =
  'The app’s database did not answer. What is stored is safe, and the work goes on by itself once it is back.';

export const KEY_DESTROYED = 'this key was destroyed';
export const EVIDENCE_LOCKED = 'this evidence is locked: its person was erased';
export const SEALED_CUT_SHORT = 'sealed data is cut short';
export const SEALED_ELSEWHERE = 'sealed data does not fit its key and place';

/** For comparing without regard to case or to how accents are written. */
export const foldText = (text: string): string => text.normalize('NFKC').toLowerCase();

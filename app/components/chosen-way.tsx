import { createContext, type PropsWithChildren, useContext, useState } from 'react';

interface Choice {
  /** The way that is marked in the form; null while nobody has touched it. */
  chosen: string | null;
  choose(way: string | null): void;
}

const Context = createContext<Choice>({ chosen: null, choose: () => undefined });

/** What is marked among the ways of erasing: the form shows it, and the approval must not pass it over. */
export function ChosenWayProvider({ children }: PropsWithChildren) {
  const [chosen, choose] = useState<string | null>(null);
  return <Context.Provider value={{ chosen, choose }}>{children}</Context.Provider>;
}

export const useChosenWay = (): Choice => useContext(Context);

/** Waits for a state of the world, not for a time. @throws when it has not come within 90 seconds */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endAt = Date.now() + 90_000;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > endAt) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

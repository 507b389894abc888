// Where the focus goes when the person goes to another page: to its heading, which says where one is.

/**
 * Moves the focus to the heading of the page in `main`. A page that is still reading has none yet: then `main` holds the focus until the
 * heading comes, unless the person has gone on by then.
 * @returns ends the waiting.
 */
export function land(main: HTMLElement): () => void {
  if (toHeading(main)) return () => undefined;
  main.focus();
  const waiting = new MutationObserver(() => {
    if (document.activeElement !== main || toHeading(main)) waiting.disconnect();
  });
  waiting.observe(main, { childList: true, subtree: true });
  return () => waiting.disconnect();
}

function toHeading(main: HTMLElement): boolean {
  const heading = main.querySelector('h1');
  if (heading === null) return false;
  // Can have the focus, and is no stop of Tab.
  heading.tabIndex = -1;
  heading.focus();
  return true;
}

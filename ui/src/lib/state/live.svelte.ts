// What screen readers are told. One polite region and one alert, both in the shell.

class Live {
  /** Text of the polite region. */
  polite = $state('');
  /** Text of the alert region. */
  alert = $state('');
}

/** The two regions, drawn by `LiveRegion.svelte`. */
export const live = new Live();

/** Says something when the reader has a moment: a station reached, a node running, copied. */
export function announce(text: string): void {
  // The same text twice is not said twice; seconds never come here.
  live.polite = text;
}

/** Says something at once: failed, unclear, key refused. */
export function alertNow(text: string): void {
  live.alert = text;
}

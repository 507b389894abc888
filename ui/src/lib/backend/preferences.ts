// What belongs to this window or browser and not to the store, which the command line shares.

/** Light, dark, or as the system says. */
export type Appearance = 'system' | 'light' | 'dark';

/** Sizes of the text; all measures of the page follow. */
export type TextSize = 'small' | 'normal' | 'large' | 'larger';

/** Preferences of this window or browser. */
export interface Preferences {
  appearance: Appearance;
  textSize: TextSize;
  /** The page shown last, as a route: `/clusters`. */
  lastPage: string | null;
  /** Profiles pinned to the sidebar, in order. */
  pinnedProfiles: string[];
}

/** What holds before anything was chosen. */
export const DEFAULT_PREFERENCES: Preferences = {
  appearance: 'system',
  textSize: 'normal',
  lastPage: null,
  pinnedProfiles: []
};

const APPEARANCES: readonly Appearance[] = ['system', 'light', 'dark'];
const TEXT_SIZES: readonly TextSize[] = ['small', 'normal', 'large', 'larger'];

/** Reads preferences leniently: whatever an older or newer version wrote, what is not understood is the default. */
export function readPreferences(value: unknown): Preferences {
  const from = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const pinned = from['pinnedProfiles'];
  return {
    appearance: APPEARANCES.find((a) => a === from['appearance']) ?? DEFAULT_PREFERENCES.appearance,
    textSize: TEXT_SIZES.find((t) => t === from['textSize']) ?? DEFAULT_PREFERENCES.textSize,
    lastPage: typeof from['lastPage'] === 'string' ? from['lastPage'] : null,
    pinnedProfiles: Array.isArray(pinned) ? pinned.filter((p): p is string => typeof p === 'string') : []
  };
}

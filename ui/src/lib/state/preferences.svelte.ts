// Appearance of this window or browser, and its traces on the root element.

import { backend, DEFAULT_PREFERENCES, type Preferences, type TextSize } from '$lib/backend';

const ROOT_SIZE: Record<TextSize, string> = { small: '87.5%', normal: '100%', large: '112.5%', larger: '125%' };

class PreferencesState {
  /** What holds now. */
  now: Preferences = $state.raw(DEFAULT_PREFERENCES);

  #loaded = false;

  /** Reads them once, at the start. What can't be read is the default. */
  async load(): Promise<void> {
    try {
      this.now = await backend.preferences();
    } catch {
      this.now = DEFAULT_PREFERENCES;
    }
    this.#loaded = true;
    this.#draw();
  }

  /** Changes some of them; holds at once, and is kept. */
  async change(part: Partial<Preferences>): Promise<void> {
    this.now = { ...this.now, ...part };
    this.#draw();
    await backend.save_preferences(this.now);
  }

  /** Keeps the page shown last, without a word where that can't be done. */
  async remember(path: string): Promise<void> {
    if (this.now.lastPage === path || !this.#loaded) return;
    this.now = { ...this.now, lastPage: path };
    await backend.save_preferences(this.now).catch(() => undefined);
  }

  #draw(): void {
    const root = document.documentElement;
    if (this.now.appearance === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = this.now.appearance;
    root.style.fontSize = ROOT_SIZE[this.now.textSize];
  }
}

/** Preferences of this window or browser, reactive. */
export const preferences = new PreferencesState();

// Results of the person's own acts. Never failures: those stay on the page.

import { announce } from './live.svelte';

/** One toast. */
export interface Toast {
  id: number;
  text: string;
  /** Takes the act back, where that is possible. */
  undo: (() => void) | null;
}

class Toasts {
  items: Toast[] = $state.raw([]);
  #next = 1;

  add(text: string, undo: (() => void) | null): void {
    const toast = { id: this.#next++, text, undo };
    // Three are enough: an older one has been read or will not be.
    this.items = [...this.items.slice(-2), toast];
  }

  remove(id: number): void {
    this.items = this.items.filter((toast) => toast.id !== id);
  }
}

/** The toasts in sight. */
export const toasts = new Toasts();

/** Shows a toast: `toast('Profile copied', () => undo())`. */
export function toast(text: string, undo?: () => void): void {
  toasts.add(text, undo ?? null);
  announce(text);
}

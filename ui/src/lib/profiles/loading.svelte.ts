// Which profile a page shows: reads it, and hands out its editor.

import { untrack } from 'svelte';
import { asProblem, type Backend, type Application, type Problem, type Profile } from '$lib/backend';
import { Editor } from './editor.svelte';

/** The commands that a profile's page sends for its draft. */
export type PageDoor = Pick<Backend, 'profile' | 'new_profile' | 'preview' | 'save_profile'>;

/** The application of `new:kafka` and `new:cassandra`; `null` for a saved profile's id. */
export function newApplication(id: string): Application | null {
  if (!id.startsWith('new:')) return null;
  return id === 'new:cassandra' ? 'cassandra' : 'kafka';
}

export class OpenProfile {
  /** The editor; absent while reading. */
  editor: Editor | null = $state.raw(null);
  /** Why it can't be read. */
  problem: Problem | null = $state.raw(null);

  readonly #door: PageDoor;
  readonly #born: (profile: Profile) => void;
  #wanted = '';

  constructor(door: PageDoor, born: (profile: Profile) => void) {
    this.#door = door;
    this.#born = born;
  }

  /** Shows this one; whether it is another than before. A new profile that has just got its id is in sight already. */
  show(id: string): boolean {
    return untrack(() => {
      if (this.editor !== null && (this.editor.id === id || this.#wanted === id)) {
        this.#wanted = id;
        return false;
      }
      void this.editor?.close();
      this.editor = null;
      void this.read(id);
      return true;
    });
  }

  /** Reads it, again where it failed. */
  async read(id: string): Promise<void> {
    this.#wanted = id;
    this.problem = null;
    const application = newApplication(id);
    try {
      const editor =
        application === null
          ? new Editor(this.#door, { kind: 'saved', profile: await this.#door.profile({ id }) }, this.#born)
          : new Editor(this.#door, { kind: 'new', draft: await this.#door.new_profile({ application }) }, this.#born);
      if (this.#wanted === id) this.editor = editor;
    } catch (thrown) {
      if (this.#wanted === id) this.problem = asProblem(thrown);
    }
  }
}

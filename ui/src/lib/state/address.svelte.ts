// This computer's own address, which «mine» in a profile stands for, and who may be asked for it.

import { asProblem, backend, type FinderSettings, type OwnAddress, type Problem } from '$lib/backend';

class AddressState {
  /** What is known; `null` before it was read. */
  own: OwnAddress | null = $state.raw(null);
  /** Why the last ask failed. */
  problem: Problem | null = $state.raw(null);
  busy = $state(false);

  /** «203.0.113.7»; `null` while it is not known. */
  readonly shown: string | null = $derived(this.own?.v4 ?? this.own?.v6 ?? null);
  /** Names of those who may be asked: «icanhazip.com, ident.me». */
  readonly finders: string = $derived((this.own?.settings.finders ?? []).map((url) => url.replace(/^https?:\/\//, '')).join(', '));

  read(): Promise<void> {
    return this.#ask(() => backend.own_address());
  }

  find(): Promise<void> {
    return this.#ask(() => backend.find_address());
  }

  /** Keeps who may be asked, and asks them where that is allowed. */
  async save(settings: FinderSettings): Promise<void> {
    await this.#ask(() => backend.save_finders(settings));
    if (this.problem === null && settings.allowed === true) await this.find();
  }

  async allow(): Promise<void> {
    if (this.own !== null) await this.save({ ...this.own.settings, allowed: true });
  }

  async #ask(what: () => Promise<OwnAddress>): Promise<void> {
    this.busy = true;
    try {
      this.own = await what();
      this.problem = null;
    } catch (thrown) {
      this.problem = asProblem(thrown);
    } finally {
      this.busy = false;
    }
  }
}

export const address = new AddressState();

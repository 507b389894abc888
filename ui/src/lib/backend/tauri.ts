// The window: commands by `invoke`, events over a channel.

import { Channel, invoke } from '@tauri-apps/api/core';
import { door, isProblem, ownProblem, ProblemError, type Backend } from './backend';
import type { Event } from './bindings';
import { readPreferences } from './preferences';

interface CloseAsked {
  underWay: number;
}

async function ask(name: string, args: Record<string, unknown>): Promise<unknown> {
  try {
    return await invoke(name, args);
  } catch (thrown) {
    // A refused argument comes as a bare text, everything of ours as a problem.
    if (isProblem(thrown)) throw new ProblemError(thrown);
    throw new ProblemError(ownProblem(`The window did not take «${name}»: ${String(thrown)}`));
  }
}

/** The back end of the desktop window. */
export function tauriBackend(): Backend {
  return {
    kind: 'window',
    ...door((name, input) => ask(name, { input })),
    events(listener) {
      let ended = false;
      const channel = new Channel<Event>();
      channel.onmessage = (event) => {
        if (!ended) listener(event);
      };
      // Where the engine could not start, every command says so, with its reason: nothing is added here.
      void ask('subscribe', { channel }).catch(() => undefined);
      return () => {
        ended = true;
      };
    },
    preferences: async () => readPreferences(await ask('preferences', {})),
    save_preferences: async (input) => {
      await ask('save_preferences', { input });
    },
    close_asked(listener) {
      const channel = new Channel<CloseAsked>();
      channel.onmessage = ({ underWay }) => {
        // A page that does not say so hangs: the window then closes at the second try.
        void ask('close_heard', {}).catch(() => undefined);
        listener(underWay);
      };
      void ask('close_asks', { channel }).catch(() => undefined);
    },
    close_window: async () => {
      await ask('quit', {});
    }
  };
}

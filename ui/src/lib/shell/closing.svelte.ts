// Closing the window with runs under way asks first. Only the window does; a browser's tab may always go.

import { backend } from '$lib/backend';

class Closing {
  /** Whether the question is open. */
  asked = $state(false);
  /** How many runs are under way. */
  underWay = $state(0);

  /** The person's answer: close. */
  async close(): Promise<void> {
    this.asked = false;
    await backend.close_window();
  }
}

/** The question at closing. */
export const closing = new Closing();

backend.close_asked((underWay) => {
  closing.underWay = underWay;
  closing.asked = true;
});

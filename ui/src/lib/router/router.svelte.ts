import { parse, type Route } from './route';

function pathOf(hash: string): string {
  return hash.replace(/^#/, '') || '/clusters';
}

class Router {
  /** Grows with each step through the address bar: a link, «back». Not with the first page, nor with a place that is only renamed. */
  steps = $state(0);
  /** Where the page is. */
  route: Route = $state.raw(parse(window.location.hash));
  /** The same as text: `/runs/ID`. */
  path = $state(pathOf(window.location.hash));

  /** Follows the address bar. Returns what ends it. */
  start(): () => void {
    const read = (): void => {
      this.path = pathOf(window.location.hash);
      this.route = parse(this.path);
    };
    const follow = (): void => {
      read();
      this.steps += 1;
    };
    read();
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }
}

/** The place in the page, reactive. */
export const router = new Router();

/** Goes to a path: `go('/runs/ID')`. With `replace` the present place is not kept in the history. */
export function go(path: string, how: { replace?: boolean } = {}): void {
  const hash = `#${path}`;
  if (how.replace === true) {
    window.history.replaceState(window.history.state, '', hash);
    router.path = path;
    router.route = parse(path);
  } else {
    window.location.hash = hash;
  }
}

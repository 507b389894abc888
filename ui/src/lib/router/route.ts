// Addresses within the page: what stands behind `#`. Pure: text in, route out.

/** A run that the provider refused, and the field of its profile that it is opened at. */
export interface Refusal {
  run: string;
  field: string;
}

/** A place in the page. */
export type Route =
  | { page: 'clusters' }
  | { page: 'profiles' }
  | { page: 'profile'; id: string; refusal: Refusal | null }
  | { page: 'run'; id: string }
  | { page: 'launch'; id: string }
  | { page: 'activity' }
  | { page: 'accounts'; id: string | null }
  | { page: 'settings' }
  | { page: 'first-run' }
  | { page: 'unknown'; path: string };

/** The route of a hash (`#/runs/ID`) or a bare path (`/runs/ID`). */
export function parse(hash: string): Route {
  const path = hash.replace(/^#/, '');
  const [first = '', second, third, fourth, fifth] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  switch (first) {
    case '':
    case 'clusters':
      return { page: 'clusters' };
    case 'profiles':
      if (second === undefined) return { page: 'profiles' };
      // `new/kafka` is a draft that has no id yet.
      if (second === 'new') return { page: 'profile', id: `new:${third ?? 'kafka'}`, refusal: null };
      // `ID/refused/RUN/FIELD`: to correct what the provider refused.
      return { page: 'profile', id: second, refusal: third === 'refused' && fourth !== undefined && fifth !== undefined ? { run: fourth, field: fifth } : null };
    case 'runs':
      return second === undefined ? { page: 'activity' } : { page: 'run', id: second };
    case 'launches':
      return second === undefined ? { page: 'activity' } : { page: 'launch', id: second };
    case 'activity':
      return { page: 'activity' };
    case 'accounts':
      return { page: 'accounts', id: second ?? null };
    case 'settings':
      return { page: 'settings' };
    case 'welcome':
      return { page: 'first-run' };
    default:
      return { page: 'unknown', path };
  }
}

/** What is one page to a person: from one run to another is a step, from one account to the next in the same list is none. */
export function pageOf(route: Route): string {
  return route.page === 'run' || route.page === 'launch' || route.page === 'profile' ? `${route.page} ${route.id}` : route.page;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The value of `href` for a path: `href('/runs', id)`. */
export function href(path: string, ...parts: string[]): string {
  return `#${path}${parts.map((part) => `/${encodeURIComponent(part)}`).join('')}`;
}

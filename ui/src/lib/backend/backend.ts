// The one interface between the page and whatever answers it. Three implementations stand beside this file: the
// window (`tauri.ts`), the browser (`http.ts`) and a scripted one for tests and development (`memory/`).

import { COMMANDS, type Commands, type Event, type Nothing, type Problem } from './bindings';
import type { Preferences } from './preferences';

/** A command as a method: without an argument where the command takes nothing. */
export type Ask<N extends keyof Commands> = Nothing extends Commands[N]['input']
  ? () => Promise<Commands[N]['output']>
  : (input: Commands[N]['input']) => Promise<Commands[N]['output']>;

/** The commands of the door, each under its own name, so that a search for the name finds every end of it. */
export type Door = { [N in keyof Commands]: Ask<N> };

/** Where the page runs: some words differ («this window», «this browser»). */
export type BackendKind = 'window' | 'browser' | 'scripted';

/** What the page asks and is told. Every method rejects with a {@link ProblemError} and with nothing else. */
export interface Backend extends Door {
  readonly kind: BackendKind;
  /**
   * Listens to what happens. After events were missed (a lost connection, a full queue) the listener gets
   * `{ kind: 'lagged' }` and asks anew for what it shows.
   * @param listener gets each event in order.
   * @param connection is told when the way to the back end breaks and when it stands again.
   * @returns ends the listening.
   */
  events(listener: (event: Event) => void, connection?: (up: boolean) => void): () => void;
  /** Appearance and the like: what belongs to this window or browser, never to the store. */
  preferences(): Promise<Preferences>;
  /** Keeps them. */
  save_preferences(input: Preferences): Promise<void>;
  /** Is told when the person closes the window while runs are under way. A browser never tells. */
  close_asked(listener: (underWay: number) => void): void;
  /** Closes the window, whatever is under way. */
  close_window(): Promise<void>;
}

/** Carries one command to the back end and brings its answer. */
export type Carry = (name: keyof Commands, input: unknown) => Promise<unknown>;

/** The whole door over one way of carrying commands. */
export function door(carry: Carry): Door {
  const entries = COMMANDS.map((name) => [name, (input: unknown) => carry(name, input ?? {})] as const);
  // The list of names and the types come from the same generated file: each entry has the type of its name.
  return Object.fromEntries(entries) as unknown as Door;
}

/** What every method of the back end rejects with. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** A problem of our own making, where the back end itself could not say what is wrong. */
export function ownProblem(message: string, remedy: string | null = null): Problem {
  return { code: 'internal', message, place: { kind: 'app' }, remedy, server: null };
}

/** Whether something that came from outside is a problem in the back end's own form. */
export function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Problem).code === 'string' &&
    typeof (value as Problem).message === 'string' &&
    typeof (value as Problem).place === 'object'
  );
}

/** The problem in whatever was thrown; a fault of the page itself becomes one too, so that nothing fails unseen. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  if (isProblem(thrown)) return thrown;
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return ownProblem(`The page met a fault of its own: ${words}`, 'Reload the page. Runs go on by themselves.');
}

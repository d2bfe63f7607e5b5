/**
 * The one door to the station: a command by name, the events it pushes, and files for a person to keep.
 * Two hosts stand behind it; which one is found out at run time.
 */
import { httpBackend } from './http';
import { tauriBackend } from './tauri';
import type { AppState, Commands, Event, Failure, FileOut, Nothing, OpenBench } from './types';

export type * from './types';

/** Commands of the program around the station: they work before a profile is open. */
interface AppCommands {
  app_state: { request: Nothing; answer: AppState };
  open_demo: { request: Nothing; answer: AppState };
  open_bench: { request: OpenBench; answer: AppState };
}

export type AllCommands = Commands & AppCommands;
export type CommandName = keyof AllCommands;
export type Request<N extends CommandName> = AllCommands[N]['request'];
export type Answer<N extends CommandName> = AllCommands[N]['answer'];

export interface Backend {
  /** Runs a command; rejects with a {@link Failure}. */
  call<N extends CommandName>(name: N, request: Request<N>): Promise<Answer<N>>;
  /** Hears every event until the answer is called. */
  listen(handler: (event: Event) => void): () => void;
  /** Gives a file to the person; the path or name it was saved under, `null` when the person thought better of it. */
  saveFile(file: FileOut): Promise<string | null>;
}

let host: Backend | undefined;
let stopHearing: (() => void) | undefined;
const handlers = new Set<(event: Event) => void>();

/** Decides which host answers from now on. */
export function connect(to: Backend): void {
  stopHearing?.();
  host = to;
  stopHearing = to.listen((event) => handlers.forEach((handle) => handle(event)));
}

/** The host this page runs in. */
export function detectHost(): Backend {
  return '__TAURI_INTERNALS__' in window ? tauriBackend() : httpBackend();
}

function connected(): Backend {
  if (!host) throw new Error('no host is connected');
  return host;
}

type ManagerAsker = (failure: Failure, command: CommandName) => Promise<boolean>;

let askManager: ManagerAsker | undefined;
let signedOut: (() => void) | undefined;

/** Says who asks a manager for a word when a command takes one; answered yes, the command is called once more. */
export function onManagerNeeded(asker: ManagerAsker | undefined): void {
  askManager = asker;
}

/** Says who is told that nobody is signed in here any more. */
export function onSignedOut(told: (() => void) | undefined): void {
  signedOut = told;
}

/** Runs a command. What takes a manager asks for one and goes on when there is a word. */
export async function call<N extends CommandName>(name: N, request: Request<N>): Promise<Answer<N>> {
  try {
    return await connected().call(name, request);
  } catch (thrown) {
    const refusal = isFailure(thrown) ? thrown.code : '';
    if (refusal === 'sign_in') signedOut?.();
    if (refusal !== 'manager_needed' || name === 'allow_once' || !askManager) throw thrown;
    if (!(await askManager(thrown as Failure, name))) throw thrown;
    return await connected().call(name, request);
  }
}

/** Hears every event until the answer is called. */
export function listen(handler: (event: Event) => void): () => void {
  handlers.add(handler);
  return () => handlers.delete(handler);
}

export function saveFile(file: FileOut): Promise<string | null> {
  return connected().saveFile(file);
}

/** Whatever was thrown, as the one form of failure. */
export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return failure(
    'internal',
    `The window made a mistake: ${text}`,
    'Try again; restart Packbench if it stays.',
    true,
  );
}

export function failure(code: Failure['code'], text: string, hint = '', retry = false): Failure {
  return { code, text, hint, retry, fields: [], price: null, shipment: null };
}

function isFailure(thrown: unknown): thrown is Failure {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    typeof (thrown as Failure).code === 'string' &&
    typeof (thrown as Failure).text === 'string'
  );
}

/** Who is there: who may sign in, who is signed in here, and a manager's word when one is needed. */
import {
  call,
  onManagerNeeded,
  onSignedOut,
  type CommandName,
  type Failure,
  type OperatorView,
  type PeopleView,
} from '../backend';
import { desk } from './desk.svelte';

/** Signs of life are told at most this often, in milliseconds. */
const TELL = 15_000;

/** An act that takes a manager, while one is asked. */
interface Asking {
  failure: Failure;
  command: CommandName;
  answer: (allowed: boolean) => void;
}

class People {
  view = $state.raw<PeopleView | null>(null);
  asking = $state.raw<Asking | null>(null);
  #told = 0;

  get operators(): OperatorView[] {
    return this.view?.operators ?? [];
  }

  get signedIn(): OperatorView | null {
    return this.view?.signed_in ?? null;
  }

  /** Whether the bench asks who is there before anything else. */
  get mustSignIn(): boolean {
    return this.operators.length > 0 && this.signedIn === null;
  }

  /** Begins to listen; the answer ends it. */
  start(): () => void {
    const events = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;
    const alive = (): void => this.#alive();
    for (const event of events) window.addEventListener(event, alive, { capture: true, passive: true });
    onManagerNeeded((failure, command) => this.#askManager(failure, command));
    onSignedOut(() => void this.read());
    return () => {
      for (const event of events) window.removeEventListener(event, alive, { capture: true });
      onManagerNeeded(undefined);
      onSignedOut(undefined);
    };
  }

  async read(): Promise<void> {
    // Where the station does not answer, the bench's own state says so by itself.
    const view = await call('people', {}).catch(() => null);
    if (view) this.set(view);
  }

  set(view: PeopleView): void {
    const left = this.signedIn !== null && view.signed_in?.id !== this.signedIn.id;
    this.view = view;
    if (left) {
      this.asking?.answer(false);
      desk.go({ screen: 'bench' });
    }
  }

  /** A manager said yes or no, or nobody was found. */
  answer(allowed: boolean): void {
    const asking = this.asking;
    this.asking = null;
    asking?.answer(allowed);
  }

  #askManager(failure: Failure, command: CommandName): Promise<boolean> {
    this.answer(false);
    return new Promise((answer) => {
      this.asking = { failure, command, answer };
    });
  }

  #alive(): void {
    if (!this.signedIn || Date.now() - this.#told < TELL) return;
    this.#told = Date.now();
    // Whoever was signed out meanwhile sees it at once.
    void call('still_here', {}).catch(() => undefined);
  }
}

export const people = new People();

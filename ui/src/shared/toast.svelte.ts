/** Short words about what has just happened; they go away by themselves. */
export type Tone = 'good' | 'warn' | 'bad' | 'plain';

export interface Toast {
  id: number;
  tone: Tone;
  text: string;
}

const STAYS: Record<Tone, number> = { good: 4_000, plain: 4_000, warn: 7_000, bad: 9_000 };

class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 0;

  say(text: string, tone: Tone = 'plain'): void {
    const toast = { id: this.#next++, tone, text };
    this.list = [...this.list.filter((other) => other.text !== text).slice(-2), toast];
    setTimeout(() => this.drop(toast.id), STAYS[tone]);
  }

  clear(): void {
    this.list = [];
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();

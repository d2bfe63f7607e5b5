/** Where keys belong: to what is being typed in, or to the scan field. */

const TYPED_INTO = new Set(['text', 'search', 'password', 'email', 'tel', 'url', 'number', 'date', 'time']);

/** Whether keys pressed here are text for it, a list's type-ahead included. */
export function isTextEntry(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return TYPED_INTO.has(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Whether the space bar presses it. */
export function pressesControl(target: HTMLElement): boolean {
  return (
    target.closest('button, summary, [role="button"], input[type="checkbox"], input[type="radio"]') !== null
  );
}

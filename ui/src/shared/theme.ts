/** Light or dark: as chosen, or as the system says, also when the system changes its mind. */
import type { Theme } from '../backend';

let chosen: Theme = 'system';
const system = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null;

function apply(): void {
  const dark = chosen === 'dark' || (chosen === 'system' && (system?.matches ?? false));
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

export function setTheme(theme: Theme): void {
  chosen = theme;
  apply();
}

system?.addEventListener('change', apply);
apply();

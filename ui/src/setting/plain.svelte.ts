/** Plain settings: each change is saved by itself, so that there is nothing to forget to save. */
import { call, type Settings } from '../backend';
import { live } from '../shared/live.svelte';
import { Task } from '../shared/task.svelte';
import { toasts } from '../shared/toast.svelte';

export class PlainSettings {
  saving = new Task();

  get now(): Settings | undefined {
    return live.settings?.settings;
  }

  /** Saves a change; whether it was taken. */
  change = async (change: Partial<Settings>): Promise<boolean> => {
    const { now } = this;
    if (!now) return false;
    const view = await this.saving.run(() => call('save_settings', { ...now, ...change }));
    if (!view) return false;
    live.set(view);
    toasts.say('Saved', 'good');
    return true;
  };
}

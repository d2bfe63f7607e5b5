/** The desktop window: commands and events over Tauri's own channel. */
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Backend } from './index';
import type { Event } from './types';

export function tauriBackend(): Backend {
  return {
    call: (name, request) => invoke('call', { name, request }),
    listen(handler) {
      const stopping = listen<Event>('packbench', (message) => handler(message.payload));
      return () => void stopping.then((stop) => stop());
    },
    saveFile: (file) => invoke('save_file', { file }),
  };
}

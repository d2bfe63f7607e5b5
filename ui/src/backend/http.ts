/** A browser on `pb serve`: commands over HTTP on loopback, events as a stream, both with a token. */
import type { Backend } from './index';
import type { AppState, Event, Failure, FileOut } from './types';

const TOKEN = 'packbench-token';
/** Waits between attempts to hear the station again, in milliseconds; the last one repeats. */
const RECONNECT = [250, 1_000, 3_000];

export function httpBackend(): Backend {
  const token = takeToken();

  return {
    async call(name, request) {
      const response = await send(name, request, token);
      const answer: unknown = await response.json().catch(() => undefined);
      if (response.ok && answer !== undefined) return answer as never;
      throw isFailure(answer) ? answer : unreadable(name, response.status);
    },
    listen: (handler) => listen(handler, token),
    saveFile: async (file) => download(file),
  };
}

/** The token of the address's fragment, kept for this tab and taken out of sight. */
function takeToken(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    sessionStorage.setItem(TOKEN, given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return given ?? sessionStorage.getItem(TOKEN) ?? '';
}

async function send(name: string, request: unknown, token: string): Promise<Response> {
  try {
    return await fetch(`/api/call/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(request),
      cache: 'no-store',
    });
  } catch {
    throw fail(
      'The station does not answer.',
      'Look whether `pb serve` still runs, then try again. Nothing is bought twice.',
    );
  }
}

function listen(handler: (event: Event) => void, token: string): () => void {
  let source: EventSource | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let lost = false;

  const open = (): void => {
    source = new EventSource(`/api/events?token=${encodeURIComponent(token)}`);
    source.onopen = () => {
      attempt = 0;
      // What was pushed meanwhile is lost: the window is told to read everything anew.
      if (lost) void state(token).then((state) => state && handler({ event: 'app', state }));
      lost = false;
    };
    source.onmessage = (message) => handler(JSON.parse(message.data as string) as Event);
    source.onerror = () => {
      source?.close();
      lost = true;
      waiting = setTimeout(open, RECONNECT[Math.min(attempt++, RECONNECT.length - 1)]);
    };
  };

  open();
  return () => {
    clearTimeout(waiting);
    source?.close();
  };
}

async function state(token: string): Promise<AppState | undefined> {
  const response = await send('app_state', {}, token).catch(() => undefined);
  return response?.ok ? ((await response.json()) as AppState) : undefined;
}

function download(file: FileOut): string {
  const bytes = Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: file.mime }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(url);
  return file.name;
}

function isFailure(answer: unknown): answer is Failure {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'text' in answer;
}

function unreadable(name: string, status: number): Failure {
  if (status === 401 || status === 403) {
    return {
      ...fail(
        'This page has no right to speak to the station.',
        'Open the address that `pb serve` printed, token included.',
      ),
      retry: false,
    };
  }
  return fail(`The station's answer to “${name}” cannot be read (HTTP ${status}).`, 'Try again.');
}

function fail(text: string, hint: string): Failure {
  return { code: 'internal', text, hint, retry: true, fields: [], price: null, shipment: null };
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend, Event } from '$ui/backend';
import { httpBackend } from '$ui/backend/http';

class FakeSource {
  static all: FakeSource[] = [];
  onopen = () => {};
  onmessage: (message: { data: string }) => void = () => {};
  onerror = () => {};
  closed = false;

  constructor(readonly url: string) {
    FakeSource.all.push(this);
  }

  close(): void {
    this.closed = true;
  }
}

const fetch = vi.fn<typeof globalThis.fetch>();

function answer(body: unknown, status = 200): void {
  fetch.mockResolvedValueOnce(
    new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }),
  );
}

beforeEach(() => {
  FakeSource.all = [];
  sessionStorage.clear();
  fetch.mockReset();
  vi.stubGlobal('fetch', fetch);
  vi.stubGlobal('EventSource', FakeSource);
  location.hash = '#token=s3cret';
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the token', () => {
  it('is taken out of the address and sent with every call', async () => {
    const backend = httpBackend();
    expect(location.href).not.toContain('s3cret');
    answer({ stage: 'welcome' });
    await backend.call('app_state', {});
    const [url, init] = fetch.mock.calls[0]!;
    expect(url).toBe('/api/call/app_state');
    expect(init).toMatchObject({ method: 'POST', body: '{}' });
    expect(new Headers(init?.headers).get('authorization')).toBe('Bearer s3cret');
  });

  it('is still there after a reload', async () => {
    httpBackend();
    const reloaded = httpBackend();
    answer({});
    await reloaded.call('app_state', {});
    expect(new Headers(fetch.mock.calls[0]![1]?.headers).get('authorization')).toBe('Bearer s3cret');
  });
});

describe('a call', () => {
  let backend: Backend;
  beforeEach(() => (backend = httpBackend()));

  it('gives the answer', async () => {
    answer({ kind: 'order', id: 'o1' });
    expect(await backend.call('scan', { text: '#1' })).toEqual({ kind: 'order', id: 'o1' });
  });

  it('rejects with the station’s own failure', async () => {
    const failure = {
      code: 'no_weight',
      text: 'The pan is empty',
      hint: '',
      retry: true,
      fields: [],
      price: null,
      shipment: null,
    };
    answer(failure, 409);
    await expect(backend.call('weigh', { parcel: 'p', typed: null })).rejects.toEqual(failure);
  });

  it('says so when what comes back is not the station’s', async () => {
    answer('<html>Bad gateway</html>', 502);
    await expect(backend.call('app_state', {})).rejects.toMatchObject({ code: 'internal', retry: true });
  });

  it('tells a person without a token where to find one', async () => {
    answer('', 401);
    await expect(backend.call('app_state', {})).rejects.toMatchObject({
      hint: expect.stringContaining('pb serve'),
      retry: false,
    });
  });

  it('is a failure in words when nobody answers', async () => {
    fetch.mockRejectedValueOnce(new TypeError('network error'));
    await expect(backend.call('app_state', {})).rejects.toMatchObject({
      text: 'The station does not answer.',
      retry: true,
    });
  });
});

describe('events', () => {
  it('arrive one by one until nobody listens', () => {
    const heard: Event[] = [];
    const stop = httpBackend().listen((event) => heard.push(event));
    expect(FakeSource.all[0]!.url).toBe('/api/events?token=s3cret');
    FakeSource.all[0]!.onmessage({ data: '{"event":"orders"}' });
    expect(heard).toEqual([{ event: 'orders' }]);
    stop();
    expect(FakeSource.all[0]!.closed).toBe(true);
  });

  it('come back after the stream broke, and the window reads everything anew', async () => {
    vi.useFakeTimers();
    const heard: Event[] = [];
    const stop = httpBackend().listen((event) => heard.push(event));
    FakeSource.all[0]!.onerror();
    await vi.advanceTimersByTimeAsync(250);
    expect(FakeSource.all).toHaveLength(2);
    // Still down: the next attempt waits longer.
    FakeSource.all[1]!.onerror();
    await vi.advanceTimersByTimeAsync(250);
    expect(FakeSource.all).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(750);
    expect(FakeSource.all).toHaveLength(3);
    answer({ stage: 'locked', demo: false });
    FakeSource.all[2]!.onopen();
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual([{ event: 'app', state: { stage: 'locked', demo: false } }]);
    stop();
  });
});

describe('a file', () => {
  it('is downloaded under its name', async () => {
    const link = document.createElement('a');
    const click = vi.spyOn(link, 'click').mockImplementation(() => {});
    vi.spyOn(document, 'createElement').mockReturnValue(link);
    const blobs: Blob[] = [];
    URL.createObjectURL = (blob) => (blobs.push(blob as Blob), 'blob:1');
    URL.revokeObjectURL = () => {};
    expect(
      await httpBackend().saveFile({ name: 'tracking.csv', mime: 'text/csv', base64: btoa('a,b') }),
    ).toBe('tracking.csv');
    expect(click).toHaveBeenCalledOnce();
    expect(link.download).toBe('tracking.csv');
    expect(blobs[0]).toMatchObject({ size: 3, type: 'text/csv' });
  });
});

// @vitest-environment node
/** `npm run preview`: the page against the fake station, as its server serves it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createLogger, createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ui = resolve(import.meta.dirname, '../../ui');
const said: string[] = [];
let cacheDir: string;
let server: ViteDevServer;

beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'packbench-preview-'));
  const logger = createLogger('info');
  const listen = (text: string): void => void said.push(text);
  Object.assign(logger, { info: listen, warn: listen, error: listen });
  server = await createServer({
    configFile: join(ui, 'vite.config.ts'),
    mode: 'preview',
    customLogger: logger,
    cacheDir,
    server: { middlewareMode: true, hmr: false, ws: false },
  });
});

afterAll(async () => {
  await server.close();
  await rm(cacheDir, { recursive: true, force: true });
});

/** What a module imports under a name, as the browser is told to fetch it. */
async function imported(url: string, name: RegExp): Promise<string[]> {
  const { code } = (await server.transformRequest(url))!;
  return [...code.matchAll(/from ["']([^"']+)["']/g)]
    .map(([, from]) => from!)
    .filter((from) => name.test(from));
}

it('begins with the fake station', async () => {
  const page = await server.transformIndexHtml('/', '<script type="module" src="/src/main.ts"></script>');
  const [, entry] = /src="([^"]*preview\.ts)"/.exec(page)!;
  expect(await imported(entry!, /fake-backend/)).toHaveLength(1);
});

it('has one Svelte: what mounts the window and what draws it are the same copy', async () => {
  const mounts = await imported(`/@fs${resolve(import.meta.dirname, 'preview/preview.ts')}`, /svelte\.js/);
  const draws = await imported('/src/App.svelte', /svelte_internal_client\.js/);
  const bundle = (url: string): string => url.replace(/[^/]+$/, '');
  expect(mounts).toHaveLength(1);
  expect(draws).toHaveLength(1);
  expect(bundle(draws[0]!)).toBe(bundle(mounts[0]!));
  expect(said.filter((text) => text.includes('Failed to resolve'))).toEqual([]);
});

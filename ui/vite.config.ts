import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const tests = here('../tests/ui');

/** Lets files of tests/ui, which has no node_modules of its own, import what ui/ has installed. */
const packagesOfUi: Plugin = {
  name: 'packages-of-ui',
  enforce: 'pre',
  resolveId(source, importer, options) {
    const bare = !/^[./\0]|^[a-z]+:/.test(source);
    if (!bare || !importer?.startsWith(tests)) return null;
    return this.resolve(source, here('src/main.ts'), { ...options, skipSelf: true });
  },
};

/**
 * Begins the window against the test backend. The root stays `ui/`, where `node_modules` is: from elsewhere Vite
 * finds Svelte twice, and the second copy knows nothing of the page.
 */
const previewPage: Plugin = {
  name: 'preview-page',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) => html.replace('/src/main.ts', `/@fs${here('../tests/ui/preview/preview.ts')}`),
  },
};

// `--mode preview` serves the window against the test backend, for looking at it without a station.
export default defineConfig(({ mode }) => ({
  root: here('.'),
  base: './',
  plugins: [
    packagesOfUi,
    svelte({ configFile: here('svelte.config.js') }),
    svelteTesting(),
    mode === 'preview' && previewPage,
  ],
  resolve: { alias: { $ui: here('src') } },
  server: { fs: { allow: [here('..')] } },
  build: { outDir: here('dist'), emptyOutDir: true, assetsInlineLimit: 0 },
  test: {
    dir: tests,
    include: ['**/*.spec.ts'],
    environment: 'jsdom',
    setupFiles: [here('../tests/ui/setup.ts')],
    restoreMocks: true,
  },
}));

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../ui/src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|svelte|css)$/.test(path))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(SRC, path), 'utf8') }));

/** Folders of ui/src that a file imports from, and packages. */
function imports(path: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s+'([^']+)'/g)].map(([, target]) =>
    target!.startsWith('.')
      ? relative(SRC, resolve(SRC, dirname(path), target!)).replaceAll('\\', '/')
      : target!,
  );
}

describe('the layout', () => {
  it('is found at all', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it.each([
    ['only backend speaks to the host', /^@tauri-apps/, /^backend\//],
    ['backend has one door', /^backend\/(tauri|http|types)/, /^backend\//],
    ['shared knows no screen', /^(bench|order|printing|shipment|setting|welcome)\//, /^(?!shared\/)/],
  ])('is kept: %s', (_, forbidden, exempt) => {
    const breaches = files
      .filter(({ path }) => !exempt.test(path))
      .flatMap(({ path, text }) =>
        imports(path, text)
          .filter((target) => forbidden.test(target))
          .map((target) => `${path} imports ${target}`),
      );
    expect(breaches).toEqual([]);
  });

  it('keeps files short', () => {
    const long = files.filter(
      ({ path, text }) => path !== 'backend/types.ts' && text.split('\n').length > 500,
    );
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('needs no inline style and no markup from data', () => {
    // The window's content security policy refuses style attributes; `style:` goes through the DOM instead.
    const inline = files.filter(
      ({ path, text }) => path.endsWith('.svelte') && /\sstyle="|\{@html/.test(text),
    );
    expect(inline.map(({ path }) => path)).toEqual([]);
  });
});

describe('colours', () => {
  const css = files.find(({ path }) => path === 'shared/style/tokens.css')!.text;
  const read = (block: string): Map<string, string> =>
    new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [name!, colour!]));
  const [light = '', dark = ''] = css.split("[data-theme='dark']");

  function luminance(hex: string): number {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  }

  function contrast(a: string, b: string): number {
    const [bright, dim] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (bright! + 0.05) / (dim! + 0.05);
  }

  const GROUNDS = ['ground', 'surface', 'raised', 'sunken'];
  const TEXT: [text: string, on: string[]][] = [
    ['text', [...GROUNDS, 'accent-soft', 'good-soft', 'warn-soft', 'bad-soft']],
    ['muted', [...GROUNDS, 'accent-soft', 'warn-soft']],
    ['accent', ['surface', 'raised', 'accent-soft', 'ground']],
    ['good', ['surface', 'good-soft', 'ground']],
    ['warn', ['surface', 'warn-soft', 'ground']],
    ['bad', ['surface', 'bad-soft', 'ground']],
    ['demo', ['demo-soft', 'surface']],
    ['on-accent', ['accent', 'accent-hover']],
    ['surface', ['good', 'warn', 'bad', 'text']],
  ];

  it.each([
    ['light', read(light)],
    ['dark', read(dark)],
  ])('read well in the %s', (_, colours) => {
    for (const [name, grounds] of TEXT) {
      for (const ground of grounds) {
        const ratio = contrast(colours.get(name)!, colours.get(ground)!);
        expect(ratio, `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    for (const ground of ['surface', 'raised', 'ground']) {
      expect(
        contrast(colours.get('line-strong')!, colours.get(ground)!),
        `borders on ${ground}`,
      ).toBeGreaterThanOrEqual(2.7);
      expect(
        contrast(colours.get('accent')!, colours.get(ground)!),
        `focus on ${ground}`,
      ).toBeGreaterThanOrEqual(3);
    }
  });
});

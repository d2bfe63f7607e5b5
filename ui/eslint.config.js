import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default ts.config(
  { ignores: ['ui/dist', 'ui/node_modules', 'ui/src/backend/types.ts'] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 500 }],
      'no-eval': 'error',
      'svelte/no-at-html-tags': 'error',
    },
  },
  {
    files: ['ui/src/**'],
    ignores: ['ui/src/backend/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@tauri-apps/*'], message: 'Only ui/src/backend speaks to the host.' }] },
      ],
    },
  },
  {
    // What is shared knows no screen.
    files: ['ui/src/shared/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@tauri-apps/*'], message: 'Only ui/src/backend speaks to the host.' },
            {
              group: [
                '**/bench/*',
                '**/order/*',
                '**/printing/*',
                '**/shipment/*',
                '**/setting/*',
                '**/welcome/*',
              ],
              message: 'shared knows no screen.',
            },
          ],
        },
      ],
    },
  },
);

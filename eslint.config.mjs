import js from '@eslint/js';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['node_modules', 'lib', 'build', 'dist', 'imports', '.cache'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    languageOptions: { globals: { process: 'readonly', module: 'writable', console: 'readonly', Buffer: 'readonly' } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'off', // rendered manifests are plain JSON
      '@typescript-eslint/no-unused-expressions': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'use a named export' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'max-lines': ['error', 200],
      'no-restricted-properties': [
        'error',
        ...['addJsonPatch', 'JsonPatch'].map((property) => ({
          property,
          message:
            'JSON patches throw on absent paths and lose unknown fields; edit the rendered object (private/synth/rendering.ts)',
        })),
      ],
    },
  },
  { files: ['test/**/*.ts'], ...jest.configs['flat/recommended'] },
  {
    files: ['test/**/*.ts'],
    rules: { 'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert'] }] },
  },
  { files: ['**/*.mjs', 'eslint.config.mjs'], rules: { 'no-restricted-syntax': 'off' } },
);

// Lint rules. Which folder may import which is in src/rooms.ts.
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import { noForeignKeys } from './scripts/foreign-keys.ts';
import { importTable, pureRooms } from './scripts/import-table.ts';

const root = import.meta.dirname;

/** VS Code reads links and icons in the texts of these: what shows them makes foreign text harmless first. */
const shows = 'show(Information|Warning|Error)Message|setStatusBarMessage|showQuickPick|createQuickPick|showInputBox';
const inOnePlace =
  'what clusters and files say must stay text: use src/extension/base/notifications.ts or src/extension/base/pick.ts';
const ownIcons = 'icons stand before a text by iconText of src/extension/base/plain-text.ts';
const foreignText = [
  { selector: `MemberExpression[property.name=/^(${shows})$/]`, message: inOnePlace },
  { selector: `MemberExpression[property.value=/^(${shows})$/]`, message: inOnePlace },
  { selector: `ObjectPattern > Property[key.name=/^(${shows})$/]`, message: inOnePlace },
  { selector: "CallExpression[callee.property.name='withProgress'] Property[key.name='title']", message: inOnePlace },
  {
    selector: 'AssignmentExpression[left.property.name=/^(prompt|validationMessage)$/]',
    message: 'VS Code makes links of [label](command:...) in it, and runs them',
  },
  {
    selector: 'AssignmentExpression[left.property.name=/^(isTrusted|supportHtml)$/]',
    message: 'Markdown with foreign text in it is never trusted',
  },
  { selector: 'Literal[value=/\\$\\(/]', message: ownIcons },
  { selector: 'TemplateElement[value.raw=/\\$\\(/]', message: ownIcons },
];
const pure = pureRooms.map((room) => `${room}/**/*.ts`);

export default tseslint.config(
  {
    ignores: [
      'dist/',
      '.tsbuild/',
      '.cache/',
      'node_modules/',
      'test/vscode-host/shims/',
      '.vscode-test/',
      'test/recordings/',
    ],
  },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    plugins: { podfall: { rules: { 'import-table': importTable(root) } } },
    rules: {
      'podfall/import-table': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ], // `{ selected: _, ...rest }` drops a key
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      // models of the Kubernetes client are declared as classes, and made as literals
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'max-lines': ['error', { max: 480, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      curly: ['error', 'multi-line'],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: [
      'src/extension/base/notifications.ts',
      'src/extension/base/pick.ts',
      'src/extension/base/plain-text.ts',
      'src/cli/**',
    ],
    rules: { 'no-restricted-syntax': ['error', ...foreignText] },
  },
  {
    files: pure,
    rules: {
      'no-restricted-globals': ['error', 'fetch', 'setTimeout', 'setInterval', 'process', 'performance', 'crypto'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now' },
        { object: 'Math', property: 'random' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'pure rooms are told the time' },
        { selector: "CallExpression[callee.name='Date']", message: 'pure rooms are told the time' },
        { selector: 'ImportExpression', message: 'pure rooms import statically' },
      ],
    },
  },
  {
    // What these patterns read may be of anyone and of any length: their time must grow with it as a line does.
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    plugins: { regexp, keys: { rules: { 'no-foreign-keys': noForeignKeys } } },
    rules: {
      'keys/no-foreign-keys': 'error',
      'no-nested-ternary': 'error',
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false, ignoreSticky: false }],
    },
  },
  { files: ['test/**/*.ts'], rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' } },
);

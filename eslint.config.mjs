// Lint rules. `rooms` is the import table of src/README.md: which folder may import which, and which packages.
import * as path from 'node:path';
import tseslint from 'typescript-eslint';

const root = import.meta.dirname;
const leaves = ['src/signal.ts', 'src/disposables.ts'];
const rooms = {
  'src/timeline': { rooms: [], packages: [], pure: true },
  'src/shared': { rooms: ['src/timeline'], packages: [], pure: true },
  'src/cluster': { rooms: ['src/timeline'], packages: ['@kubernetes/client-node', 'yaml', 'undici'], node: true, leaves },
  'src/replay': { rooms: ['src/timeline', 'src/cluster'], packages: ['@peculiar/x509'], node: true, leaves },
  'src/documents': { rooms: ['src/timeline', 'src/cluster'], packages: ['vscode', 'yaml'], leaves: [...leaves, 'src/settings.ts', 'src/commands.ts'] },
  'src/views': { rooms: ['src/timeline', 'src/cluster'], packages: ['vscode'], leaves: [...leaves, 'src/settings.ts', 'src/commands.ts'] },
  'src/panel': { rooms: ['src/timeline', 'src/shared', 'src/cluster', 'src/documents'], packages: ['vscode'], node: true, leaves: [...leaves, 'src/settings.ts', 'src/commands.ts'] },
  'src/cli': { rooms: ['src/timeline', 'src/cluster', 'src/replay'], packages: [], node: true, leaves },
  webview: { rooms: ['src/timeline', 'src/shared'], packages: ['d3', '@vscode/webview-ui-toolkit'], leaves: [] },
};

const roomOf = (file) => Object.keys(rooms).find((room) => file.startsWith(`${room}/`));

/** Reports an import that the table above does not allow. */
const importTable = {
  create(context) {
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const room = roomOf(file);
    if (!room) return {};
    const rule = rooms[room];
    const check = (node) => {
      const from = node.source?.value;
      if (typeof from !== 'string') return;
      if (from.startsWith('.')) {
        const target = path.posix.join(path.posix.dirname(file), from);
        const targetRoom = roomOf(target);
        const allowed = targetRoom === room || rule.rooms.includes(targetRoom) || (rule.leaves ?? []).includes(target);
        if (!allowed) context.report({ node, message: `${room}/ may not import ${target} (the table in eslint.config.mjs)` });
      } else if (from.startsWith('node:') ? !rule.node : !rule.packages.includes(packageOf(from))) {
        context.report({ node, message: `${room}/ may not import the package ${from} (the table in eslint.config.mjs)` });
      }
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
  },
};
const packageOf = (from) => from.split('/').slice(0, from.startsWith('@') ? 2 : 1).join('/');

const pure = Object.keys(rooms).filter((room) => rooms[room].pure);

export default tseslint.config(
  { ignores: ['dist/', '.tsbuild/', '.cache/', 'node_modules/', 'test/vscode-host/', 'shots/', '.vscode-test/'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    plugins: { podfall: { rules: { 'import-table': importTable } } },
    rules: {
      'podfall/import-table': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'max-lines': ['error', { max: 450, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: pure.map((room) => `${room}/**/*.ts`),
    rules: {
      'no-restricted-globals': ['error', 'fetch', 'setTimeout', 'setInterval', 'process', 'performance', 'crypto'],
      'no-restricted-properties': ['error', { object: 'Date', property: 'now' }, { object: 'Math', property: 'random' }],
      'no-restricted-syntax': ['error', { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'pure rooms are told the time' }, { selector: 'ImportExpression', message: 'pure rooms import statically' }],
    },
  },
  { files: ['test/**/*.ts'], rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' } },
);

/*
 * What a panel asks of `vscode`, where there is none: paths and the language. Anything else that it would call is not
 * there, so that a bench that needs more fails.
 */

export const env = { language: 'en' };

export const l10n = { bundle: undefined };

export const Uri = {
  joinPath: (base: { readonly path: string }, ...parts: readonly string[]) => ({
    path: [base.path, ...parts].join('/'),
    toString: () => [base.path, ...parts].join('/'),
  }),
};

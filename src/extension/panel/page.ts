import { own } from '../../engine/engine.ts';
import type { OfferedExport, PageState } from '../../shared/protocol.ts';

/** What the page is made of: where its files are, and what it may load. */
export interface PageParts {
  readonly scriptUri: string;
  readonly styleUri: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /**
   * Random, new for each page; only the script with it may run. FAST finds it in `csp-nonce` for the style sheet with
   * which it tries `:focus-visible`.
   */
  readonly nonce: string;
  readonly locale: string;
  readonly state: PageState;
  /** What the host can write as text of what is shown, for the page's menu. */
  readonly exports: readonly OfferedExport[];
}

/**
 * The webview's document. Nothing is allowed but our own style sheet, our one script, and the images that exports draw
 * through.
 */
export function pageHtml(parts: PageParts): string {
  const policy = [
    "default-src 'none'",
    `style-src ${parts.cspSource} 'nonce-${parts.nonce}'`,
    `font-src ${parts.cspSource}`,
    `script-src 'nonce-${parts.nonce}'`,
    'img-src data:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(parts.locale)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta property="csp-nonce" content="${parts.nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<meta name="podfall-state" content="${escapeHtml(JSON.stringify(parts.state))}">
<meta name="podfall-exports" content="${escapeHtml(JSON.stringify(parts.exports))}">
<link rel="stylesheet" href="${escapeHtml(parts.styleUri)}">
<title>Podfall</title>
</head>
<body>
<main id="podfall"></main>
<script nonce="${parts.nonce}" src="${escapeHtml(parts.scriptUri)}"></script>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes any text safe between double quotes of an attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => own(entities, char) ?? char);

/*
 * The only file that knows @vscode/webview-ui-toolkit, which is deprecated: to replace it, define the same elements
 * here. Only what is used is registered, since each control brings its part of FAST with it; its list of choices would
 * be a tenth of all that the page loads, and a browser's own is better with keys and screen readers.
 */
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextField } from '@vscode/webview-ui-toolkit';

/** Defines `vscode-button` and `vscode-text-field`. */
export function defineControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());
}

/*
 * The only file that knows @vscode/webview-ui-toolkit, which is deprecated: to replace it, define the same four elements here.
 * Only what is used is registered, since each control brings its part of FAST with it.
 */
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeDropdown, vsCodeOption, vsCodeTextField } from '@vscode/webview-ui-toolkit';

/** Defines `vscode-button`, `vscode-dropdown`, `vscode-option` and `vscode-text-field`. */
export function defineControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());
}

/** The theme variables that the page reads, as VS Code's own themes set them. */
export const themes = {
  dark: theme('vscode-dark', {
    'editor-background': '#1f1f1f', 'editor-foreground': '#cccccc', foreground: '#cccccc', descriptionForeground: '#9d9d9d', 'sideBar-background': '#181818', 'editorWidget-border': '#313131', 'panel-border': '#2b2b2b',
    'textLink-foreground': '#4daafc', 'textLink-activeForeground': '#4daafc', focusBorder: '#0078d4', errorForeground: '#f85149', 'editorWarning-foreground': '#cca700', 'list-hoverBackground': '#2a2d2e',
    'list-inactiveSelectionBackground': '#37373d', 'button-secondaryBackground': '#313131', 'button-secondaryForeground': '#cccccc', 'button-secondaryHoverBackground': '#3c3c3c', 'button-background': '#0078d4', 'button-foreground': '#ffffff',
    'input-background': '#313131', 'input-foreground': '#cccccc', 'settings-textInputBackground': '#313131', 'input-placeholderForeground': '#989898', 'editorHoverWidget-background': '#202020', 'editorHoverWidget-border': '#454545',
    'badge-background': '#616161', 'badge-foreground': '#f8f8f8', 'testing-iconPassed': '#73c991', 'dropdown-background': '#313131', 'dropdown-foreground': '#cccccc', 'dropdown-border': '#3c3c3c', 'settings-dropdownBackground': '#313131', 'progressBar-background': '#0078d4',
  }),
  light: theme('vscode-light', {
    'editor-background': '#ffffff', 'editor-foreground': '#3b3b3b', foreground: '#3b3b3b', descriptionForeground: '#3b3b3b', 'sideBar-background': '#f8f8f8', 'editorWidget-border': '#e5e5e5', 'panel-border': '#e5e5e5',
    'textLink-foreground': '#005fb8', 'textLink-activeForeground': '#005fb8', focusBorder: '#005fb8', errorForeground: '#f85149', 'editorWarning-foreground': '#bf8803', 'list-hoverBackground': '#f2f2f2',
    'list-inactiveSelectionBackground': '#e4e6f1', 'button-secondaryBackground': '#e5e5e5', 'button-secondaryForeground': '#3b3b3b', 'button-secondaryHoverBackground': '#cccccc', 'button-background': '#005fb8', 'button-foreground': '#ffffff',
    'input-background': '#ffffff', 'input-foreground': '#3b3b3b', 'settings-textInputBackground': '#ffffff', 'settings-textInputBorder': '#cecece', 'input-placeholderForeground': '#767676', 'editorHoverWidget-background': '#f8f8f8', 'editorHoverWidget-border': '#c8c8c8',
    'badge-background': '#cccccc', 'badge-foreground': '#3b3b3b', 'testing-iconPassed': '#73c991', 'dropdown-background': '#ffffff', 'dropdown-foreground': '#3b3b3b', 'dropdown-border': '#cecece', 'settings-dropdownBackground': '#ffffff', 'progressBar-background': '#005fb8',
  }),
  'high-contrast': theme('vscode-high-contrast', {
    'editor-background': '#000000', 'editor-foreground': '#ffffff', foreground: '#ffffff', descriptionForeground: 'rgba(255,255,255,0.7)', 'sideBar-background': '#000000', 'editorWidget-border': '#6fc3df', 'panel-border': '#6fc3df', contrastBorder: '#6fc3df', contrastActiveBorder: '#f38518',
    'textLink-foreground': '#21a6ff', 'textLink-activeForeground': '#21a6ff', focusBorder: '#f38518', errorForeground: '#f48771', 'editorWarning-foreground': '#ffd370', 'button-secondaryBackground': '#000000', 'button-secondaryForeground': '#ffffff', 'button-border': '#6fc3df',
    'input-background': '#000000', 'input-foreground': '#ffffff', 'settings-textInputBackground': '#000000', 'settings-textInputBorder': '#6fc3df', 'input-placeholderForeground': 'rgba(255,255,255,0.7)', 'editorHoverWidget-background': '#0c141f', 'editorHoverWidget-border': '#6fc3df',
    'badge-background': '#000000', 'badge-foreground': '#ffffff', 'testing-iconPassed': '#73c991', 'dropdown-background': '#000000', 'dropdown-foreground': '#ffffff', 'dropdown-border': '#6fc3df', 'settings-dropdownBackground': '#000000', 'progressBar-background': '#6fc3df',
  }),
  'high-contrast-light': theme('vscode-high-contrast-light vscode-light', {
    'editor-background': '#ffffff', 'editor-foreground': '#292929', foreground: '#292929', descriptionForeground: 'rgba(41,41,41,0.7)', 'sideBar-background': '#ffffff', 'editorWidget-border': '#0f4a85', 'panel-border': '#0f4a85', contrastBorder: '#0f4a85', contrastActiveBorder: '#006bbd',
    'textLink-foreground': '#0f4a85', 'textLink-activeForeground': '#0f4a85', focusBorder: '#006bbd', errorForeground: '#b5200d', 'editorWarning-foreground': '#895503', 'button-secondaryBackground': '#ffffff', 'button-secondaryForeground': '#292929', 'button-border': '#0f4a85',
    'input-background': '#ffffff', 'input-foreground': '#292929', 'settings-textInputBackground': '#ffffff', 'settings-textInputBorder': '#0f4a85', 'input-placeholderForeground': 'rgba(41,41,41,0.7)', 'editorHoverWidget-background': '#ffffff', 'editorHoverWidget-border': '#0f4a85',
    'badge-background': '#0f4a85', 'badge-foreground': '#ffffff', 'testing-iconPassed': '#007100', 'dropdown-background': '#ffffff', 'dropdown-foreground': '#292929', 'dropdown-border': '#0f4a85', 'settings-dropdownBackground': '#ffffff', 'progressBar-background': '#0f4a85',
  }),
} as const;

export type ThemeName = keyof typeof themes;

function theme(bodyClass: string, colours: Readonly<Record<string, string>>) {
  return { bodyClass, variables: { ...colours, 'font-family': "'Segoe WPC','Segoe UI',Ubuntu,'DejaVu Sans',sans-serif", 'font-size': '13px' } };
}

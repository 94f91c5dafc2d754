/** Settings that keep VS Code from asking, fetching or showing what is not Podfall's. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'onboarding.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'remote.autoForwardPorts': false,
  'remote.restoreForwardedPorts': false,
  'git.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden', // else it is shown empty
  'workbench.editor.languageDetection': false, // its module is not installed
  'terminal.integrated.gpuAcceleration': 'off', // rows as DOM text, and no WebGL addon
  'terminal.integrated.enableImages': false,
} as const;

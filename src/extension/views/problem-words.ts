import * as vscode from 'vscode';
import type { Problem } from '../../engine/engine.ts';

/** A problem in a few words: a row of the tree has no room for its fact. */
export function problemTitle({ code }: Problem): string {
  switch (code) {
    case 'no-kubeconfig':
      return vscode.l10n.t('No kubeconfig');
    case 'broken-kubeconfig':
      return vscode.l10n.t('Kubeconfig cannot be read');
    case 'unknown-context':
      return vscode.l10n.t('Unknown context');
    case 'no-cluster':
      return vscode.l10n.t('Context without a cluster');
    case 'unreachable':
      return vscode.l10n.t('Server cannot be reached');
    case 'proxy':
      return vscode.l10n.t('Proxy does not lead to the server');
    case 'tls':
      return vscode.l10n.t('Certificate is not trusted');
    case 'unauthorized':
      return vscode.l10n.t('Credentials are not accepted');
    case 'forbidden':
      return vscode.l10n.t('Not allowed');
    case 'credential-plugin':
      return vscode.l10n.t('Credential plugin failed');
    case 'server-error':
      return vscode.l10n.t('Server error');
    case 'bad-answer':
      return vscode.l10n.t('Not a Kubernetes API');
    case 'unreadable':
      return vscode.l10n.t('Some objects cannot be read');
    case 'delayed':
      return vscode.l10n.t('Changes are seen late');
  }
}

/** What a click can do about it. */
export function problemAction({ code }: Problem): vscode.Command {
  switch (code) {
    case 'broken-kubeconfig':
      return { command: 'podfall.openKubeconfig', title: vscode.l10n.t('Open the kubeconfig') };
    case 'unknown-context':
    case 'no-cluster':
      return { command: 'podfall.selectContext', title: vscode.l10n.t('Choose another context') };
    case 'forbidden':
      return { command: 'podfall.selectNamespace', title: vscode.l10n.t('Choose another namespace') };
    case 'no-kubeconfig':
      return { command: 'podfall.selectKubeconfig', title: vscode.l10n.t('Choose kubeconfig file...') };
    case 'unreachable':
    case 'proxy':
    case 'tls':
    case 'unauthorized':
    case 'credential-plugin':
    case 'server-error':
    case 'bad-answer':
    case 'unreadable':
    case 'delayed':
      return { command: 'podfall.refresh', title: vscode.l10n.t('Try again now') };
  }
}

import type { FrameLocator, Locator, Page } from 'playwright-core';
import { webviewFrame, within } from '../vscode-host/workbench.ts';

/* Where things are on the screen, for the suite and for scripts/measure-start.ts. */

/** Opens Podfall's view by its icon; that activates the extension. */
export async function openPodfall(page: Page): Promise<void> {
  await page.locator('.part.activitybar').getByRole('tab', { name: 'Podfall', exact: true }).click();
  await tree(page).waitFor();
}

const tree = (page: Page): Locator => page.locator('.part.sidebar').getByRole('tree');

/** The row whose accessible name begins like that: "payments-7ff88c99f6-htjm7, starting, starting 7 s". */
export const row = (page: Page, name: RegExp): Locator => tree(page).getByRole('treeitem', { name }).first();

/** The document of the timeline that is shown. */
export const timeline = (page: Page): FrameLocator => webviewFrame(page);

/** Waits for the page of that pod: until it is drawn, VS Code may still give it the focus, which closes menus. */
export const drawn = (page: Page, name: RegExp): Promise<void> =>
  timeline(page).locator('h1', { hasText: name }).waitFor();

/**
 * Takes the mouse to where it explains nothing: tooltips go, and stay away from pictures. It glides, as a hand moves
 * it: VS Code may keep the tooltip of a row that it left in one leap.
 */
export async function mouseAway(page: Page): Promise<void> {
  const tooltip = page.locator('.monaco-hover:visible, .context-view .monaco-hover').first();
  for (let attempt = 0; attempt < 10; attempt++) {
    await page.mouse.move(60, 2, { steps: 5 });
    await page.mouse.move(2, 2, { steps: 5 });
    if (await within(tooltip, 'hidden', 1000)) return;
  }
  throw new Error('a tooltip stays on the screen');
}

/** A bar of it by the phase's id, for example `container/app/pull`. */
export const bar = (page: Page, phase: string): Locator => timeline(page).locator(`g.bar[data-phase="${phase}"]`);

export const yamlEditor = (page: Page): Locator => page.locator('.monaco-editor[data-uri^="podfall:"]').first();

/** The lines of the YAML that are selected, as far as they are on the screen. */
export function selectedLines(page: Page): Promise<string[]> {
  return yamlEditor(page).evaluate((editor) => {
    const parts = (query: string) => [...editor.querySelectorAll<HTMLElement>(query)];
    const tops = new Set(
      parts('.view-overlays > div')
        .filter((overlay) => overlay.querySelector('.selected-text') !== null)
        .map((overlay) => overlay.style.top),
    );
    return parts('.view-lines > .view-line')
      .filter((line) => tops.has(line.style.top))
      .map((line) => line.textContent.replaceAll('\u00a0', ' '));
  });
}

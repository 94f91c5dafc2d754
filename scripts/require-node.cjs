// Loaded before every script (node -r): the scripts are TypeScript, which only a newer Node runs as it is.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 23 || (major === 23 && minor < 6)) {
  console.error(
    `Podfall's scripts need Node 24; this is Node ${process.versions.node}.\n` +
      'Normally npm ci brings Node 24 along as an optional dependency, and npm scripts then run on it; here it is missing.\n' +
      'Next step: run npm ci again without --omit=optional, through npm scripts (npm start, npm test), or install Node 24 (https://nodejs.org).',
  );
  process.exit(1);
}

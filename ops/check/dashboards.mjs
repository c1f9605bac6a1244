// Grafana's dashboards as far as they can be proved without Grafana: its own types, and what its types do not say.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const COLUMNS = 24;

/** The dashboards of `folder`, by file name. */
export function read(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(names.map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]));
}

/** What is wrong with each of them. */
export function faults(dashboards) {
  const found = [];
  const uids = new Set();
  for (const [name, dashboard] of dashboards) {
    const fault = (text) => found.push(`${name}: ${text}`);
    if (!dashboard.uid || uids.has(dashboard.uid)) fault(`its uid ${dashboard.uid} is missing or taken`);
    uids.add(dashboard.uid);
    if (dashboard.id !== undefined) fault('an id belongs to one Grafana, not to a file');
    if (!(dashboard.schemaVersion >= 36)) fault(`schemaVersion ${dashboard.schemaVersion}`);
    const source = dashboard.templating.list.find((variable) => variable.name === 'datasource');
    if (source?.type !== 'datasource' || source.query !== 'prometheus') fault('no variable for the data source');
    panels(dashboard, fault);
  }
  return [...found, ...typeFaults(dashboards)];
}

function panels(dashboard, fault) {
  const ids = new Set();
  const taken = new Map();
  for (const panel of dashboard.panels) {
    const about = `panel ${panel.id} "${panel.title}"`;
    if (ids.has(panel.id)) fault(`${about}: its id is taken`);
    ids.add(panel.id);
    if (!panel.title || !panel.description) fault(`${about}: says not what it shows`);
    const { x, y, w, h } = panel.gridPos;
    if (!(x >= 0 && w > 0 && h > 0 && x + w <= COLUMNS)) fault(`${about}: stands outside of the grid`);
    for (let column = x; column < x + w; column += 1) {
      for (let row = y; row < y + h; row += 1) {
        const other = taken.get(`${column},${row}`);
        if (other) fault(`${about}: covers ${other}`);
        taken.set(`${column},${row}`, about);
      }
    }
    if (!panel.targets?.length) fault(`${about}: asks nothing`);
    const refs = panel.targets.map((target) => target.refId);
    if (new Set(refs).size !== refs.length) fault(`${about}: two queries of one name`);
    for (const part of [panel, ...panel.targets]) {
      if (part.datasource?.uid !== '${datasource}') fault(`${about}: a fixed data source`);
    }
  }
}

/** Each dashboard as a value of Grafana's type `Dashboard`, compiled. Its enums are values, so they go in by name. */
function typeFaults(dashboards) {
  const { FieldColorModeId, ThresholdsMode } = require('@grafana/schema');
  const enums = { FieldColorModeId, ThresholdsMode };
  const folder = mkdtempSync(join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '.types-'));
  try {
    const files = [...dashboards].map(([name, dashboard]) => {
      const file = join(folder, name.replace('.json', '.ts'));
      const value = JSON.stringify(dashboard, null, 2).replace(/"mode": "([a-z-]+)"/g, (whole, word) => {
        for (const [type, members] of Object.entries(enums)) {
          const member = Object.keys(members).find((key) => members[key] === word);
          if (member) return `"mode": ${type}.${member}`;
        }
        return whole;
      });
      const imports = `import { type Dashboard, ${Object.keys(enums).join(', ')} } from '@grafana/schema';`;
      writeFileSync(file, `${imports}\nexport const dashboard: Dashboard = ${value};\nexport const used = [${Object.keys(enums).join(', ')}];\n`);
      return file;
    });
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022'];
    execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), ...options, ...files], { encoding: 'utf8' });
    return [];
  } catch (error) {
    if (typeof error.stdout !== 'string') throw error;
    return error.stdout.trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// node check.mjs URL: proves rules and dashboards against a running demo at URL. Each expression of an alert or a panel is
// run by a real Prometheus that scrapes it; each metric they name exists; each alert leads to its runbook and is tested.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as dashboards from './dashboards.mjs';
import { Prometheus, until } from './prometheus.mjs';
import { walk } from './walk.mjs';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const url = process.argv[2];
const found = [];

const all = dashboards.read(at('grafana'));
found.push(...dashboards.faults(all));

await walk(url);
const metrics = await (await fetch(`${url}/metrics`)).text();
try {
  execFileSync('promtool', ['check', 'metrics'], { input: metrics, stdio: ['pipe', 'pipe', 'pipe'] });
} catch (error) {
  found.push(`/metrics: ${error.stderr}${error.stdout}`);
}

const prometheus = await Prometheus.start(url, at('prometheus/alerts.yml'));
const rules = await prometheus.rules();
const names = await prometheus.names();
alerts();
const count = await panels();
prometheus.stop();
for (const fault of found) console.error(fault);
console.log(`${rules.length} alerts, ${count} expressions of ${all.size} dashboards, ${names.size} metrics: ${found.length} faults`);
process.exit(found.length ? 1 : 0);

/** Alerts are healthy, quiet over a healthy demo, complete, tested both ways, and lead to a heading that is there. */
function alerts() {
  const tests = readFileSync(at('prometheus/alerts_test.yml'), 'utf8');
  const manual = readFileSync(at('../docs/OPERATIONS.md'), 'utf8');
  const anchors = new Set([...manual.matchAll(/^#+ (.+)$/gm)].map(([, title]) => anchor(title)));
  for (const rule of rules) {
    const fault = (text) => found.push(`${rule.name}: ${text}`);
    if (rule.health !== 'ok') fault(rule.lastError);
    if (rule.state === 'firing') fault('fires over a healthy demo');
    if (!['page', 'ticket'].includes(rule.labels.severity)) fault('no severity');
    const { summary, description, runbook_url: runbook } = rule.annotations;
    if (!summary || !description) fault('no summary or no description');
    const [page, heading] = (runbook ?? '').split('#');
    if (page !== 'docs/OPERATIONS.md' || !anchors.has(heading)) fault(`its runbook ${runbook} is not there`);
    const quiet = new RegExp(`alertname: ${rule.name}, exp_alerts: \\[\\]`);
    const fires = new RegExp(`alertname: ${rule.name}\\n\\s+exp_alerts:\\n\\s+- exp_labels`);
    if (!quiet.test(tests)) fault('no test in which it keeps quiet');
    if (!fires.test(tests)) fault('no test in which it fires');
    unknown(rule.query, rule.name);
  }
}

/** Every query of every panel runs and, over a demo that was walked through, finds something. */
async function panels() {
  let queries = 0;
  for (const [file, dashboard] of all) {
    for (const panel of dashboard.panels) {
      for (const target of panel.targets) {
        const about = `${file}, panel ${panel.id} "${panel.title}" ${target.refId}`;
        const expr = target.expr.replaceAll('$__rate_interval', '1m').replaceAll('$__range', '1h').replaceAll('$instance', '.*');
        queries += 1;
        unknown(expr, about);
        try {
          await until(`${about} finds something`, async () => (await prometheus.query(expr)).length > 0);
        } catch (error) {
          found.push(`${about}: ${error.message}`);
        }
      }
    }
  }
  return queries;
}

function unknown(expr, about) {
  for (const [name] of expr.matchAll(/\b(quittance|process)_\w+/g)) {
    if (!names.has(name)) found.push(`${about}: ${name} is not scraped`);
  }
}

/** A heading's anchor, as GitHub and most others make it. */
function anchor(title) {
  return title.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
}

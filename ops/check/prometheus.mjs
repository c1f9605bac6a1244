// A real Prometheus that scrapes a running Quittance and evaluates its rules, every second; it ends with this process.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PATIENCE_MS = 30_000;

export class Prometheus {
  #url;
  #program;
  #folder;

  /** Starts and returns once `target` was scraped a few times. */
  static async start(target, rules) {
    const prometheus = new Prometheus();
    prometheus.#folder = mkdtempSync(join(tmpdir(), 'quittance-prometheus-'));
    const config = join(prometheus.#folder, 'prometheus.yml');
    writeFileSync(config, JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [rules],
      scrape_configs: [{ job_name: 'quittance', static_configs: [{ targets: [new URL(target).host] }] }],
    }));
    const port = await freePort();
    prometheus.#url = `http://127.0.0.1:${port}`;
    const data = join(prometheus.#folder, 'data');
    prometheus.#program = spawn(process.env.PROMETHEUS ?? 'prometheus', [
      `--config.file=${config}`, `--storage.tsdb.path=${data}`, `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ], { stdio: ['ignore', 'inherit', 'inherit'] });
    process.once('exit', () => prometheus.stop());
    await until('Prometheus has scraped the demo', async () => {
      const samples = await prometheus.query('count_over_time(up{job="quittance"}[1m]) >= 4 and up{job="quittance"} == 1');
      return samples.length > 0;
    });
    return prometheus;
  }

  /** The samples that `expr` gives now. Throws what Prometheus says of an expression that it does not take. */
  async query(expr) {
    const { result, resultType } = await this.#get('/api/v1/query', { query: expr });
    return resultType === 'vector' ? result : [result];
  }

  /** The names of all metrics. */
  async names() {
    return new Set(await this.#get('/api/v1/label/__name__/values'));
  }

  /** All alerting rules, evaluated at least once. */
  async rules() {
    let rules = [];
    await until('all rules are evaluated', async () => {
      const { groups } = await this.#get('/api/v1/rules', { type: 'alert' });
      rules = groups.flatMap((group) => group.rules);
      return rules.length > 0 && rules.every((rule) => rule.health !== 'unknown');
    });
    return rules;
  }

  stop() {
    this.#program?.kill('SIGKILL');
    this.#program = undefined;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #get(path, parameters = {}) {
    const answer = await fetch(`${this.#url}${path}?${new URLSearchParams(parameters)}`);
    const { status, data, error } = await answer.json();
    if (status !== 'success') throw new Error(error);
    return data;
  }
}

export async function until(what, isSo) {
  const deadline = Date.now() + PATIENCE_MS;
  let last;
  while (Date.now() < deadline) {
    try {
      if (await isSo()) return;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  throw new Error(`waited in vain until ${what}${last ? `: ${last}` : ''}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

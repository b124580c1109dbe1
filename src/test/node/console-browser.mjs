// What the scenarios of the console need of a browser. CHROMIUM: where it is. ONLY: names of scenarios. LOUD: tells of each.

import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {chromium} from 'playwright-core';

const {CHROMIUM = '/usr/bin/chromium', ONLY = '', LOUD = ''} = process.env;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const LIMIT = 30_000;
const browser = await chromium.launch({executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']});

/** A page that notes all that must not happen: errors, dialogs, a breach of its policy, a request to elsewhere, something stored. */
export async function open(url, run, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(LIMIT);
  const faults = [];
  page.on('pageerror', error => faults.push(`error: ${error.stack}`));
  page.on('dialog', dialog => {
    faults.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('console', message => /Content.Security.Policy/i.test(message.text()) && faults.push(message.text()));
  page.on('request', request => /^(blob:|data:)/.test(request.url()) || request.url().startsWith(url) || faults.push(`a request to ${request.url()}`));
  try {
    await run({page, context, open: hash => page.goto(`${url}/console/${hash ?? ''}`)});
    assert.deepEqual(faults, []);
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
  } finally {
    await context.close();
  }
}

export async function signIn(page, key) {
  await page.getByLabel('Key', {exact: true}).fill(key);
  await page.getByRole('button', {name: 'Sign in'}).click();
}

export async function until(what, check) {
  for (const end = Date.now() + LIMIT; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 50))) {
    if (await check()) {
      return;
    }
  }
  assert.fail(`It never came to be that ${what}.`);
}

/** So many pictures, and every one has been read. */
export async function decoded(images, atLeast) {
  await until(`${atLeast} pictures are decoded`, async () => {
    const widths = await images.evaluateAll(nodes => nodes.map(node => node.complete && node.naturalWidth));
    return widths.length >= atLeast && widths.every(width => width > 0);
  });
}

/** Drags a picture from outside. */
export async function drop(page, onto, name, type) {
  const data = await page.evaluateHandle(async ([fileName, fileType]) => {
    const canvas = new OffscreenCanvas(8, 8);
    canvas.getContext('2d').fillRect(0, 0, 8, 8);
    const transfer = new DataTransfer();
    transfer.items.add(new File([await canvas.convertToBlob({type: fileType})], fileName, {type: fileType}));
    return transfer;
  }, [name, type]);
  await page.dispatchEvent(onto, 'dragover', {dataTransfer: data});
  await page.dispatchEvent(onto, 'drop', {dataTransfer: data});
  await page.getByText(name).waitFor();
}

/** No serious finding; the page is opened with bypassCSP. */
export async function axe(page, what) {
  await page.evaluate(() => document.getAnimations().forEach(animation => animation.finish()));
  await page.evaluate(await readFile(AXE, 'utf8'));
  const found = await page.evaluate(() => window.axe.run(document, {resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}));
  const serious = found.violations.filter(({impact}) => ['serious', 'critical'].includes(impact))
    .map(({id, nodes}) => `${what}: ${id}: ${nodes.map(({html, failureSummary}) => html.slice(0, 160) + ' ' + failureSummary).join(' | ')}`);
  assert.deepEqual(serious, []);
}

/** They wait more than they work, so four run side by side; the longest stand last, and begin. Returns what each says, empty where all is as it should be. */
export async function runAll(scenarios) {
  const results = {};
  const left = Object.entries(scenarios).filter(([name]) => !ONLY || ONLY.split(',').includes(name)).reverse();
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [name, run] = next;
      const start = Date.now();
      results[name] = await run().then(() => '', error => String(error.stack ?? error).slice(0, 3000));
      if (LOUD) {
        process.stderr.write(`${name} ${Date.now() - start} ms ${results[name]}\n`);
      }
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  await browser.close();
  return results;
}

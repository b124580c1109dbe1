// The console of a real gateway in a real browser. Prints one line of JSON: what each scenario says, empty where all is as it should be.
// CONSOLE_URL: where the page is. KEY, READ_KEY: what opens it. GATEWAY_URL: its main port. HEAL_URL: makes the missing picture be there.
// ONLY: names of scenarios. What the browser needs: console-browser.mjs.

import assert from 'node:assert/strict';
import {decoded, drop, open, runAll, signIn, until} from './console-browser.mjs';

const {CONSOLE_URL, KEY, READ_KEY, GATEWAY_URL, HEAL_URL} = process.env;
const EVIL = '<script>alert(1)</script><img src=x onerror=alert(2)>';

function inside(run, hash, options = {}) {
  return open(CONSOLE_URL, async at => {
    await at.open(hash);
    await signIn(at.page, KEY);
    await at.page.getByRole('navigation', {name: 'Views'}).waitFor();
    await run(at);
  }, {viewport: {width: 1280, height: 860}, ...options});
}

async function simulator(path) {
  return (await fetch(GATEWAY_URL + path)).json();
}

/** What a script of the page, or of another, gets as an answer. */
function ask(page, path, options = {}) {
  return page.evaluate(async ([url, given]) => {
    const response = await fetch(url, {...given, cache: 'no-store'});
    return [response.status, (await response.text()).slice(0, 2000)];
  }, [path, options]);
}

/** Opens the conversation of a number, as soon as it has written. */
async function conversation(page) {
  await page.getByRole('link', {name: 'Conversation'}).click();
  await page.locator('.people a').first().click();
  await page.getByLabel('Your answer').waitFor();
}

const scenarios = {
  'wrong-key-and-logout': () => open(CONSOLE_URL, async at => {
    const {page, context} = at;
    await at.open();
    await signIn(page, 'not-the-key');
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByRole('navigation').count(), 0);
    await signIn(page, KEY);
    await page.locator('.card').first().waitFor();
    const cookies = await context.cookies(CONSOLE_URL + '/admin');
    assert.deepEqual(cookies.map(({httpOnly, sameSite, path}) => [httpOnly, sameSite, path]), [[true, 'Strict', '/admin']]);
    assert.deepEqual(await page.evaluate(() => document.cookie), '');
    await page.getByRole('button', {name: 'Sign out'}).click();
    await page.getByText('You are signed out.').waitFor();
    await context.addCookies(cookies);
    assert.equal((await ask(page, '/admin/v1/received'))[0], 401, 'The session of before opens nothing');
  }),

  'an-ended-session': () => inside(async ({page, context}) => {
    await page.locator('.card').first().waitFor();
    await context.clearCookies();
    await page.getByText('The session has ended.').waitFor();
    assert.equal(await page.locator('.card').count(), 0);
    await signIn(page, KEY);
    await page.locator('.card').first().waitFor();
  }),

  'nothing-without-session-or-header': () => inside(async ({page, context}) => {
    const picture = page.locator('.card img').first();
    await decoded(picture, 1);
    const href = new URL(await picture.getAttribute('src'), CONSOLE_URL).pathname;
    const json = {'Content-Type': 'application/json'};
    const [status, text] = await ask(page, '/admin/v1/dead-letters/replay', {method: 'POST', headers: json, body: '{"all":true}'});
    assert.equal(status, 403, text);
    assert.equal((await ask(page, '/admin/v1/dead-letters/replay', {method: 'POST', headers: {...json, 'X-MMS-Console': '1'}, body: '{"all":true}'}))[0], 200);
    assert.equal((await ask(page, href))[0], 200);
    await page.goto('about:blank');
    await context.clearCookies();
    await page.goto(CONSOLE_URL + '/console/');
    await page.getByLabel('Key', {exact: true}).waitFor();
    assert.equal((await ask(page, href))[0], 401);
    for (const path of ['received', 'sent', 'dead-letters', 'dead-letter-codes', 'opt-outs', 'doctor', 'audit', 'status']) {
      assert.equal((await ask(page, '/admin/v1/' + path))[0], 401, path);
    }
  }),

  'read-only': () => open(CONSOLE_URL, async at => {
    const {page} = at;
    await at.open();
    await signIn(page, READ_KEY);
    await page.locator('.card').first().waitFor();
    assert.ok(!/\+1\d{10}/.test(await page.content()), 'No number is whole');
    assert.equal(await page.locator('.mosaic img').count(), 0);
    for (const view of ['conversation', 'sent', 'dead-letters', 'now']) {
      await at.open('#/' + view);
      await page.waitForTimeout(2500);
      assert.equal(await page.getByRole('alert').count(), 0, view);
      assert.ok(!/\+1\d{10}/.test(await page.content()), view);
    }
    const [status] = await ask(page, '/admin/v1/dead-letters/replay', {method: 'POST', headers: {'Content-Type': 'application/json', 'X-MMS-Console': '1'}, body: '{"all":true}'});
    assert.equal(status, 403);
  }),

  'a-simulated-mms-appears': () => inside(async ({page}) => {
    await page.locator('.card').first().waitFor();
    const before = await page.locator('.card').count();
    await page.getByRole('button', {name: 'Send a simulated MMS'}).first().dblclick();
    await page.locator('.card').nth(before).waitFor();
    await page.locator('.card').first().getByText('Delivered').waitFor();
    await decoded(page.locator('.card').first().locator('img'), 2);
    await page.locator('.card a').first().click();
    await decoded(page.locator('dialog img.large'), 1);
  }),

  'a-number-finds-its-messages': () => inside(async ({page}) => {
    await page.locator('.card').first().waitFor();
    const search = page.getByLabel('Search by number or id');
    await search.fill('+19995550000');
    await page.getByText('No message is like that').waitFor();
    await search.fill('+13125550001');
    await page.locator('.card').first().waitFor();
  }),

  'filters-filter': () => inside(async ({page}) => {
    await page.locator('.card').first().waitFor();
    await page.getByLabel('Any type').selectOption('SMS');
    await page.getByText('No message is like that').waitFor();
    await page.getByLabel('Any type').selectOption('MMS');
    await page.locator('.card').first().waitFor();
    await page.getByLabel('Any state').selectOption('failed');
    await page.getByText('No message is like that').waitFor();
  }),

  'an-answer-reaches-the-phone': () => inside(async ({page}) => {
    await conversation(page);
    const text = `An answer ${Math.random()}`;
    await page.getByLabel('Your answer').fill(text);
    await drop(page, '.thread', 'drawn.png', 'image/png');
    await page.waitForTimeout(700);
    await page.getByRole('button', {name: 'Send', exact: true}).dblclick();
    await page.locator('.bubble.out', {hasText: text}).getByText('Delivered').waitFor();
    await page.reload();
    await decoded(page.locator('.bubble.out', {hasText: text}).locator('img'), 1);
    const arrived = (await simulator('/simulator/phone?to=%2B13125550001')).filter(message => message.text === text);
    assert.equal(arrived.length, 1);
    assert.deepEqual(arrived[0].media.map(({type, problem}) => [type, problem]), [['image/png', undefined]]);
    assert.equal((await simulator('/simulator/accepted')).filter(message => message.text === text).length, 1);
  }),

  'send-again-sends-once': () => inside(async ({page}) => {
    await conversation(page);
    const text = `[fault:reset-before once] Again ${Math.random()}`;
    await page.getByLabel('Your answer').fill(text);
    await page.getByRole('button', {name: 'Send', exact: true}).click();
    const bubble = page.locator('.bubble.out', {hasText: text});
    await bubble.getByText('Parked').waitFor();
    await bubble.getByRole('link', {name: 'Details'}).click();
    await page.getByRole('button', {name: 'Send again'}).dblclick();
    const dialog = page.getByRole('dialog', {name: 'Send it again?'});
    await dialog.getByLabel('I know that it may arrive twice.').check();
    await page.waitForTimeout(700);
    await dialog.getByRole('button', {name: 'Send again'}).dblclick();
    const accepted = async () => (await simulator('/simulator/accepted')).filter(message => message.text === text).length;
    await until('it is accepted', async () => await accepted() > 0);
    await page.getByRole('dialog', {name: 'Sent message'}).getByText('Delivered').first().waitFor();
    assert.equal(await accepted(), 1);
  }),

  'now-tells-how-it-is': () => inside(async ({page}) => {
    await page.getByText('The gateway takes webhooks').waitFor();
    await page.getByRole('img', {name: 'Received in the last hour'}).waitFor();
    await page.getByText('are free').waitFor();
    await page.getByRole('rowheader', {name: 'inbound'}).waitFor();
    await page.getByText('nothing reaches Telnyx').waitFor();
    await page.getByRole('button', {name: 'Examine again'}).waitFor();
    await page.getByText('Signed in').first().waitFor();
  }, '#/now'),

  // --- With a host of media that the test controls

  'hostile-content-runs-nothing': () => inside(async ({page}) => {
    await page.locator('.card', {hasText: EVIL}).first().getByRole('link').click();
    const dialog = page.getByRole('dialog', {name: 'Message from'});
    await dialog.getByText(EVIL).first().waitFor();
    await dialog.getByText('Delivered').waitFor();
    const count = await dialog.locator('.pick').count();
    assert.equal(count, 2);
    for (let i = 0; i < count; i++) {
      await dialog.locator('.pick').nth(i).click();
      await dialog.getByText('Not shown here, to be safe.').waitFor();
      const href = await dialog.getByRole('link', {name: 'Download'}).getAttribute('href');
      const there = await page.context().newPage();
      there.on('dialog', () => assert.fail('A file ran'));
      await Promise.all([there.waitForEvent('download'), there.goto(CONSOLE_URL + href).catch(() => undefined)]);
      await there.close();
    }
    assert.equal(await page.locator('script:not([src="console.js"]), iframe, object, embed, img[src="x"]').count(), 0);
  }),

  'fetch-again-completes': () => inside(async ({page}) => {
    await page.getByLabel('Any state').selectOption('incomplete');
    await page.locator('.card').first().getByRole('link').click();
    const dialog = page.getByRole('dialog', {name: 'Message from'});
    await dialog.getByText('This file could not be had.').waitFor();
    await fetch(HEAL_URL);
    await dialog.getByRole('button', {name: 'Fetch again'}).dblclick();
    await dialog.getByText('Delivered').waitFor();
    await decoded(dialog.locator('img.large'), 1);
  }),

  'double-click-replays-once': () => inside(async ({page}) => {
    await page.locator('.row').nth(1).waitFor();
    const commands = [];
    page.on('request', request => request.method() === 'POST' && commands.push(`${new URL(request.url()).pathname} ${request.postData()}`));
    await page.getByRole('button', {name: 'Replay', exact: true}).first().dblclick();
    await page.getByText('Replayed: 1.').waitFor();
    await page.waitForTimeout(1500);
    assert.equal(commands.length, 1, commands.join());
    await page.getByRole('button', {name: 'inbound event-unreadable 2'}).click();
    await page.getByRole('button', {name: 'Delete these 2'}).click();
    await page.getByRole('dialog').getByRole('button', {name: 'Delete these 2'}).click();
    await page.getByText('Deleted: 2.').waitFor();
    await page.getByText('No dead letter is like that').or(page.getByText('No dead letters')).waitFor();
  }, '#/dead-letters'),
};

process.stdout.write(JSON.stringify({results: await runAll(scenarios)}) + '\n');

// The console in a real browser. Prints one line of JSON: what each scenario says, empty where all is as it should be.
// PROJECT: folder of the project. SHOTS: folder for screenshots. What the browser needs: console-browser.mjs.

import assert from 'node:assert/strict';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {axe, decoded, drop, open as launch, runAll, signIn, until} from './console-browser.mjs';
import {fillShop, KEY, letter, READ_KEY, received, sentMessage, startStub} from './console-stub.mjs';

const {PROJECT = process.cwd(), SHOTS = 'shots'} = process.env;
const WIDE = {width: 1280, height: 860};
const NARROW = {width: 360, height: 740};
const VIEWS = ['inbox', 'conversation', 'sent', 'dead-letters', 'now'];

const notes = {};

// --- What every scenario has: a gateway of its own, a page that notes all that must not happen

/** `at.open(hash)` opens the page. */
async function visit(run, options = {}) {
  const stub = await startStub(PROJECT);
  try {
    await launch(stub.url, at => run({...at, stub, state: stub.state}), {viewport: WIDE, ...options});
  } finally {
    await stub.close();
  }
}

/** Signed in, with the address given. */
function inside(run, {hash, fill = fillShop, ...options} = {}) {
  return visit(async at => {
    fill(at.state);
    await at.open(typeof hash === 'function' ? hash(at.state) : hash);
    await signIn(at.page, KEY);
    await at.page.getByRole('navigation', {name: 'Views'}).waitFor();
    await run(at);
  }, options);
}

const calls = (state, pattern) => state.calls.filter(call => pattern.test(call)).length;
const cards = page => page.locator('.card');
const settled = (page, polls = 2) => page.waitForTimeout(polls * 2000 + 300);

/** Light and dark, wide and narrow: each combination on its own page, side by side. */
const everyLook = run => Promise.all(['light', 'dark'].flatMap(colorScheme =>
  [['wide', WIDE], ['narrow', NARROW]].map(([name, viewport]) => run({colorScheme, name, viewport}))));

// --- Scenarios

const scenarios = {
  'wrong-key': () => visit(async ({open, page, state}) => {
    fillShop(state);
    await open();
    await signIn(page, 'not-the-key');
    await page.getByRole('alert').getByText('This is not the key').waitFor();
    assert.equal(await page.getByRole('navigation').count(), 0);
    for (let i = 0; i < 5; i++) {
      await signIn(page, 'not-the-key');
      await until('it was tried', () => state.tries >= i + 2);
    }
    await page.getByRole('alert').getByText('Too many wrong keys').waitFor();
    await signIn(page, KEY);
    await cards(page).first().waitFor();
  }),

  'logout': () => inside(async ({page, context, stub}) => {
    await cards(page).first().waitFor();
    const [cookie] = await context.cookies(stub.url + '/admin');
    assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.path], [true, 'Strict', '/admin']);
    await page.getByRole('button', {name: 'Sign out'}).click();
    await page.getByText('You are signed out.').waitFor();
    assert.equal(stub.state.sessions.size, 0);
    assert.ok(!(await page.content()).includes('555'), 'What was read is gone');
    await page.reload();
    await page.getByLabel('Key', {exact: true}).waitFor();
    assert.equal(await cards(page).count(), 0);
  }),

  'expiry': () => inside(async ({page, state}) => {
    await page.getByRole('heading', {name: 'Sent', level: 1}).waitFor();
    await page.getByRole('dialog').waitFor();
    state.sessions.clear();
    await page.getByText('The session has ended.').waitFor();
    assert.ok(!(await page.content()).includes('555'), 'What was read is gone');
    await signIn(page, KEY);
    await page.getByRole('dialog', {name: 'Sent message'}).waitFor();
  }, {hash: state => '#/sent/' + state.sent[0].id}),

  'session-ends-by-itself': () => visit(async ({open, page, state}) => {
    fillShop(state);
    state.sessionMillis = 3000;
    await open();
    await signIn(page, KEY);
    await cards(page).first().waitFor();
    await page.getByText('The session has ended.').waitFor();
  }),

  'one-time-link': () => visit(async ({open, page, state, context, stub}) => {
    fillShop(state);
    await open('#ticket=one-time');
    await cards(page).first().waitFor();
    assert.ok(!page.url().includes('ticket'));
    await context.clearCookies();
    await page.goto('about:blank');
    await page.goto(`${stub.url}/console/#ticket=one-time`);
    await page.getByRole('alert').getByText('This link has been used').waitFor();
    assert.ok(!page.url().includes('ticket'));
  }).then(() => undefined),

  'read-only': () => visit(async ({open, page, state}) => {
    fillShop(state);
    await open();
    await signIn(page, READ_KEY);
    await page.getByText('Read only').waitFor();
    await page.getByText('…0001').first().waitFor();
    assert.equal(await page.locator('.mosaic img').count(), 0);
    for (const view of VIEWS) {
      await open('#/' + view);
      await settled(page, 1);
      const buttons = await page.getByRole('button').allTextContents();
      assert.deepEqual(buttons.filter(text => /simulated|Replay|Delete|Requeue|Send|Cancel|Lift|Erase/.test(text)), [], view);
    }
    await open('#/conversation/' + state.received[0].id);
    await page.locator('.bubble').first().waitFor();
    assert.equal(await page.getByLabel('Your answer').count(), 0);
  }),

  'empty-inbox-teaches': () => inside(async ({page}) => {
    await page.getByText('No message yet').waitFor();
    await page.locator('.empty').getByRole('button', {name: 'Send a simulated MMS'}).dblclick();
    await cards(page).first().waitFor();
    await settled(page);
    assert.equal(await cards(page).count(), 1);
    await decoded(page.locator('.card img'), 2);
    for (const [view, word] of [['sent', 'Nothing sent yet'], ['dead-letters', 'No dead letters']]) {
      await page.goto(page.url().replace(/#.*/, '') + '#/' + view);
      await page.getByText(word, {exact: true}).waitFor();
    }
  }, {fill: () => {}}),

  'one-item-large': () => inside(async ({page, state}) => {
    await cards(page).first().getByRole('link').click();
    const dialog = page.getByRole('dialog', {name: 'Message from'});
    // The slides begin with the second file.
    await dialog.getByText('First the colours').waitFor();
    await dialog.getByText('Files were stored').waitFor();
    await dialog.getByText('Found and declared differ: size').waitFor();
    assert.equal(await dialog.locator('.differs').count(), 1);
    await decoded(dialog.locator('img.large'), 1);
    await page.keyboard.press('ArrowRight');
    await dialog.getByRole('heading', {name: 'photo.jpg'}).waitFor();
    assert.ok(page.url().endsWith(`#/inbox/${state.received[0].id}/0`));
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('link', {name: 'Download'}).click()]);
    assert.equal(download.suggestedFilename(), 'photo.jpg');
    await page.goBack();
    await dialog.waitFor({state: 'detached'});
    assert.ok(page.url().endsWith('/console/') || page.url().endsWith('#/inbox'));
  }),

  'addresses-and-back': () => inside(async ({page, open, state}) => {
    await page.getByLabel('Any state').selectOption('incomplete');
    await until('one card is left', async () => await cards(page).count() === 1);
    assert.ok(page.url().endsWith('#/inbox?state=incomplete'));
    await page.getByRole('link', {name: 'Sent'}).click();
    await page.getByRole('heading', {name: 'Sent', level: 1}).waitFor();
    await page.getByRole('button', {name: 'Parked'}).click();
    await until('one row is left', async () => await page.locator('.row').count() === 1);
    await page.goBack();
    await page.getByRole('heading', {name: 'Inbox', level: 1}).waitFor();
    assert.equal(await cards(page).count(), 1);
    await page.goForward();
    await until('one row is left', async () => await page.locator('.row').count() === 1);
    await open('#/sent?state=parked');
    await page.reload();
    await until('one row is left', async () => await page.locator('.row').count() === 1);
    await open('#/inbox?id=' + state.received[3].id);
    await until('one card is left', async () => await cards(page).count() === 1);
    await open('#/inbox/no-such-message');
    await page.getByText('There is no message with this id.').waitFor();
  }),

  'numbers-are-not-in-addresses': () => inside(async ({page, state}) => {
    const search = page.getByLabel('Search by number or id');
    await search.fill('(630) 555-0123');
    await until('two cards are left', async () => await cards(page).count() === 2);
    await page.getByRole('link', {name: 'Sent'}).click();
    await search.fill('+16305550123');
    await until('one row is left', async () => await page.locator('.row').count() === 1);
    assert.deepEqual(state.calls.filter(call => call.includes('5550123')), []);
    assert.ok(!page.url().includes('5550123'));
  }),

  'hostile-content-runs-nothing': () => inside(async ({page, state, open}) => {
    await cards(page).first().waitFor();
    const evil = '<script>alert(1)</script><img src=x onerror=alert(2)>';
    for (const id of state.received.map(message => message.id)) {
      await open('#/inbox/' + id);
      const dialog = page.getByRole('dialog', {name: 'Message from'});
      await dialog.waitFor();
      await dialog.getByText(evil).first().waitFor();
      for (let i = 0; i < 4; i++) {
        await page.keyboard.press('ArrowRight');
      }
    }
    for (const view of ['conversation/' + state.received[0].id, 'sent', 'sent/' + state.sent[0].id, 'dead-letters', 'now']) {
      await open('#/' + view);
      await page.getByText(evil).first().waitFor();
    }
    assert.equal(await page.locator('script:not([src="console.js"]), iframe, object, embed').count(), 0);
    assert.equal(await page.locator('img[src*="media/1"], img[src*="media/2"], img[src="x"]').count(), 0);
    for (const item of state.received[0].media) {
      const there = await page.context().newPage();
      there.on('dialog', () => assert.fail('A file ran'));
      await Promise.all([there.waitForEvent('download'), there.goto(new URL(item.href, page.url()).href).catch(() => undefined)]);
      await there.close();
    }
  }, {fill: hostile}),

  'fetch-again': () => inside(async ({page, state}) => {
    const message = state.received.find(one => one.state === 'incomplete');
    const dialog = page.getByRole('dialog', {name: 'Message from'});
    await dialog.getByText('Incomplete').waitFor();
    await dialog.getByRole('button', {name: 'Fetch again'}).dblclick();
    await dialog.getByText('Delivered').waitFor();
    assert.equal(calls(state, /POST .*fetch-again/), 1);
    await dialog.getByRole('button', {name: 'File 2 of 2'}).click();
    await decoded(dialog.locator(`img.large[src$="${message.id}/media/1"]`), 1);
  }, {hash: state => '#/inbox/' + state.received.find(message => message.state === 'incomplete').id}),

  'answer-with-files': () => inside(async ({page, state}) => {
    const before = state.sent.length;
    await page.getByLabel('Your answer').fill('Here they are');
    await drop(page, '.thread', 'dropped.png', 'image/png');
    await page.getByLabel('Attach files').setInputFiles({name: '<b>chosen</b>.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('not really')});
    await page.getByText('<b>chosen</b>.jpg').waitFor();
    state.findings = [{index: 1, code: 'type-unsupported', sentence: 'The second file is no picture.'}];
    await page.getByRole('button', {name: 'Send', exact: true}).click();
    await page.getByRole('alert').getByText('The second file is no picture.').waitFor();
    assert.equal(state.sent.length, before);
    await page.getByRole('button', {name: 'Remove <b>chosen</b>.jpg'}).click();
    state.findings = [];
    await page.waitForTimeout(700);
    await page.getByRole('button', {name: 'Send', exact: true}).dblclick();
    await page.locator('.bubble.out', {hasText: 'Here they are'}).waitFor();
    await settled(page, 1);
    assert.equal(state.sent.length, before + 1);
    assert.equal(calls(state, /POST \/admin\/v1\/sent$/), 1);
    const [message] = state.sent;
    assert.deepEqual([message.text, message.from, message.to[0].number, message.mediaUrls],
      ['Here they are', '+17735550002', '+13125550001', [state.uploads[0].reference]]);
    assert.equal(state.uploads[0].type, 'image/png');
    assert.equal(await page.getByLabel('Your answer').inputValue(), '');
    await decoded(page.locator('.bubble.out img'), 1);
  }, {hash: state => '#/conversation/' + state.received[0].id}),

  'a-lost-answer-sends-once': () => inside(async ({page, state}) => {
    const before = state.sent.length;
    await page.getByLabel('Your answer').fill('Only once');
    await page.route('**/admin/v1/sent', async route => {
      await route.fetch();
      await route.abort();
    }, {times: 1});
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText('The gateway does not answer').first().waitFor();
    assert.equal(await page.getByLabel('Your answer').inputValue(), 'Only once');
    await page.waitForTimeout(700);
    await page.getByRole('button', {name: 'Send', exact: true}).click();
    await until('the box is empty', async () => await page.getByLabel('Your answer').inputValue() === '');
    assert.equal(state.sent.length, before + 1);
  }, {hash: state => '#/conversation/' + state.received[0].id}),

  'double-click-replays-once': () => inside(async ({page, state}) => {
    await page.getByRole('button', {name: 'Replay', exact: true}).first().dblclick();
    await settled(page, 1);
    assert.equal(calls(state, /POST \/admin\/v1\/dead-letters\/replay/), 1);
    assert.equal(state.letters.length, 3);
    await page.locator('.row').nth(2).waitFor();
    assert.equal(await page.locator('.row').count(), 3);
  }, {hash: '#/dead-letters'}),

  'dead-letters-by-filter': () => inside(async ({page, state}) => {
    await page.getByRole('button', {name: 'inbound not-delivered 2'}).click();
    await page.getByRole('button', {name: 'Delete these 2'}).dblclick();
    const dialog = page.getByRole('dialog', {name: 'Delete these 2?'});
    await page.waitForTimeout(300);
    assert.equal(state.letters.length, 4, 'The second click of a double click confirms nothing');
    letter(state, {diedAt: new Date(Date.now() + 60_000).toISOString()});
    await dialog.getByRole('button', {name: 'Delete these 2'}).click();
    await until('two are gone', () => state.letters.length === 3);
    await page.waitForTimeout(700);
    await page.getByRole('button', {name: 'Clear'}).click();
    await page.getByRole('button', {name: 'Requeue', exact: true}).click();
    await until('one is requeued', () => !state.letters.some(one => one.queue === 'routes'));
    await page.waitForTimeout(700);
    await page.getByRole('button', {name: 'Replay all 2'}).click();
    await page.getByRole('dialog').getByRole('button', {name: 'Replay all 2'}).click();
    await until('one is left, which died later', () => state.letters.length === 1);
  }, {hash: '#/dead-letters'}),

  'send-again-asks-and-acts-once': () => inside(async ({page, state}) => {
    const before = state.sent.length;
    await page.getByRole('button', {name: 'Send again'}).dblclick();
    const dialog = page.getByRole('dialog', {name: 'Send it again?'});
    await dialog.getByText('twice', {exact: false}).first().waitFor();
    assert.ok(await dialog.getByRole('button', {name: 'Send again'}).isDisabled());
    await page.keyboard.press('Escape');
    await page.waitForTimeout(700);
    const {x, y} = await page.getByRole('button', {name: 'Send again'}).boundingBox();
    await page.mouse.click(x + 5, y + 5);
    await dialog.waitFor();
    await page.mouse.click(x + 5, y + 5);
    await page.waitForTimeout(100);
    assert.equal(await dialog.count(), 1, 'The second click of a double click does not take the question away');
    await page.waitForTimeout(600);
    await dialog.getByLabel('I know that it may arrive twice.').check();
    await dialog.getByRole('button', {name: 'Send again'}).dblclick();
    await until('it is sent again', () => state.sent.length === before + 1);
    await settled(page, 1);
    assert.equal(calls(state, /send-again/), 1);
    await page.getByRole('dialog', {name: 'Sent message'}).getByText('Queued').first().waitFor();
    await page.waitForTimeout(700);
    await page.getByRole('button', {name: 'Cancel it'}).click();
    await page.getByRole('button', {name: 'Cancel the message'}).click();
    await until('it is cancelled', () => state.sent[0].state === 'cancelled');
  }, {hash: state => '#/sent/' + state.sent.find(message => message.state === 'parked').id}),

  'opt-outs-and-erase': () => inside(async ({page, state}) => {
    await page.getByRole('button', {name: 'Lift'}).click();
    await page.getByRole('dialog').getByText('Telnyx’s own block stays').waitFor();
    await page.getByRole('dialog').getByRole('button', {name: 'Lift'}).click();
    await until('it is lifted', () => !state.optOuts.length);
    await page.getByLabel('Number to erase').fill('+13125550001');
    await page.waitForTimeout(700);
    await page.getByRole('button', {name: 'Erase', exact: true}).click();
    await page.getByLabel('Erase what there is of +13125550001.').check();
    await page.getByRole('dialog').getByRole('button', {name: 'Erase'}).click();
    await until('it is erased', () => !state.received.some(message => message.from === '+13125550001'));
    await page.getByText('stored erased').waitFor();
  }, {hash: '#/now'}),

  'database-unavailable': () => inside(async ({page, state, open}) => {
    await cards(page).first().waitFor();
    state.unavailable = 'The database does not answer. Check the database and the disk.';
    await page.getByRole('alert').getByText('The database does not answer.').waitFor();
    assert.equal(await cards(page).count(), 9, 'What was read before stays');
    for (const view of VIEWS) {
      await open('#/' + view);
      await page.getByRole('alert').getByText('The database does not answer.').waitFor();
    }
    state.unavailable = '';
    await page.getByText('All is well').or(page.getByText('The gateway takes webhooks')).waitFor();
    await until('the banner is gone', async () => await page.getByRole('alert').count() === 0);
  }),

  'gateway-unavailable': () => inside(async ({page, context}) => {
    await cards(page).first().waitFor();
    await context.setOffline(true);
    await page.getByRole('alert').getByText('The gateway does not answer.').waitFor();
    assert.equal(await cards(page).count(), 9);
    await context.setOffline(false);
    await until('the banner is gone', async () => await page.getByRole('alert').count() === 0);
  }),

  'updates-in-place': () => inside(async ({page, state}) => {
    await cards(page).nth(8).waitFor();
    await page.locator('.card a').nth(1).focus();
    await page.evaluate(() => document.querySelectorAll('.card').forEach((node, i) => node.mark = i));
    state.at = Date.now();
    received(state, {text: 'A new one'});
    state.received[2].state = 'incomplete';
    await cards(page).nth(9).waitFor();
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('.card')].map(node => node.mark ?? null)),
      [null, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(await page.evaluate(() => document.activeElement.closest('.card').mark), 1);
    await page.locator('#live', {hasText: '1 new message.'}).waitFor();
    await cards(page).nth(2).getByText('Incomplete').waitFor();
    await cards(page).nth(3).getByRole('link').click();
    await page.getByRole('dialog').evaluate(node => node.mark = true);
    received(state, {text: 'One more'});
    await cards(page).nth(10).waitFor({state: 'attached'});
    assert.equal(await page.getByRole('dialog').evaluate(node => node.mark && node.open), true);
  }),

  'polls-while-it-is-seen': () => inside(async ({page, state}) => {
    await cards(page).first().waitFor();
    const hide = hidden => page.evaluate(value => {
      Object.defineProperty(document, 'hidden', {value, configurable: true});
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
    await hide(true);
    await page.waitForTimeout(500);
    const before = state.calls.length;
    await settled(page, 2);
    assert.equal(state.calls.length, before);
    state.delay = 150;
    let under = 0;
    let most = 0;
    page.on('request', () => most = Math.max(most, ++under));
    page.on('requestfinished', () => under--);
    await hide(false);
    await until('it polls again', () => state.calls.length > before + 3);
    assert.equal(most, 1, 'One request at a time');
  }),

  'keyboard-only': () => visit(async ({open, page, state}) => {
    fillShop(state);
    const press = (...keys) => keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve());
    const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.ariaLabel);
    const reach = async (text, key = 'Tab') => {
      for (let i = 0; i < 80; i++) {
        await press(key);
        if ((await focused() ?? '').startsWith(text)) {
          const outline = await page.evaluate(() => {
            const style = getComputedStyle(document.activeElement.matches('.who') ? document.activeElement.closest('.card, .row') : document.activeElement);
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
          });
          assert.ok(outline, `The focus on "${text}" is seen`);
          return;
        }
      }
      assert.fail(`The keyboard does not reach "${text}"`);
    };
    await open();
    await page.getByLabel('Key', {exact: true}).waitFor();
    await page.keyboard.type(KEY);
    await press('Enter');
    await cards(page).first().waitFor();
    await reach('Skip to the content');
    await press('Enter');
    assert.equal(await focused(), 'Inbox');
    await reach('+13125550001');
    await press('Enter');
    await page.getByRole('dialog').waitFor();
    await press('Escape');
    await page.getByRole('dialog').waitFor({state: 'detached'});
    assert.ok((await focused()).startsWith('+13125550001'), 'The focus is back where it was');
    await reach('Sent', 'Shift+Tab');
    await press('Enter');
    await page.getByRole('heading', {name: 'Sent', level: 1}).waitFor();
    await until('the heading has the focus', async () => await focused() === 'Sent');
    await reach('+16305550123');
    await press('Enter');
    await page.getByRole('dialog').waitFor();
    await reach('Send again');
    await press('Enter');
    await page.getByRole('dialog', {name: 'Send it again?'}).waitFor();
    await page.waitForTimeout(700);
    for (let i = 0; i < 10 && !await page.evaluate(() => document.activeElement.type === 'checkbox'); i++) {
      await press('Tab');
    }
    await press('Space');
    await reach('Send again');
    const before = state.sent.length;
    await press('Enter');
    await until('it is sent', () => state.sent.length === before + 1);
  }),

  'narrow': () => inside(async ({page, open, state}) => {
    for (const hash of [...VIEWS, 'inbox/' + state.received[0].id, 'conversation/' + state.received[0].id, 'sent/' + state.sent[3].id]) {
      await open('#/' + hash);
      await settled(page, 1);
      const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= seen, `${hash} is ${wide} wide`);
      const outside = await page.evaluate(() => [...document.querySelectorAll('button, a.button, input, select, textarea, h1, h2')]
        .filter(node => node.checkVisibility() && !node.closest('.unseen, .skip, .strip, .panel') && !node.matches('.unseen'))
        .filter(node => node.getBoundingClientRect().right > innerWidth + 1).map(node => node.outerHTML.slice(0, 80)));
      assert.deepEqual(outside, [], hash);
    }
  }, {viewport: NARROW}),

  'accessible': () => everyLook(({colorScheme, viewport}) => inside(async ({page, open, state}) => {
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
    assert.equal(background[0] < 60, colorScheme === 'dark');
    for (const hash of [...VIEWS, 'inbox/' + state.received[0].id, 'conversation/' + state.received[0].id,
      'sent/' + state.sent.find(message => message.state === 'parked').id]) {
      await open('#/' + hash);
      await page.waitForTimeout(600);
      await axe(page, hash);
    }
    await page.getByRole('button', {name: 'Send again'}).click();
    await page.waitForTimeout(700);
    await axe(page, 'confirmation');
    state.sessions.clear();
    await page.getByText('The session has ended.').waitFor();
    await axe(page, 'login');
  }, {colorScheme, viewport, bypassCSP: true})),

  'ten-thousand-messages': () => inside(async ({page, state}) => {
    await cards(page).first().waitFor();
    const frames = await page.evaluate(async () => {
      const took = [];
      let last = performance.now();
      for (const end = performance.now() + 120_000; performance.now() < end;) {
        scrollTo(0, document.documentElement.scrollHeight);
        await new Promise(requestAnimationFrame);
        took.push(performance.now() - last);
        last = performance.now();
        if (document.querySelectorAll('.card').length === 10_000 && !document.querySelector('.more')) {
          break;
        }
      }
      return took.sort((a, b) => a - b);
    });
    assert.equal(await cards(page).count(), 10_000);
    // Beside the list, a poll and an update are cheap: the row that is seen is the same element before and after.
    const place = await page.evaluate(() => {
      scrollTo(0, document.documentElement.scrollHeight / 2);
      return scrollY;
    });
    await page.waitForTimeout(500);
    await page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2).closest('.card').id = 'seen');
    const index = await page.evaluate(() => [...document.querySelectorAll('.card')].findIndex(card => card.id));
    state.received[index].state = 'incomplete';
    await page.locator('#seen', {hasText: 'Incomplete'}).waitFor();
    assert.equal(await page.evaluate(() => scrollY), place);
    const smooth = await page.evaluate(async () => {
      const took = [];
      let last = performance.now();
      for (let i = 0; i < 120; i++) {
        scrollBy(0, 300);
        await new Promise(requestAnimationFrame);
        took.push(performance.now() - last);
        last = performance.now();
      }
      return took.sort((a, b) => a - b);
    });
    const laidOut = await page.evaluate(() => [...document.querySelectorAll('.card')]
      .filter(card => card.checkVisibility({contentVisibilityAuto: true})).length);
    assert.ok(laidOut > 0 && laidOut < 500, `${laidOut} of 10 000 cards are laid out`);
    notes.frames = {loading: half(frames), scrolling: half(smooth), slowest: Math.round(smooth.at(-1))};
    state.at = Date.now();
    received(state, {text: 'The newest'});
    const pill = page.getByRole('button', {name: '1 new message'});
    await pill.waitFor();
    assert.equal(await cards(page).count(), 10_000, 'Nothing moves under the reader');
    await pill.click();
    await cards(page).first().getByText('The newest').waitFor();
    assert.equal(await cards(page).count(), 10_001);
  }, {fill: state => {
    for (let i = 0; i < 10_000; i++) {
      state.at = Date.now() - (10_000 - i) * 60_000;
      received(state, {from: '+1312555' + String(i).padStart(4, '0'), media: i % 3 ? [] : ['photo.jpg'], text: `Message ${i}`});
    }
  }}),

  'screenshots': async () => {
    await mkdir(SHOTS, {recursive: true});
    await everyLook(({colorScheme, name, viewport}) => inside(async ({page, open, state}) => {
      for (const view of VIEWS) {
        await open('#/' + view + (view === 'conversation' ? '/' + state.received[0].id : ''));
        await page.locator('.card img, .bubble img, .row, .panel').first().waitFor();
        await page.evaluate(() => Promise.all([...document.images].filter(image => !image.complete && image.loading !== 'lazy').map(image => image.decode())));
        await page.waitForTimeout(400);
        await page.screenshot({path: join(SHOTS, `${view}-${name}-${colorScheme}.png`)});
      }
      await open(`#/inbox/${state.received[0].id}`);
      await decoded(page.locator('dialog img.large'), 1);
      await page.screenshot({path: join(SHOTS, `message-${name}-${colorScheme}.png`)});
      await open(`#/sent/${state.sent.find(message => message.state === 'parked').id}`);
      await page.getByRole('dialog').getByText('What happened').waitFor();
      await page.waitForTimeout(400);
      await page.screenshot({path: join(SHOTS, `sent-message-${name}-${colorScheme}.png`)});
    }, {colorScheme, viewport}));
  },
};

function half(sorted) {
  return Math.round(sorted[Math.floor(sorted.length / 2)] * 10) / 10;
}

/** The same words wherever text from outside is shown. */
function hostile(state) {
  const evil = '<script>alert(1)</script><img src=x onerror=alert(2)>';
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(3)"><script>alert(4)</script></svg>';
  const file = (type, body, name) => ({state: 'stored', type, kind: 'other', size: body.length, mismatches: [], announced: {name, type}, attempts: 1, host: evil, body});
  received(state, {from: evil, text: evil, subject: evil, code: evil, reason: evil});
  received(state, {text: evil, subject: evil, media: [
    file('text/html', `<!doctype html><script>alert(5)</script>`, evil + '.html'),
    file('image/svg+xml', svg, evil + '.svg'),
    file('application/xhtml+xml', `<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(6)</script></html>`, 'javascript:alert(7)'),
  ], slides: [{media: [1], caption: evil}]});
  sentMessage(state, {text: evil, subject: evil, state: 'parked', code: evil, reason: evil, canSendAgain: true, mediaUrls: ['javascript:alert(8)', evil],
    to: [{number: '+13125550001', status: evil, carrier: evil, errors: [{code: evil, title: evil}]}],
    checks: [{index: 0, code: evil, sentence: evil}], timeline: [{at: new Date().toISOString(), change: evil, code: evil, reason: evil}]});
  letter(state, {code: evil, reason: evil, route: evil, messageId: evil});
  state.optOuts = [{number: evil, profile: evil, changedAt: 'never', source: evil}];
}

process.stdout.write(JSON.stringify({results: await runAll(scenarios), notes}) + '\n');

// Telnyx's own SDK against a gateway, as a program that knows of no gateway would use it. What came of it is printed as
// one line of JSON, for TelnyxSdkTest to judge.
import { createServer, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import Telnyx from 'telnyx';

const { GATEWAY_URL: baseURL, GATEWAY_KEY: apiKey, MEDIA_URL: media } = process.env;
const client = new Telnyx({ apiKey, baseURL });
const from = '+18885550001';
const to = '+17735550002';

/** The SDK has no setting for it, and keeps the headers of a request when it repeats it. */
const onlyOnce = (key) => ({ headers: { 'Idempotency-Key': key } });

async function delivered(sent) {
    const end = Date.now() + 20_000;
    let message;
    do {
        await pause(200);
        message = (await client.messages.retrieve(sent.data.id)).data;
    } while (message.to.some((recipient) => !['delivered', 'unknown'].includes(recipient.status)) && Date.now() < end);
    return message;
}

async function failure(call) {
    try {
        return { data: await call() };
    } catch (error) {
        return { name: error.constructor.name, status: error.status, errors: error.error?.errors };
    }
}

/** Stands between the SDK and the gateway, and loses the first answer. */
async function sendWithoutTheFirstAnswer(body, options) {
    const keys = [];
    const lossy = createServer((incoming, answer) => {
        keys.push(incoming.headers['idempotency-key']);
        const { method, headers, url } = incoming;
        const passedOn = request(new URL(url, baseURL), { method, headers }, (theirs) => {
            if (keys.length === 1) {
                theirs.resume().on('end', () => answer.destroy());
            } else {
                answer.writeHead(theirs.statusCode, theirs.headers);
                theirs.pipe(answer);
            }
        });
        incoming.pipe(passedOn);
    });
    await new Promise((listening) => lossy.listen(0, '127.0.0.1', listening));
    try {
        const there = new Telnyx({ apiKey, baseURL: `http://127.0.0.1:${lossy.address().port}/v2` });
        return { data: (await there.messages.send(body, options)).data, keys };
    } finally {
        lossy.close();
        lossy.closeAllConnections();
    }
}

const mms = { from, to, text: 'Sent by the SDK', subject: 'Hello', media_urls: [media] };
const first = await client.messages.send(mms, onlyOnce('order-1'));
const again = await client.messages.send(mms, onlyOnce('order-1'));

const kinds = {
    group_mms: await client.messages.sendGroupMms({
        from: '+13125550001',
        to: [to, '+17735550003', '+17735550004'],
        text: 'To a group',
        media_urls: [media],
    }),
    number_pool: await client.messages.sendNumberPool({
        messaging_profile_id: '4001742b-90be-405d-b1b5-40a434f0ffec',
        to,
        text: 'From a pool',
    }),
    long_code: await client.messages.sendLongCode({ from: '+13125550002', to, text: 'From a long code' }),
    short_code: await client.messages.sendShortCode({ from: '24470', to, text: 'From a short code' }),
};

const stranger = new Telnyx({ apiKey: 'guess', baseURL });
const told = {
    first: first.data,
    again: again.data,
    delivered: await delivered(first),
    kinds: {},
    lost: await sendWithoutTheFirstAnswer({ from, to, text: 'The first answer is lost' }, onlyOnce('order-2')),
    errors: {
        elevenMedia: await failure(() => client.messages.send({ ...mms, media_urls: Array(11).fill(media) })),
        wrongKey: await failure(() => stranger.messages.send(mms)),
        unknownId: await failure(() => client.messages.retrieve('00000000-0000-4000-8000-000000000000')),
    },
};
for (const [kind, sent] of Object.entries(kinds)) {
    told.kinds[kind] = await delivered(sent);
}
console.log(JSON.stringify(told));

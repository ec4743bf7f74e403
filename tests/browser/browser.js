// What the tests in Chromium share: the browser, pages that are watched, the stack's database and tokens, and the run of cases.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(`${process.env.NODE_MODULES}/`);
const puppeteer = require('puppeteer-core');
export const axe = require.resolve('axe-core');

export const url = process.env.VISITD_URL;
export const users = {
    caregiver: '20000000-0000-4000-8000-000000000001',
    coordinator: '20000000-0000-4000-8000-000000000011',
};
export const clients = { stanley: '30000000-0000-4000-8000-000000000002', adaeze: '30000000-0000-4000-8000-000000000003' };

export function fail(text) {
    throw new Error(text);
}
export function same(found, expected, what) {
    if (JSON.stringify(found) !== JSON.stringify(expected)) fail(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
}

// ---- The stack

export const sql = (query, role = process.env.PGUSER) =>
    execFileSync('psql', ['-X', '-A', '-t', '-q', '-U', role, '-c', query], { encoding: 'utf8' }).trim();
export const stack = command => execFileSync(process.env.STACK, [command], { stdio: 'ignore' });

// Process ids of the supervisor's children.
export const workers = () => execFileSync('ps', ['-o', 'pid=', '--ppid', readFileSync(`${process.env.VISITD_HOME}/place/run/visitd.pid`, 'utf8').trim()],
    { encoding: 'utf8' }).trim().split(/\s+/).map(Number);

const tokens = new Map();
export function token(user) {
    const { VISITD_BIN, VISITD_CONF, VISITD_SIGNING_KEY, VISITD_KID } = process.env;
    if (!tokens.has(user))
        tokens.set(user, execFileSync(`${VISITD_BIN}/visitctl`,
            ['-c', VISITD_CONF, 'token', '--key', VISITD_SIGNING_KEY, '--kid', VISITD_KID, '--user', user], { encoding: 'utf8' }).trim());
    return tokens.get(user);
}

// A request past the page, as another program would send it.
const curl = (method, address, headers, body) => execFileSync('curl', ['-q', '-sS', '--noproxy', '*', '--cacert', process.env.VISITD_CA,
    '-X', method, address, ...headers.flatMap(header => ['-H', header]), ...(body ? ['-d', body] : [])], { encoding: 'utf8' });
export function api(user, method, path, body) {
    const headers = [`Authorization: Bearer ${token(user)}`, ...(body ? ['Content-Type: application/json'] : [])];
    const reply = curl(method, url + path, headers, body && JSON.stringify(body));
    return reply ? JSON.parse(reply) : null;
}
// What a page is about to send, carried out without its knowledge.
export const past = request => curl(request.method(), request.url(),
    Object.entries(request.headers()).filter(([name]) => /^(authorization|content-type|idempotency-key|if-match|x-request-id)$/.test(name))
        .map(([name, text]) => `${name}: ${text}`), request.postData());

export async function until(condition, what, seconds = 30) {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
        const value = await condition();
        if (value) return value;
        await new Promise(resolve => setTimeout(resolve, 50));
    }
    return fail(`${what}: not within ${seconds} seconds`);
}

// ---- The browser

export async function launch(options = []) {
    const profile = mkdtempSync(join(process.env.WORK ?? tmpdir(), 'chromium-'));
    const browser = await puppeteer.launch({
        executablePath: process.env.CHROMIUM, userDataDir: profile, headless: true, acceptInsecureCerts: true,
        args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
            '--no-proxy-server', '--lang=en-GB', ...options],
        env: { ...process.env, TZ: 'UTC', LANG: 'C.UTF-8' },
    });
    return browser;
}

// A page whose errors, violations of its policy and requests to other hosts are collected in `problems`. What Chromium says of a
// refusal of the API's is none: the page has to deal with it, and its case tells whether it does.
export async function watch(page) {
    page.problems = [];
    page.on('console', message => {
        const refused = /^Failed to load resource/.test(message.text()) && message.location().url?.startsWith(`${url}/api/`);
        if (['error', 'warn'].includes(message.type()) && !refused) page.problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', error => page.problems.push(`error: ${error.stack ?? error}`));
    page.on('request', request => {
        const address = request.url();
        if (!address.startsWith(`${url}/`) && !/^(data|blob):/.test(address)) page.problems.push(`request to another host: ${address}`);
    });
    page.setDefaultTimeout(30_000);
    return page;
}

// ---- What a person does. A control is found as a screen reader would name it.

export const named = (name, role) => `::-p-aria([name="${name}"]${role ? `[role="${role}"]` : ''})`;
export const press = (page, name, role = 'button') => page.locator(named(name, role)).click();
export async function type(page, name, text) {
    const control = await page.waitForSelector(named(name));
    await control.click({ count: 3 });
    await control.type(text);
    return control;
}
export async function paste(page, selector, text) {
    await (await page.waitForSelector(selector)).evaluate(control => control.select());
    await page.focus(selector);
    await page.keyboard.sendCharacter(text);
}
// By the clock and not with each frame: of a window behind another none is drawn.
export const polling = { polling: 50 };
export const see = (page, text) => page.waitForFunction(wanted => document.body.innerText.includes(wanted), polling, text)
    .catch(async () => fail(`“${text}” is not to be seen in:\n${await page.evaluate(() => document.body.innerText)}`));

// Opens the demo at an address, as a user.
export async function signIn(page, user, address = '') {
    await page.goto(`${url}/demo/${address}`);
    // As a person does: pasted.
    await paste(page, named('Access token'), token(user));
    await press(page, 'Sign in');
    await page.waitForSelector('#account:not([hidden])');
}

export async function violations(page, except = []) {
    // Its rules, but for those named. The policy of the page forbids scripts from elsewhere, which this is: it goes in by the debugger's way.
    await page.evaluate(readFileSync(axe, 'utf8'));
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    return violations.filter(({ id }) => !except.includes(id)).map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

// ---- Cases

const cases = [];
export const test = (name, work) => cases.push({ name, work });

// Runs them one after the other, each with a context of its own in the same browser. CASE names one of them.
export async function run() {
    const browser = await launch();
    let failed = 0;
    for (const { name, work } of cases) {
        if (process.env.CASE && !name.includes(process.env.CASE)) continue;
        const began = Date.now();
        const context = await browser.createBrowserContext();
        const pages = [];
        const open = async ({ width = 1100, height = 900, dark = false, ...more } = {}) => {
            const page = await watch(await context.newPage());
            await page.setViewport({ width, height, ...more });
            if (dark) await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
            pages.push(page);
            return page;
        };
        try {
            await work({ browser, context, open });
            for (const { problems } of pages) same(problems, [], 'problems of the page');
            console.log(`ok      ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
        } catch (error) {
            failed++;
            console.log(`FAILED: ${name}: ${error.message}`);
            for (const page of pages) if (page.problems.length) console.log(`        ${page.problems.join('\n        ')}`);
        }
        await context.close().catch(() => {});
    }
    await browser.close();
    if (failed) process.exitCode = 1;
}

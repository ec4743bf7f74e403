// The report that saves itself: four levels, killed tabs, lost networks, two windows. What is told as saved is looked for in the database.
import { spawn } from 'node:child_process';
import { api, fail, launch, named, past, paste, polling, press, same, see, signIn, sql, stack, test, token, type, until, url, users, violations, watch, workers } from './browser.js';

const state = (page, text) => page.waitForFunction(wanted => document.querySelector('.savebar .state')?.textContent.startsWith(wanted), polling, text)
    .catch(async () => fail(`“${text}” is not said but “${await page.$eval('.savebar .state', element => element.textContent).catch(() => 'nothing')}”`));
const visit = (id, what) => sql(`SELECT ${what} FROM draft_visits WHERE number = ${id.slice(1)}`);
const value = async (page, name) => (await page.waitForSelector(named(name))).evaluate(element => element.value);
const outbox = page => page.evaluate(() => Object.keys(localStorage).filter(name => name.startsWith('visitd-demo-outbox')).length);
const begin = () => api(users.coordinator, 'POST', '/api/visits').visitId;

async function report(open, id, options) {
    const page = await open(options);
    await signIn(page, users.coordinator, `#/reports/${id}`);
    await state(page, 'All saved');
    return page;
}

test('a report of four levels saves itself, is there after a reload, and is submitted', async ({ open }) => {
    const page = await open();
    await signIn(page, users.coordinator, '#/reports');
    await press(page, 'New report');
    await state(page, 'All saved');
    const id = page.url().split('/').pop();
    await type(page, 'Customer', 'Tata Steel');
    await type(page, 'Shared with', 'amara.diallo@example.com');
    // Leaving a field sends it at once.
    await page.keyboard.press('Tab');
    await press(page, 'Add interaction');
    await type(page, 'Principals', 'Deublin\nKoba');
    await press(page, 'Add principal interaction');
    await type(page, 'Objective', 'Discussed sealing issues');
    await press(page, 'Add lead');
    await type(page, 'Title', 'Seals of another material');
    await type(page, 'Expected value', '12400.50');
    await type(page, 'Currency', 'eur');
    await see(page, 'currency must be three capital letters');
    await state(page, '1 field is not saved');
    await type(page, 'Currency', 'EUR');
    await page.select('select', 'qualified');
    await state(page, 'All saved');
    const number = id.slice(1);
    same(sql(`SELECT customer_name, shared_with, principals, objective, title, expected_value, currency, l.status
              FROM draft_visits v JOIN draft_interactions i ON i.visit_number = v.number
              JOIN draft_principal_interactions p ON p.visit_number = v.number JOIN draft_leads l ON l.visit_number = v.number
              WHERE v.number = ${number}`),
    'Tata Steel|{amara.diallo@example.com}|{Deublin,Koba}|Discussed sealing issues|Seals of another material|12400.5|EUR|qualified', 'the rows');

    // Removed with what is below it, after being asked.
    await press(page, 'Add interaction');
    await see(page, `Interaction ${id}-2`);
    await press(page, `Remove Interaction ${id}-2`);
    await until(() => sql(`SELECT count(*) FROM draft_interactions WHERE visit_number = ${number}`) === '1', 'the second interaction is gone');
    await press(page, `Remove Principal interaction ${id}-1-PI1`);
    await press(page, 'Keep it');

    await page.reload();
    await state(page, 'All saved');
    same(await value(page, 'Title'), 'Seals of another material', 'the title after a reload');
    await press(page, 'Submit');
    await see(page, 'Submitted: it can be read, and not changed any more.');
    same(visit(id, 'status'), 'submitted', 'the visit');
    same(await (await page.waitForSelector(named('Customer'))).evaluate(element => element.readOnly), true, 'a submitted field');
    same(await page.$('.add:not([hidden])'), null, 'a button that adds');
});

test('the tab is killed in the middle of typing, and the next one goes on', async ({ open }) => {
    const id = begin();
    const page = await report(open, id);
    // The network is slow: nothing of what is typed gets through before the end.
    await page.setRequestInterception(true);
    page.on('request', request => { if (request.method() !== 'PATCH') request.continue(); });
    await type(page, 'Customer', 'Tata Ste');
    await type(page, 'Location', 'Half a wo');
    same(visit(id, 'customer_name IS NULL'), 't', 'nothing is saved yet');
    // Its process dies; nobody answers that command.
    page.on('error', () => {});
    (await page.createCDPSession()).send('Page.crash').catch(() => {});
    await new Promise(resolve => setTimeout(resolve, 500));

    const next = await open();
    await signIn(next, users.coordinator, '#/reports');
    await see(next, 'kept here');
    await next.goto(`${url}/demo/#/reports/${id}`);
    await state(next, 'All saved');
    same([await value(next, 'Customer'), await value(next, 'Location')], ['Tata Ste', 'Half a wo'], 'what the form shows');
    same(visit(id, 'customer_name, location'), 'Tata Ste|Half a wo', 'what is saved');
    same(await outbox(next), 0, 'items left in localStorage');
});

test('the browser is killed: what it called saved is there', async () => {
    const id = begin();
    const browser = await launch();
    const page = await watch(await browser.newPage());
    await signIn(page, users.coordinator, `#/reports/${id}`);
    await type(page, 'Customer', 'Confirmed');
    await state(page, 'All saved');
    await type(page, 'Location', 'On its w');
    browser.process().kill('SIGKILL');
    same(visit(id, 'customer_name'), 'Confirmed', 'what is saved');
});

test('the network is lost in the middle of typing, and what was written is sent in its order', async ({ open }) => {
    const id = begin();
    const page = await report(open, id);
    await type(page, 'Customer', 'Before');
    await state(page, 'All saved');
    await page.setOfflineMode(true);
    await type(page, 'Customer', 'While off');
    await state(page, 'Offline – 1 change is kept here');
    await press(page, 'Add interaction');
    await type(page, 'Persons', 'Ravi Menon');
    await type(page, 'Customer', 'While offline');
    await state(page, 'Offline – 3 changes are kept here');
    same(visit(id, 'customer_name'), 'Before', 'what is saved meanwhile');
    await page.setOfflineMode(false);
    await state(page, 'All saved');
    same(visit(id, 'customer_name'), 'While offline', 'the customer');
    same(sql(`SELECT persons FROM draft_interactions WHERE visit_number = ${id.slice(1)}`), '{"Ravi Menon"}', 'the interaction');
    await see(page, `Interaction ${id}-1`);
});

test('nginx is stopped in the middle of typing', async ({ open }) => {
    const id = begin();
    const page = await report(open, id);
    stack('nginx-stop');
    await type(page, 'Location', 'Nobody listens');
    await state(page, 'Offline – 1 change is kept here');
    stack('nginx-start');
    await state(page, 'All saved');
    same(visit(id, 'location'), 'Nobody listens', 'what is saved');
});

test('the workers are killed while they save', async ({ open }) => {
    const id = begin();
    const page = await report(open, id);
    // A lock on the row holds the worker, so that it is killed in the middle of its work.
    const lock = spawn('psql', ['-X', '-q', '-c', `SELECT FROM draft_visits WHERE number = ${id.slice(1)} FOR UPDATE; SELECT pg_sleep(3)`], { stdio: 'ignore' });
    await until(() => sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") === '1', 'the lock');
    await type(page, 'Location', 'Not lost');
    await page.keyboard.press('Tab');
    await until(() => sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'", process.env.VISITD_SUPERUSER) === '1', 'a worker that waits');
    for (const pid of workers()) process.kill(pid, 'SIGKILL');
    await page.waitForFunction(() => [...document.querySelectorAll('#wire tbody tr')].some(row => /PATCH.*502/.test(row.textContent)), polling);
    await state(page, 'All saved');
    same(visit(id, 'location'), 'Not lost', 'what is saved');
    lock.kill();
});

test('the token expires in the middle of typing', async ({ open }) => {
    const id = begin();
    const page = await report(open, id);
    let expired = true;
    await page.setRequestInterception(true);
    page.on('request', request => {
        if (request.method() !== 'PATCH' || !expired) request.continue();
        else request.respond({ status: 401, contentType: 'application/json', body: '{"message":"Invalid or expired token","code":"token_expired"}' });
    });
    await type(page, 'Location', 'Hamilton');
    await state(page, 'Signed out – 1 change is kept here');
    expired = false;
    await press(page, 'Sign in again');
    await paste(page, named('Access token'), token(users.coordinator));
    await press(page, 'Sign in');
    await state(page, 'All saved');
    same([await value(page, 'Location'), visit(id, 'location')], ['Hamilton', 'Hamilton'], 'what is saved');
});

test('a write whose reply is lost is not done twice', async ({ open }) => {
    const id = begin();
    const page = await report(open, id);
    // The server gets it, and the page does not hear of it.
    let lost = 0;
    await page.setRequestInterception(true);
    page.on('request', async request => {
        if (request.method() === 'GET' || lost > 1) return request.continue();
        lost++;
        past(request);
        return request.abort('connectionreset');
    });
    await press(page, 'Add interaction');
    await see(page, `Interaction ${id}-1`);
    await type(page, 'Departments', 'Purchasing');
    await state(page, 'All saved');
    same(lost, 2, 'replies lost');
    same(sql(`SELECT count(*), min(departments::text) FROM draft_interactions WHERE visit_number = ${id.slice(1)}`), '1|{Purchasing}', 'interactions');
});

test('two windows on one field: both words are shown, and one of them chosen', async ({ open }) => {
    const id = begin();
    const [first, second] = [await report(open, id), await report(open, id)];
    await first.bringToFront();
    await type(first, 'Customer', 'First');
    await state(first, 'All saved');
    await second.evaluate(() => document.querySelector('[data-field=customerName]').focus());
    await second.keyboard.type('Second');
    await state(second, '1 field needs your decision');
    await see(second, 'There it says: First');
    same(visit(id, 'customer_name'), 'First', 'nothing is overwritten');
    await second.bringToFront();
    await press(second, 'Keep mine');
    await state(second, 'All saved');
    same(visit(id, 'customer_name'), 'Second', 'what was chosen');
    await first.evaluate(() => document.querySelector('[data-field=customerName]').focus());
    await first.keyboard.type('!');
    await state(first, '1 field needs your decision');
    await first.bringToFront();
    await press(first, 'Take theirs');
    await state(first, 'All saved');
    same([await value(first, 'Customer'), visit(id, 'customer_name')], ['Second', 'Second'], 'what was chosen then');
});

test('two windows on two fields: both keep their words', async ({ open }) => {
    const id = begin();
    const [first, second] = [await report(open, id), await report(open, id)];
    await first.bringToFront();
    await type(first, 'Customer', 'From the first');
    await state(first, 'All saved');
    await second.evaluate(() => document.querySelector('[data-field=location]').focus());
    await second.keyboard.type('From the second');
    await state(second, 'All saved');
    same(visit(id, 'customer_name, location'), 'From the first|From the second', 'what is saved');
    same(await second.evaluate(() => [...document.querySelectorAll('#wire tbody tr')].some(row => /PATCH.*412/.test(row.textContent))), true,
        'the second window was told that the record had moved on');
});

test('a report that is submitted in another window shows the words that came too late', async ({ open }) => {
    const id = begin();
    const page = await report(open, id);
    await page.setOfflineMode(true);
    await type(page, 'Location', 'Too late');
    await type(page, 'Customer', 'This too');
    await state(page, 'Offline – 2 changes are kept here');
    api(users.coordinator, 'PATCH', `/api/visits/${id}`, { status: 'submitted' });
    await page.setOfflineMode(false);
    await see(page, 'Submitted: it can be read, and not changed any more.');
    await state(page, '2 fields are not saved');
    same(await value(page, 'Location'), 'Too late', 'the words');
    for (let left = 2; left > 0; left--) await press(page, 'Discard');
    await state(page, 'Read only');
    same(await outbox(page), 0, 'items left in localStorage');
    same(visit(id, 'location IS NULL AND customer_name IS NULL'), 't', 'what is saved');
});

test('a record that is removed in another window takes no unsent words with it', async ({ open }) => {
    const id = begin();
    const interaction = api(users.coordinator, 'POST', '/api/interactions', { visitId: id }).interactionId;
    const page = await report(open, id);
    api(users.coordinator, 'DELETE', `/api/interactions/${interaction}`);
    await type(page, 'Persons', 'Nobody');
    await see(page, 'This part was removed in another window. Copy what you need.');
    same(await value(page, 'Persons'), 'Nobody', 'the words');
    await press(page, 'Discard');
    await state(page, 'All saved');

    // And while there was no window at all.
    const other = api(users.coordinator, 'POST', '/api/interactions', { visitId: id }).interactionId;
    const last = await report(open, id);
    await last.setOfflineMode(true);
    await type(last, 'Departments', 'Kept');
    await state(last, 'Offline – 1 change is kept here');
    await last.close();
    api(users.coordinator, 'DELETE', `/api/interactions/${other}`);
    const next = await open();
    await signIn(next, users.coordinator, `#/reports/${id}`);
    await see(next, 'Removed in another window.');
    same(await value(next, 'Departments'), 'Kept', 'the words of the window before');
});

test('the report fits 360 pixels and has no fault that axe finds, light and dark', async ({ open }) => {
    const id = begin();
    const { interactionId } = api(users.coordinator, 'POST', '/api/interactions', { visitId: id });
    const { PrincipalInteractionId } = api(users.coordinator, 'POST', '/api/Principal-interactions', { interactionId });
    api(users.coordinator, 'POST', '/api/leads', { PrincipalInteractionId });
    for (const [dark, width] of [[true, 360], [false, 1100]]) {
        const page = await report(open, id, { width, height: 740, dark });
        api(users.coordinator, 'PATCH', `/api/visits/${id}`, { customerName: `Another ${width}` });
        await page.evaluate(() => document.querySelector('[data-field=customerName]').focus());
        await page.keyboard.type('!');
        await see(page, 'Keep mine');
        same(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, 'pixels too wide');
        same(await violations(page), [], 'axe');
        await press(page, 'Take theirs');
        await state(page, 'All saved');
        await page.close();
    }
});

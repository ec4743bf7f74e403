// The caregiver's way through the demo: check in, document, check out, with a mouse, with a keyboard, with no position.
import { api, clients, fail, named, press, same, see, signIn, sql, stack, test, token, type, until, url, users, violations } from './browser.js';

// A slot that no other case has; `days` ago, so that rows of the demo data are not in the way.
let slots = 0;
const slot = () => new Date(Date.UTC(2026, 0, 1 + slots++, 9, 30)).toISOString();

// Schedules a visit for now, as a coordinator does, and gives its id.
function scheduled(client) {
    const at = new Date(Date.now() + 1000 * slots++).toISOString();
    const { data } = api(users.coordinator, 'POST', '/api/v1/visits/schedule',
        { visits: [{ clientId: client, staffId: users.caregiver, scheduledStartTime: at }] });
    return data.visits[0].id;
}

async function choose(page, search, name, start) {
    await press(page, 'Unplanned visit', 'link');
    await type(page, 'Client', search);
    await page.locator(`::-p-xpath(//li[count(../li)=1]//b[text()='${name}'])`).click();
    const input = await page.waitForSelector(named('Planned start'));
    await input.evaluate((element, value) => { element.value = value; }, start.slice(0, 16));
}
const column = (id, what) => sql(`SELECT ${what} FROM visits LEFT JOIN visit_documentation ON visit_id = visits.id WHERE visits.id = '${id}'`);
const idOf = async page => page.waitForFunction(() => /#\/visits\/([0-9a-f-]{36})$/.exec(location.hash)?.[1]).then(handle => handle.jsonValue());

test('a visit that nobody planned, from check-in to check-out', async ({ context, open }) => {
    await context.overridePermissions(url, ['geolocation']);
    const page = await open();
    await page.setGeolocation({ latitude: 43.7542, longitude: -79.402 });
    await signIn(page, users.caregiver);
    const start = slot();
    await choose(page, 'stanley novak', 'Stanley Novak', start);
    await see(page, 'Start from the notes of');
    await press(page, 'Check in');
    await see(page, 'Checked in, with your position.');
    const id = await idOf(page);
    same(column(id, `status, client_id, scheduled_start_time = '${start}', check_in_latitude, check_in_longitude`),
        `in_progress|${clients.stanley}|t|43.75420000|-79.40200000`, 'the visit');
    // What was copied is in the form; what nobody has changed is not written again.
    same(column(id, "copied_from_visit_id IS NOT NULL, vital_signs->>'heartRate', concerns"), 't|71|', 'the copy');
    same(await (await page.waitForSelector(named('Heart rate (per minute)'))).evaluate(element => element.value), '71', 'heart rate in the form');

    await type(page, 'Heart rate (per minute)', '84');
    await (await page.waitForSelector(named('breakfast'))).click();
    await type(page, 'Observations', 'Walked to the park and back.');
    await type(page, 'Concerns', 'The ankle <b>again</b>.');
    await see(page, 'Not saved yet');
    await press(page, 'Save');
    await page.waitForSelector('::-p-xpath(//p[@class="state" and text()="Saved"])');
    same(column(id, "vital_signs->>'heartRate', vital_signs->'bloodPressure'->>'systolic', activities @> '[{\"name\": \"breakfast\"}]', observations, concerns"),
        '84|128|t|Walked to the park and back.|The ankle <b>again</b>.', 'the documentation');

    await press(page, 'Check out');
    await see(page, 'Checked out after 0 minutes.');
    await see(page, 'The ankle <b>again</b>.');
    same(column(id, 'status, check_out_latitude, duration_minutes'), 'completed|43.75420000|0', 'the visit after check-out');
});

test('a scheduled visit is begun where the browser may not tell its position', async ({ context, open }) => {
    const page = await open();
    const cdp = await page.createCDPSession();
    await cdp.send('Browser.setPermission', { permission: { name: 'geolocation' }, setting: 'denied', origin: url, browserContextId: context.id });
    const id = scheduled(clients.adaeze);
    await signIn(page, users.caregiver);
    await page.locator(`a[href="#/visits/${id}"]`).click();
    await press(page, 'Check in now');
    await see(page, 'Checked in without a position: the browser was not allowed to tell it.');
    same(column(id, 'status, check_in_latitude IS NULL, check_in_time IS NOT NULL'), 'in_progress|t|t', 'the visit');
    await press(page, 'Copy from the last visit');
    await see(page, 'Copied, but for concerns.');
    await press(page, 'Check out');
    await see(page, 'Checked out after 0 minutes. Without a position');
    same(column(id, "status, vital_signs->>'heartRate'"), 'completed|71', 'the visit after check-out');
});

test('a visit that is open from another year has its year', async ({ open }) => {
    const page = await open({ width: 390, height: 844 });
    const { id } = api(users.caregiver, 'POST', '/api/v1/visits', { clientId: clients.adaeze, scheduledStartTime: '2031-01-11T10:00:00Z' });
    await signIn(page, users.caregiver);
    await see(page, '2031');
    api(users.caregiver, 'PATCH', `/api/v1/visits/${id}`, { status: 'cancelled' });
});

test('a check-in by keyboard alone', async ({ context, open }) => {
    await context.overridePermissions(url, ['geolocation']);
    const page = await open();
    await page.setGeolocation({ latitude: 0, longitude: 0 });
    const id = scheduled(clients.stanley);
    await page.goto(`${url}/demo/`);
    await see(page, 'Sign in with a token');
    // Tab until the control is reached; what has the focus must show it.
    const tabTo = async (what, limit = 40) => {
        for (let i = 0; i < limit; i++) {
            await page.keyboard.press('Tab');
            const [name, outline] = await page.evaluate(() => {
                const element = document.activeElement;
                return [element.labels?.[0]?.textContent || element.getAttribute('href') || element.textContent, getComputedStyle(element).outlineStyle];
            });
            if (outline === 'none') fail(`the focus on “${name}” is not visible`);
            if (name === what) return;
        }
        fail(`“${what}” is not reached by Tab`);
    };
    await tabTo('Access token');
    await page.keyboard.sendCharacter(token(users.caregiver));
    await page.keyboard.press('Enter');
    await see(page, 'Today');
    await tabTo(`#/visits/${id}`);
    await page.keyboard.press('Enter');
    await see(page, 'Begin the visit');
    await tabTo('Check in now');
    await page.keyboard.press('Enter');
    await see(page, 'Checked in, with your position.');
    // 0 is a place like any other.
    same(column(id, 'check_in_latitude'), '0.00000000', 'the position');
    await tabTo('medication');
    await page.keyboard.press('Space');
    await tabTo('Observations');
    await page.keyboard.type('By keyboard.');
    await tabTo('Check out');
    await page.keyboard.press('Enter');
    await see(page, 'Checked out after');
    same(column(id, "status, observations, activities->0->>'name'"), 'completed|By keyboard.|medication', 'the visit');
});

test('a slot that is taken leads to the visit that has it, a bad token says so', async ({ context, open }) => {
    await context.overridePermissions(url, ['geolocation']);
    const page = await open();
    await page.setGeolocation({ latitude: 1, longitude: 1 });
    await page.goto(`${url}/demo/`);
    await type(page, 'Access token', 'nonsense');
    await press(page, 'Sign in');
    await see(page, 'Invalid or expired token');
    await signIn(page, users.caregiver);
    const start = slot();
    const { id } = api(users.caregiver, 'POST', '/api/v1/visits', { clientId: clients.adaeze, scheduledStartTime: start });
    await choose(page, 'adaeze', 'Adaeze Eze', start);
    await press(page, 'Check in');
    await see(page, 'Visit already exists for this time slot');
    await press(page, 'Open the visit that has this time', 'link');
    same(await idOf(page), id, 'the visit that is opened');
});

test('two who document one visit: what both wrote is shown, the rest is kept', async ({ open }) => {
    const page = await open();
    const { id } = api(users.caregiver, 'POST', '/api/v1/visits', { clientId: clients.adaeze, scheduledStartTime: slot() });
    await signIn(page, users.caregiver, `#/visits/${id}`);
    await type(page, 'Observations', 'Mine.');
    api(users.coordinator, 'PATCH', `/api/v1/visits/${id}`, { documentation: { observations: 'Theirs.', concerns: 'Look at the stove.' } });
    await press(page, 'Save');
    await see(page, 'Somebody else has saved the same part meanwhile');
    await see(page, 'Theirs.');
    await press(page, 'Keep mine and save');
    await until(() => column(id, 'observations') === 'Mine.', 'the decision is saved');
    same(column(id, 'concerns'), 'Look at the stove.', 'what the other wrote elsewhere');
});

test('no worker is there when a visit is checked in', async ({ context, open }) => {
    await context.overridePermissions(url, ['geolocation']);
    const page = await open();
    await page.setGeolocation({ latitude: 2, longitude: 2 });
    await signIn(page, users.caregiver);
    const start = slot();
    await choose(page, 'adaeze', 'Adaeze Eze', start);
    // No worker answers at first, so the page must try again; with the same key, so there is one visit in the end.
    stack('workers-stop');
    await press(page, 'Check in');
    await page.waitForFunction(() => [...document.querySelectorAll('#wire tbody tr')].some(row => /POST .*502/.test(row.textContent)));
    stack('workers-start');
    await see(page, 'Checked in, with your position.');
    same(sql(`SELECT count(*) FROM visits WHERE client_id = '${clients.adaeze}' AND scheduled_start_time = '${start}'`), '1', 'visits');
});

test('screens fit 360 pixels and have no fault that axe finds, light and dark', async ({ open }) => {
    const { id } = api(users.caregiver, 'POST', '/api/v1/visits', { clientId: clients.adaeze, scheduledStartTime: slot() });
    for (const [dark, width] of [[false, 360], [true, 1100]]) {
        const page = await open({ width, height: 740, dark });
        const look = async text => {
            await see(page, text);
            same(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${text}: pixels too wide`);
            same(await violations(page), [], `${text}: axe`);
        };
        await page.goto(`${url}/demo/`);
        await look('Sign in with a token');
        await signIn(page, users.caregiver);
        await look('Today');
        await page.goto(`${url}/demo/#/visits/new`);
        await look('Stanley Novak');
        await page.goto(`${url}/demo/#/visits/${id}`);
        await look('Documentation');
        await page.close();
    }
});

// The reference at /docs: it shows every operation, asks nobody else, and what is tried there is in the database.
import { clients, paste, same, see, sql, test, token, until, url, users, violations } from './browser.js';

test('the reference shows every operation, and a check-in that is tried there is in the database', async ({ open }) => {
    const page = await open();
    await page.goto(`${url}/docs/`);
    const description = await page.evaluate(() => fetch('/api/openapi.json').then(reply => reply.json()));
    const operations = Object.values(description.paths).reduce((sum, path) => sum + Object.keys(path).filter(key => /^(get|post|patch|delete)$/.test(key)).length, 0);
    await page.waitForSelector('.opblock');
    same((await page.$$('.opblock')).length, operations, 'operations shown');

    await page.locator('.btn.authorize').click();
    await paste(page, '.auth-container input', token(users.caregiver));
    await page.locator('.auth-btn-wrapper [type=submit]').click();
    await page.locator('.auth-btn-wrapper .btn-done').click();

    const block = '.opblock-post:has([data-path="/api/v1/visits"])';
    await page.locator(`${block} .opblock-summary-control`).click();
    await page.locator(`${block} .try-out__btn`).click();
    const start = new Date(Date.UTC(2026, 5, 1, 9)).toISOString();
    // An example would be sent as it stands: of a key made up for one request, and a tag of another record, there is none.
    same(await page.$eval(`${block} [data-param-name="Idempotency-Key"] input`, input => input.value), '', 'the key that is offered');
    await paste(page, `${block} textarea.body-param__text`, JSON.stringify({ clientId: clients.stanley, scheduledStartTime: start }));
    await page.locator(`${block} .execute`).click();
    await until(() => sql(`SELECT count(*) FROM visits WHERE client_id = '${clients.stanley}' AND scheduled_start_time = '${start}'`) === '1', 'the check-in');
    await see(page, 'in_progress');
});

test('the reference fits 360 pixels, and a screen reader finds its way', async ({ open }) => {
    const page = await open({ width: 360, height: 740 });
    await page.goto(`${url}/docs/`);
    await page.locator('.opblock-post:has([data-path="/api/v1/visits"]) .opblock-summary-control').click();
    await page.locator('.try-out__btn').click();
    await page.waitForSelector('.execute');
    await page.waitForSelector('textarea[aria-label]');
    same(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, 'pixels too wide');
    // The renderer's own: the link to an operation stands in the button that opens it.
    same(await violations(page, ['nested-interactive']), [], 'axe');
});

// Runs the pages' tests in Chromium, one after the other; tests/browser/run calls it.
import { run } from './browser.js';
import './origins.js';
import './visits.js';
import './reports.js';
import './docs.js';

await run();

import { readFileSync, writeFileSync } from 'node:fs';
import { settingsFile, withOwnRows } from '../support/settings-page.js';

// npm run settings: writes this service's rows of the page anew after a setting has changed.
writeFileSync(settingsFile, withOwnRows(readFileSync(settingsFile, 'utf8')));

import { silentLogger } from '@dubbing/common';

import { openOutput } from '../../../src/publish/output.js';
import { play, programmeOf } from './programme.js';

/** Records a file over and over, until it is killed. */
const [, , source = '', path = ''] = process.argv;
const programme = await programmeOf(source);
const output = openOutput({ url: `file://${path}`, language: 'es', video: programme.config, logger: silentLogger });
await play(programme, [output], { speed: 4, over: () => false });

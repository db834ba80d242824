import { ScriptedSts } from '../bench/scripted-sts.js';

// A process of its own, so that it can be killed: node sts-main.js PORT
await ScriptedSts.start({ port: Number(process.argv[2]) });

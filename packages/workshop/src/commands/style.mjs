import { inRepository } from '../paths.mjs';
import { partNames, parts } from '../parts/table.mjs';
import { runInherited } from '../process/inherited.mjs';
import { npmCommand } from '../process/npm.mjs';

/**
 * @param {string} script Of a tool, in the root's node_modules.
 * @param {readonly string[]} args
 * @param {AbortSignal} signal
 */
const tool = (script, args, signal) =>
  runInherited(process.execPath, [inRepository('node_modules', script), ...args], { cwd: inRepository(), signal });

/** @type {import('./table.mjs').Command} */
export const lint = (args, signal) =>
  tool('oxlint/bin/oxlint', ['--type-aware', '--max-warnings', '0', ...args], signal);

/** @type {import('./table.mjs').Command} */
export const format = (args, signal) => tool('prettier/bin/prettier.cjs', ['--write', '.', ...args], signal);

/** @type {import('./table.mjs').Command} */
export const formatCheck = (args, signal) => tool('prettier/bin/prettier.cjs', ['--check', '.', ...args], signal);

/**
 * Every part with its own compiler.
 *
 * @type {import('./table.mjs').Command}
 */
export async function typecheck(_args, signal) {
  const npm = npmCommand();
  let worst = 0;
  for (const name of partNames) {
    const args = [...npm.args, 'run', '--silent', 'typecheck'];
    const code = await runInherited(npm.command, args, { cwd: inRepository(parts[name].directory), signal });
    process.stderr.write(`  ${code === 0 ? '✓' : '✗'} ${parts[name].directory}: types\n`);
    worst = Math.max(worst, code);
    signal.throwIfAborted();
  }
  return worst;
}

/**
 * The npm that is running us, so that the nested one is the same; `npm` on the PATH otherwise.
 * @returns {{ command: string, args: string[] }}
 */
export function npmCommand() {
  const script = process.env['npm_execpath'];
  return script?.endsWith('.js') === true && /[\\/]npm[\\/]/.test(script)
    ? { command: process.execPath, args: [script] }
    : { command: 'npm', args: [] };
}

// What `npm run` puts into the environment about *this* project. A nested npm that works in another folder must not
// inherit it; settings a person made (npm_config_registry, npm_config_cache, proxies …) stay.
const aboutThisRun =
  /^(npm_package_|npm_lifecycle_|npm_command$|npm_execpath$|npm_node_execpath$|npm_config_(local_prefix|global_prefix|prefix|user_agent|npm_version|node_gyp|init_module|globalconfig|noproxy|workspace|workspaces)$|INIT_CWD$)/;

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutNpmRun(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !aboutThisRun.test(name)));
}

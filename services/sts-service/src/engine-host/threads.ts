/**
 * Threads of each engine process: the cores are shared evenly, since in a service that is busy all
 * engines work at the same time, on different fragments. Threads beyond the cores would only take
 * turns, and each operator of a model waits for its slowest thread.
 */
export function threadsPerProcess(cores: number, processes: number): number {
  return Math.max(1, Math.floor(cores / Math.max(1, processes)));
}

/**
 * Mean seconds that a packet waits before one server that takes equally long for each, when packets come at random:
 * rho / (2 mu (1 - rho)), the Pollaczek-Khinchine formula without variance of service. `load` is rho, below 1;
 * `serviceSeconds` is 1 / mu.
 */
export function meanWaitSeconds (load: number, serviceSeconds: number): number {
  if (!(load >= 0 && load < 1)) throw new RangeError(`a load of ${load}: with 1 and more the queue only grows`)
  return load * serviceSeconds / (2 * (1 - load))
}

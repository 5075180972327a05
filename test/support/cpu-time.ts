/** Milliseconds of processor time that the work took: unlike the clock, hardly moved by whatever else is running. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
